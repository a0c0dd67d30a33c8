/* Members of objects: one walk over them answers properties, required, patternProperties,
 * additionalProperties and propertyNames (applicators 10.3.2, validation 6.5). */
#include <inttypes.h>

#include "harness/base/buf.h"
#include "harness/contract/keywords.h"
#include "harness/json/encode.h"

enum {
    WORD_BITS = 64,
    SEEN_WORDS = 4, /* up to 256 names need no memory of the arena */
};

static const struct hp_slice properties = HP_SLICE_INIT("properties");
static const struct hp_slice required = HP_SLICE_INIT("required");
static const struct hp_slice pattern_properties = HP_SLICE_INIT("patternProperties");
static const struct hp_slice additional_properties = HP_SLICE_INIT("additionalProperties");
static const struct hp_slice property_names = HP_SLICE_INIT("propertyNames");

/* The rule of a name; a new one when there is none yet. NULL when memory is refused. */
static struct hp_member_rule *rule_of(struct hp_compiler *compiler, struct hp_member_rules *rules,
                                      struct hp_slice name)
{
    uint32_t index = hp_name_map_find(&rules->names, name);
    if (index == HP_NAME_ABSENT) {
        struct hp_slice copy;
        if (hp_compiler_copy_text(compiler, name, &copy) != HP_OK) {
            return NULL;
        }
        index = hp_name_map_add(&rules->names, copy);
        rules->rules[index] =
            (struct hp_member_rule){.name = hp_name_key(copy),
                                    .node = HP_NODE_NONE,
                                    .bit = index < WORD_BITS ? UINT64_C(1) << index : 0};
    }
    return &rules->rules[index];
}

