/* The story of two people: how they met, favors asked and answered, what was given back, how it stands. */
#ifndef RQ_PEOPLE_STORY_H
#define RQ_PEOPLE_STORY_H

#include "analysis/story.h"

/* Told from the events of `first`, or of `second` where only that one is in the panel; where neither is, RQ_BAD_DATA. How it
 * stands comes from the snapshots. */
rq_status rq_people_story(const rq_run *, uint32_t first, uint32_t second, rq_story *, rq_error *);

/* Whether a person is in the panel; and "3, 17, 45, ...": its first members, malloc'd, for messages (NULL for no memory). */
rq_status rq_panel_find(const rq_run *, uint32_t person, bool *found, rq_error *);
char *rq_panel_some(const rq_run *, rq_error *);

#endif
