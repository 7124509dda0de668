/* What the files of a picture share: the plan, and the tally of a week's ties between its nodes. */
#ifndef RQ_PICTURE_PLAN_H
#define RQ_PICTURE_PLAN_H

#include "analysis/network_measures.h"
#include "analysis/picture.h"

#define RQ_MOST_NODES 400u

typedef struct rq_pair {
  uint32_t from, to;
  double strength; /* of the pull between the two in the layout; about 1 */
} rq_pair;

struct rq_plan {
  rq_picture_kind kind;
  size_t people;
  uint32_t *node_of; /* of each person; RQ_UNGROUPED where not shown */
  uint32_t nodes;
  rq_node *node; /* what does not change: place, radius, people, group, person */
  size_t links;
  rq_pair *link; /* hubs: those to be drawn; people: those of the plan's week */
  double shown, ties, ties_used;
};

/* Ties of one week between nodes. */
typedef struct rq_tally {
  uint32_t nodes;
  double *between;               /* nodes x nodes: halves from, to; of people the closeness of the half */
  uint8_t *class;                /* nodes x nodes: the closest class of the halves */
  double (*classes)[RQ_CLASSES]; /* halves that a node's people have, of each class, to whomever */
} rq_tally;
rq_status rq_tally_make(const rq_run *, const rq_society *, const uint32_t *node_of, uint32_t nodes, rq_picture_kind, rq_tally *,
                        rq_error *);
void rq_tally_free(rq_tally *); /* accepts a zeroed one */

/* Fills node_of, nodes and ties_used; the society is the plan's. */
rq_status rq_plan_hubs(const rq_society *, uint32_t most, rq_plan *, rq_error *);
rq_status rq_plan_people(const rq_run *, const rq_society *, const rq_wish *, uint32_t most, rq_plan *, rq_error *);

/* Places the nodes; radius and links are there. */
rq_status rq_plan_place(rq_plan *, rq_error *);

#endif