static enum hp_status compile_properties(struct hp_compiler *compiler, const struct hp_json *value,
                                         struct hp_member_rules *rules)
{
    for (const struct hp_json *member = hp_json_first(value); member != NULL;
         member = hp_json_next(member)) {
        struct hp_step step = {.keyword = properties, .name = hp_json_name(member)};
        struct hp_member_rule *rule = rule_of(compiler, rules, step.name);
        if (rule == NULL) {
            return hp_compiler_nomem(compiler);
        }
        if (rule->node != HP_NODE_NONE) {
            char quoted[HP_DESCRIPTION_BYTES];
            hp_describe_text(step.name, quoted);
            return hp_compiler_refuse(compiler, "the property %s occurs more than once", quoted);
        }
        enum hp_status status = hp_compiler_subschema(compiler, member, &step, false, &rule->node);
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
}

static enum hp_status compile_required(struct hp_compiler *compiler, const struct hp_json *value,
                                       struct hp_member_rules *rules)
{
    for (const struct hp_json *item = hp_json_first(value); item != NULL;
         item = hp_json_next(item)) {
        struct hp_member_rule *rule = rule_of(compiler, rules, hp_json_string(item));
        if (rule == NULL) {
            return hp_compiler_nomem(compiler);
        }
        rule->required = true;
        rules->any_required = true;
        rules->required_bits |= rule->bit;
    }
    return HP_OK;
}

static enum hp_status compile_patterns(struct hp_compiler *compiler, const struct hp_json *value,
                                       struct hp_member_rules *rules)
{
    size_t count = hp_json_size(value);
    struct hp_pattern_rule *patterns = hp_compiler_array(compiler, count, sizeof(patterns[0]));
    if (patterns == NULL) {
        return hp_compiler_nomem(compiler);
    }
    rules->patterns = patterns;
    for (const struct hp_json *member = hp_json_first(value); member != NULL;
         member = hp_json_next(member)) {
        struct hp_step step = {.keyword = pattern_properties, .name = hp_json_name(member)};
        struct hp_pattern_rule *pattern = &patterns[rules->pattern_count++];
        enum hp_status status = hp_compiler_regex(compiler, step.name, pattern);
        if (status == HP_OK) {
            status = hp_compiler_subschema(compiler, member, &step, false, &pattern->node);
        }
        if (status != HP_OK) {
            return status;
        }
    }
    return HP_OK;
}

/* The siblings of one schema object that share a walk; each may be NULL. */
struct member_keywords {
    const struct hp_json *properties;
    const struct hp_json *required;
    const struct hp_json *patterns;
};

static enum hp_status check_shapes(struct hp_compiler *compiler,
                                   const struct member_keywords *keywords)
{
    enum hp_status status = HP_OK;
    if (keywords->properties != NULL) {
        status = hp_keyword_want(compiler, keywords->properties, HP_JSON_OBJECT);
    }
    if (status == HP_OK && keywords->patterns != NULL) {
        status = hp_keyword_want(compiler, keywords->patterns, HP_JSON_OBJECT);
    }
    if (status == HP_OK && keywords->required != NULL) {
        status = hp_keyword_name_list(compiler, keywords->required);
    }
    return status;
}

static enum hp_status fill_rules(struct hp_compiler *compiler,
                                 const struct member_keywords *keywords,
                                 struct hp_member_rules *rules)
{
    size_t names = hp_json_size(keywords->properties) + hp_json_size(keywords->required);
    rules->rules = hp_compiler_array(compiler, names + 1, sizeof(rules->rules[0]));
    if (rules->rules == NULL ||
        !hp_name_map_init(&rules->names, hp_compiler_arena(compiler), names)) {
        return hp_compiler_nomem(compiler);
    }
    for (size_t i = 0; i <= names; i++) {
        rules->rules[i].name.text.len = SIZE_MAX; /* until it is one */
    }
    enum hp_status status = compile_properties(compiler, keywords->properties, rules);
    if (status == HP_OK) {
        status = compile_required(compiler, keywords->required, rules);
    }
    if (status == HP_OK) {
        status = compile_patterns(compiler, keywords->patterns, rules);
    }
    if (status == HP_OK) {
        const struct hp_json *rest =
            hp_json_member(hp_compiler_object(compiler), additional_properties);
        rules->refuses_rest = hp_json_is(rest, HP_JSON_BOOLEAN) && !hp_json_boolean(rest);
        status = hp_keyword_sibling_schema(compiler, additional_properties, false, &rules->rest);
    }
    if (status == HP_OK) {
        status = hp_keyword_sibling_schema(compiler, property_names, false, &rules->names_node);
    }
    return status;
}

static hp_keyword_run_fn run_named;
static hp_keyword_run_fn run_rests;

/* The plainest walk that is enough for the rules. */
static hp_keyword_run_fn *runner_of(const struct hp_member_rules *rules)
{
    if (rules->pattern_count > 0 || rules->names_node != HP_NODE_NONE) {
        return hp_run_members;
    }
    if (rules->rest == HP_NODE_NONE) {
        return rules->names.count <= WORD_BITS ? run_named : hp_run_members;
    }
    return rules->names.count == 0 && !rules->refuses_rest ? run_rests : hp_run_members;
}

enum hp_status hp_compile_members(struct hp_compiler *compiler, const struct hp_json *value)
{
    (void)value;
    if (!hp_compiler_first_of(compiler, HP_GROUP_MEMBERS)) {
        return HP_OK;
    }
    const struct hp_json *object = hp_compiler_object(compiler);
    struct member_keywords keywords = {hp_json_member(object, properties),
                                       hp_json_member(object, required),
                                       hp_json_member(object, pattern_properties)};
    enum hp_status status = check_shapes(compiler, &keywords);
    if (status != HP_OK) {
        return status;
    }
    struct hp_member_rules *rules = hp_compiler_array(compiler, 1, sizeof(*rules));
    if (rules == NULL) {
        return hp_compiler_nomem(compiler);
    }
    status = fill_rules(compiler, &keywords, rules);
    union hp_operand operand = {.members = rules};
    return status == HP_OK ? hp_compiler_emit_as(compiler, &operand, runner_of(rules)) : status;
}

/* A name is judged as a string value, which only the parser can make. */
static __attribute__((noinline)) bool run_name(struct hp_run *run, uint32_t node,
                                               struct hp_slice name, const struct hp_spot *spot)
{
    struct hp_buf text;
    hp_buf_init(&text, HP_CONTRACT_BYTES_MAX);
    hp_json_encode_string(&text, name);
    struct hp_json_scan scan;
    const struct hp_json *value = NULL;
    if (!text.failed && hp_json_parse(run->arena, hp_buf_view(&text), &hp_json_limits_default,
                                      &scan, &value) != HP_OK) {
        value = NULL;
    }
    hp_buf_deinit(&text);
    return value == NULL ? hp_report_unjudged(run, spot, "memory")
                         : hp_run_node(run, node, value, spot);
}

static bool run_rest(struct hp_run *run, const struct hp_member_rules *rules,
                     const struct hp_json *member, const struct hp_spot *spot)
{
    if (!rules->refuses_rest) {
        return hp_run_node(run, rules->rest, member, spot);
    }
    /* "additionalProperties" tells a person more than the keyword "false" would. */
    return hp_report(run, spot, "additionalProperties", member, "no member of this name");
}

/* All that is said about one member; `rule` is NULL when neither properties nor required name it.
 */
static bool run_member(struct hp_run *run, const struct hp_member_rules *rules,
                       const struct hp_member_rule *rule, const struct hp_json *member,
                       const struct hp_spot *spot)
{
    bool ok = true;
    bool covered = rule != NULL && rule->node != HP_NODE_NONE;
    if (covered) {
        ok = hp_run_node(run, rule->node, member, spot);
    }
    for (size_t i = 0; i < rules->pattern_count && (ok || run->out != NULL); i++) {
        enum hp_regex_result result =
            hp_search(run, &rules->patterns[i], hp_json_name(member), spot);
        if (result == HP_REGEX_MATCH) {
            covered = true;
            ok = hp_run_node(run, rules->patterns[i].node, member, spot) && ok;
        } else if (result != HP_REGEX_NO_MATCH) {
            return false;
        }
    }
    if (!covered && rules->rest != HP_NODE_NONE) {
        ok = run_rest(run, rules, member, spot) && ok;
    }
    if (rules->names_node != HP_NODE_NONE && (ok || run->out != NULL)) {
        ok = run_name(run, rules->names_node, hp_json_name(member), spot) && ok;
    }
    return ok;
}

HP_COLD static bool check_required(struct hp_run *run, const struct hp_member_rules *rules,
                                   const uint64_t *seen, const struct hp_spot *spot)
{
    bool ok = true;
    for (uint32_t i = 0; i < rules->names.count; i++) {
        if (!rules->rules[i].required || (seen[i / WORD_BITS] >> (i % WORD_BITS) & 1) != 0) {
            continue;
        }
        ok = false;
        if (run->out == NULL) {
            break;
        }
        (void)hp_report_missing(run, spot, rules->rules[i].name.text);
    }
    return ok;
}

/* The rule for the member, or NULL. Most objects have their members in the order of the schema, so
 * the rule behind the last one, `next`, is tried first. */
static inline __attribute__((always_inline)) const struct hp_member_rule *
find_rule(const struct hp_member_rules *rules, const struct hp_json *member,
          const struct hp_member_rule *next)
{
    struct hp_slice name = {member->name, member->name_length};
    if (hp_name_key_is(&next->name, name)) {
        return next;
    }
    uint32_t index = hp_name_map_find_in_tree(&rules->names, name);
    return index == HP_NAME_ABSENT ? NULL : &rules->rules[index];
}

/* For rules that say nothing about members without a rule, and are so few that one word tells
 * which were seen: those of almost every schema. */
static bool run_named(struct hp_run *run, const union hp_operand *operand,
                      const struct hp_json *value, const struct hp_spot *spot)
{
    const struct hp_member_rules *rules = operand->members;
    struct hp_spot place = {.parent = spot, .depth = spot->depth + 1};
    const struct hp_member_rule *next = rules->rules;
    uint64_t seen = 0;
    bool ok = true;
    for (const struct hp_json *member = value->child; member != NULL; member = member->next) {
        const struct hp_member_rule *rule = find_rule(rules, member, next);
        if (rule == NULL) {
            continue;
        }
        next = rule + 1;
        seen |= rule->bit;
        place.value = member;
        if (rule->node != HP_NODE_NONE && !hp_run_node(run, rule->node, member, &place)) {
            ok = false;
            if (run->out == NULL) {
                return false;
            }
        }
    }
    if ((rules->required_bits & ~seen) == 0) {
        return ok;
    }
    const uint64_t words[] = {seen}; /* not `seen` itself, which would leave its register */
    return check_required(run, rules, words, spot) && ok;
}

/* For a map from any names to values of one kind. */
static bool run_rests(struct hp_run *run, const union hp_operand *operand,
                      const struct hp_json *value, const struct hp_spot *spot)
{
    const struct hp_member_rules *rules = operand->members;
    struct hp_spot place = {.parent = spot, .depth = spot->depth + 1};
    const struct hp_node *node = &run->schema->nodes[rules->rest];
    bool ok = true;
    for (const struct hp_json *member = value->child; member != NULL; member = member->next) {
        place.value = member;
        if (!hp_run_by(run, node, member, &place)) {
            ok = false;
            if (run->out == NULL) {
                break;
            }
        }
    }
    return ok;
}

static bool run_all(struct hp_run *run, const struct hp_member_rules *rules, uint64_t *seen,
                    const struct hp_json *value, const struct hp_spot *spot)
{
    struct hp_spot place = {.parent = spot, .depth = spot->depth + 1};
    const struct hp_member_rule *next = rules->rules;
    bool ok = true;
    for (const struct hp_json *member = value->child; member != NULL; member = member->next) {
        const struct hp_member_rule *rule = find_rule(rules, member, next);
        if (rule != NULL) {
            size_t index = (size_t)(rule - rules->rules);
            seen[index / WORD_BITS] |= UINT64_C(1) << (index % WORD_BITS);
            next = rule + 1;
        }
        place.value = member;
        if (!run_member(run, rules, rule, member, &place)) {
            ok = false;
            if (run->out == NULL) {
                return false;
            }
        }
    }
    return (!rules->any_required || check_required(run, rules, seen, spot)) && ok;
}

bool hp_run_members(struct hp_run *run, const union hp_operand *operand,
                    const struct hp_json *value, const struct hp_spot *spot)
{
    const struct hp_member_rules *rules = operand->members;
    uint64_t few[SEEN_WORDS] = {0};
    uint64_t *seen = few;
    size_t words = (rules->names.count + WORD_BITS - 1) / WORD_BITS;
    if (words > SEEN_WORDS) {
        seen = hp_arena_take(run->arena, words * sizeof(seen[0]));
        if (seen == NULL) {
            return hp_report_unjudged(run, spot, "memory");
        }
        memset(seen, 0, words * sizeof(seen[0]));
    }
    return run_all(run, rules, seen, value, spot);
}

bool hp_run_min_properties(struct hp_run *run, const union hp_operand *operand,
                           const struct hp_json *value, const struct hp_spot *spot)
{
    return hp_json_size(value) >= operand->limit ||
           hp_report(run, spot, "minProperties", value, "at least %" PRIu64 " member%s",
                     operand->limit, operand->limit == 1 ? "" : "s");
}

bool hp_run_max_properties(struct hp_run *run, const union hp_operand *operand,
                           const struct hp_json *value, const struct hp_spot *spot)
{
    return hp_json_size(value) <= operand->limit ||
           hp_report(run, spot, "maxProperties", value, "at most %" PRIu64 " member%s",
                     operand->limit, operand->limit == 1 ? "" : "s");
}
