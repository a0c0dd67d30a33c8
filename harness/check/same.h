/* Which fields came back just as they were sent. */
#ifndef HP_CHECK_SAME_H
#define HP_CHECK_SAME_H

#include "harness/check/view.h"

/* The roles that came back as they were sent, a bit each, where nothing else is right: text for
 * text, item for item in the same order, pair for pair in the same order. What the settings or the
 * row want to have compared in another way is in no set, nor is what was sent more than once, what
 * the schema refuses, or an answer that is no created webhook. A field that is not in the set may
 * be right all the same: that is for its check to find out. */
uint32_t hp_view_find_same(struct hp_view *view);

/* Found once for all checks. */
static inline bool hp_view_same(struct hp_view *view, uint32_t roles)
{
    if (!view->same_done) {
        view->same = hp_view_find_same(view);
        view->same_done = true;
    }
    return (view->same & roles) == roles;
}

#endif
