/* Did everything come back just as it was sent? */
#ifndef HP_CHECK_SAME_H
#define HP_CHECK_SAME_H

#include "harness/check/view.h"

/* True when the body that was sent is, in whatever spelling, the document of the values that came
 * back: each member once, lists and headers in the same order. Then each of them came back as it
 * was sent. False as well where a setting or the row wants something else than what was sent, where
 * the schema refuses anything, and where the body has members of any other name: that is for the
 * checks of the echo to find out. */
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
