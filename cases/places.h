/* The parts of the base document that syntax rows walk: every container, every string, every member
 * name. */
#ifndef HP_CASES_PLACES_H
#define HP_CASES_PLACES_H

#include "harness/plan/build.h"

enum { HP_ITEM_LAST = -2 }; /* hp_place.site.item: the last item, however many there are */

struct hp_place {
    const char *word; /* for the names of instances: "first-operation" */
    struct hp_site site;
};

extern const struct hp_place hp_containers[]; /* outermost first */
extern const size_t hp_container_count;
extern const struct hp_place hp_strings[]; /* string values */
extern const size_t hp_string_count;
extern const struct hp_place hp_members[]; /* nodes that have a member name */
extern const size_t hp_member_count;

/* The place as a site of this very document. */
struct hp_site hp_place_site(const struct hp_build *build, const struct hp_place *place);

/* Makes sure that every place exists: a document without operations, data models or headers gets
 * one of each; any other stays as it is. An edit, so to be called after hp_instance. */
void hp_places_fill(struct hp_build *build);

/* The node at the place, or NULL when memory ran out while filling (the build is then failed). */
const struct hp_node *hp_place_node(struct hp_build *build, const struct hp_place *place);

/* Replaces bytes [begin, end) of the document. */
void hp_draft_put(struct hp_build *build, size_t begin, size_t end, const char *text);

/* Adds a member that the contract does not know to the wrapper, with `raw` as its value: rows that
 * need a place whose value nobody should miss. */
void hp_extra_member(struct hp_build *build, const char *raw);

#endif
