/* What the twin's files share. */
#ifndef TWIN_PARTS_H
#define TWIN_PARTS_H

#include "models/people.h"
#include "twin.h"

typedef struct want {
  uint32_t skill, priority;
  float size, urgency, choice;
} want;

/* twin.c */
twin_half *twin_tie(const twin *, uint32_t person, uint32_t other); /* NULL where they are not tied */
half twin_now(const twin *, const twin_half *);
void twin_keep(const twin *, twin_half *, half now);
tie_class twin_class(const twin *, const twin_half *, float g);
rq_words twin_draw(const twin *, uint32_t person, uint32_t purpose, uint32_t draw);
int twin_choose(const float *weight, uint32_t count, float u);
want twin_need(const twin *, uint32_t person, uint32_t week, uint32_t number);
void twin_answer(twin *, wish *, uint32_t lane);
void twin_bear(twin *, const wish *, wishes *gossip);

/* twin_ties.c */
void twin_introductions(twin *, wishes *requests, wishes *bonds, wishes *gossip);
void twin_repayments(twin *);
void twin_meetings(twin *, wishes *hellos);
void twin_face_and_ties(twin *, wishes *bonds, wishes *hellos, wishes *gossip);

/* twin_lists.c */
void twin_add(wishes *, wish);
void twin_order(wishes *);          /* by to, rank, priority, from, as added */
void twin_order_by_asker(wishes *); /* by from, priority, to, as added */
float *twin_weights(uint32_t count);
uint32_t *twin_places(uint32_t count);
void twin_drop(void *);
void twin_clear(twin *); /* this week's tallies */
twin_half *twin_begin(twin *, uint32_t person, twin_half);
void twin_end(twin *, uint32_t person, uint32_t other); /* one half */

#endif
