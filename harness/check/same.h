/* Did everything come back just as it was sent? */
#ifndef HP_CHECK_SAME_H
#define HP_CHECK_SAME_H

#include "harness/check/view.h"

/* True when the body that was sent is, byte for byte, the plain document of the values that came
 * back: then each of them came back as it was sent, in the same order. False as well where a
 * setting or the row wants something else than what was sent, where the schema refuses anything,
 * and where the body is any other text, be it of the same meaning: that is for the checks of the
 * echo to find out. */
bool hp_view_find_same(struct hp_view *view);

/* The same, found once for all checks. */
static inline bool hp_view_same(struct hp_view *view)
{
    if (!view->same_done) {
        view->same = hp_view_find_same(view);
        view->same_done = true;
    }
    return view->same;
}

#endif
