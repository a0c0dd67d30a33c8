/* Why: rows on paths follow whatever target the user gave, so they edit its parts. Must not know
 * what a server makes of the result. */
#include "cases/target_edit.h"

#include "cases/raw_text.h"

struct hp_target_parts hp_target_split(struct hp_slice target)
{
    size_t path_end = hp_slice_find(target, HP_SLICE("?"));
    size_t segment = path_end;
    while (segment > 0 && target.at[segment - 1] != '/') {
        segment--;
    }
    return (struct hp_target_parts){
        .directory = {target.at, segment},
        .segment = {target.at + segment, path_end - segment},
        .query = {target.at + path_end, target.len - path_end},
    };
}

bool hp_target_version(struct hp_slice target, unsigned *version, struct hp_slice *rest)
{
    enum { DIGITS_MAX = 4 };
    if (!hp_slice_starts_with(target, HP_SLICE("/v"))) {
        return false;
    }
    size_t at = 2;
    unsigned number = 0;
    while (at < target.len && at < 2 + DIGITS_MAX && target.at[at] >= '0' && target.at[at] <= '9') {
        number = number * 10 + (unsigned)(target.at[at] - '0');
        at++;
    }
    if (at == 2 || at >= target.len || target.at[at] != '/') {
        return false;
    }
    *version = number;
    *rest = (struct hp_slice){target.at + at + 1, target.len - at - 1};
    return true;
}

struct hp_slice hp_target_with_query(struct hp_build *build, struct hp_slice text)
{
    struct hp_slice target = build->target;
    bool has_query = hp_slice_find(target, HP_SLICE("?")) < target.len;
    return hp_build_text(build, "%.*s%c%.*s", HP_PRINT(target), has_query ? '&' : '?',
                         HP_PRINT(text));
}
