/* Annotations of GitHub Actions: workflow commands on standard output.
 *
 * GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest in silence, so
 * the tenth says how many more there are. Escapes are those of its toolkit: % CR LF in a message,
 * and : and , in a property besides; control characters are shown as text before that. */
#include "reports/drain.h"
#include "reports/report.h"
#include "reports/shown.h"
#include "reports/standing.h"

enum {
    GITHUB_BYTES_MAX = 1024 * 1024, /* thirty lines */
    ANNOTATIONS_MAX = 10,           /* of one kind in a step */
    LINE_SHOWN = 300,
};

static void escaped(struct hp_buf *out, const char *text, bool property)
{
    struct hp_buf shown;
    hp_buf_init(&shown, LINE_SHOWN * 8);
    hp_shown(&shown, hp_slice_of(text), LINE_SHOWN);
    for (size_t i = 0; i < shown.length; i++) {
        char c = shown.bytes[i];
        if (c == '%' || (property && (c == ':' || c == ','))) {
            hp_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        } else {
            hp_buf_char(out, c);
        }
    }
    out->failed = out->failed || shown.failed;
    hp_buf_deinit(&shown);
}

static void opening(struct hp_buf *out, const char *command, const char *title)
{
    hp_buf_printf(out, "::%s title=", command);
    escaped(out, title, true);
    hp_buf_text(out, "::");
}

static void labelled(struct hp_buf *out, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        hp_buf_printf(out, "%%0A%s: ", label);
        escaped(out, text, false);
    }
}

static void annotation(struct hp_buf *out, const char *command, const struct hp_group *group)
{
    char title[HP_ERROR_BYTES];
    (void)snprintf(title, sizeof(title), "hookproof %s", group->row);
    opening(out, command, title);
    escaped(out, group->cause_title != NULL ? group->cause_title : group->title, false);
    hp_buf_printf(out, " (%s, ", hp_level_name(group->level));
    escaped(out, group->clause, false);
    hp_buf_char(out, ')');
    labelled(out, "where", group->where);
    labelled(out, "expected", group->expected);
    labelled(out, "actual", group->actual);
    labelled(out, "end", group->end_note);
    hp_buf_printf(out, "%%0Aseen: %llu time%s%s", (unsigned long long)group->count,
                  group->count == 1 ? "" : "s",
                  group->flaky ? ", not every time that it was sent" : "");
    labelled(out, "known until", hp_group_is_known(group) ? group->known_until : NULL);
    labelled(out, "again", group->replay);
    hp_buf_char(out, '\n');
}

/* What is known is no error. */
static enum hp_verdict verdict_of(const struct hp_group *group)
{
    enum hp_verdict verdict = hp_card_verdict(group);
    return verdict == HP_FAIL && hp_card_is_known(group) ? HP_WARN : verdict;
}

/* The cards of a verdict, or for HP_NOTE the groups: the index-th of them all, NULL behind the
 * last. */
static const struct hp_group *item(const struct hp_summary *summary, enum hp_verdict verdict,
                                   size_t index)
{
    if (verdict != HP_NOTE) {
        return hp_card_at(summary, index);
    }
    return index < summary->group_count ? &summary->groups[index] : NULL;
}

static void annotations(struct hp_buf *out, const struct hp_summary *summary,
                        enum hp_verdict verdict, const char *command, size_t room)
{
    size_t total = 0;
    const struct hp_group *group;
    for (size_t i = 0; (group = item(summary, verdict, i)) != NULL; i++) {
        total += verdict_of(group) == verdict;
    }
    size_t most = total > room ? room - 1 : total;
    size_t shown = 0;
    for (size_t i = 0; shown < most && (group = item(summary, verdict, i)) != NULL; i++) {
        if (verdict_of(group) == verdict) {
            annotation(out, command, group);
            shown++;
        }
    }
    if (shown < total) {
        opening(out, command, "hookproof");
        hp_buf_printf(out, "%zu more: see the other reports\n", total - shown);
    }
}

enum hp_status hp_report_github(const struct hp_summary *summary,
                                const struct hp_report_style *style, FILE *stream,
                                struct hp_error *error)
{
    (void)style;
    struct hp_buf out;
    hp_buf_init(&out, GITHUB_BYTES_MAX);
    bool unsure = summary->outcome == HP_OUTCOME_INCONCLUSIVE || summary->outcome == HP_INCOMPLETE;
    bool fine = summary->outcome == HP_CONFORMANT;
    if (unsure || fine) {
        char title[64];
        (void)snprintf(title, sizeof(title), "hookproof: %s", hp_outcome_name(summary->outcome));
        opening(&out, unsure ? "error" : "notice", title);
        escaped(&out, summary->outcome_reason, false);
        hp_buf_char(&out, '\n');
    }
    annotations(&out, summary, HP_FAIL, "error", ANNOTATIONS_MAX - unsure);
    annotations(&out, summary, HP_WARN, "warning", ANNOTATIONS_MAX);
    annotations(&out, summary, HP_NOTE, "notice", ANNOTATIONS_MAX - fine);
    bool failed = out.failed;
    bool written = hp_drain(&out, stream, 0);
    hp_buf_deinit(&out);
    if (failed) {
        return hp_error_nomem(error);
    }
    return written ? HP_OK : hp_error_set(error, HP_ERR_IO, "the annotations could not be written");
}
