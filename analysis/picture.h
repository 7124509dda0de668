/* A picture of the network that stays readable however many people there are: either communities as hubs, or a sample of people around
 * one of them. A plan says once who is drawn where; pictures of single weeks, also of other runs of the same people, change only
 * colours and weights. The same plan and picture every time; igraph is used: one thread only.
 *
 *     rq_plan *plan;
 *     rq_picture picture = {0};
 *     status = rq_plan_make(run, &(rq_wish){.kind = RQ_HUBS, .week = week, .brand = brand, .around = RQ_ANYBODY}, &plan, error);
 *     if (status == RQ_OK) status = rq_picture_make(plan, run, week, brand, &picture, error);
 *     ...
 *     rq_picture_free(&picture);
 *     rq_plan_free(plan); */
#ifndef RQ_PICTURE_H
#define RQ_PICTURE_H

#include "analysis/configured.h"

#define RQ_ANYBODY UINT32_MAX
#define RQ_NOBODYS UINT32_MAX /* as brand: none bought yet */

typedef enum rq_picture_kind { RQ_HUBS, RQ_PEOPLE } rq_picture_kind;

typedef struct rq_wish {
  rq_picture_kind kind;
  uint32_t week;   /* of the snapshot whose ties decide who is drawn where: the same for all pictures that are to be compared */
  uint32_t brand;  /* RQ_PEOPLE around anybody: around one of its customers; a number of the run's brands */
  uint32_t around; /* RQ_PEOPLE: this person, or RQ_ANYBODY: one drawn from the customers of the brand (from all, where it has none) */
  uint32_t most;   /* hubs, or people, at most; 0: 60 hubs, 150 people */
} rq_wish;

typedef struct rq_plan rq_plan;
/* RQ_HUBS: Leiden communities of the ties (at most 4 million of them: a random sample of so many), the smallest joined to the
 * nearest until there are at most `most`; weakest links between hubs left out. RQ_PEOPLE: a snowball sample in which each names the five closest
 * (Goodman 1961, Annals of Mathematical Statistics 32: 148-170). Both laid out by Fruchterman & Reingold (1991) from a circle.
 * A million people with 30 ties: a minute and 800 MB for hubs. RQ_BAD_DATA without people or where the week has no snapshot. */
rq_status rq_plan_make(const rq_run *, const rq_wish *, rq_plan **, rq_error *);
void rq_plan_free(rq_plan *); /* accepts NULL */

typedef struct rq_node {
  double x, y;              /* in [0, 1]; the same in every picture of the plan; y upwards */
  double radius;            /* in the same unit: area in proportion to people; hubs hardly overlap */
  double people;            /* of the community; 1 for a person */
  uint32_t group;           /* its own number: hubs largest first, people in the order in which they were named (0: who it is around) */
  uint32_t person;          /* of a hub: its best connected; the number in the run file */
  uint32_t brand;           /* that most of them bought last; RQ_NOBODYS where nobody bought */
  double share;             /* of the focus brand among those of them who have bought (for a person 0 or 1); NaN where nobody has */
  double class[RQ_CLASSES]; /* shares of the classes among the halves of ties that they have; NaN without ties */
} rq_node;

typedef struct rq_link {
  uint32_t from, to; /* nodes, from < to */
  double weight;     /* ties between two hubs this week; of two people the mean closeness of both halves. 0: no tie this week */
  uint32_t class;    /* of people: the closer class of both halves; RQ_CLASSES for hubs and where there is no tie */
} rq_link;

typedef struct rq_picture {
  rq_picture_kind kind;
  uint32_t week, brand; /* brand: in focus */
  size_t nodes, links;
  rq_node *node;
  rq_link *link;
  double people, shown;   /* of the run; those in the picture */
  double ties, ties_used; /* of the snapshot that the plan is from, and how many of them decided about communities */
} rq_picture;
/* A week with a snapshot, of the run of the plan or of another one with the same people (RQ_BAD_DATA where their number differs). */
rq_status rq_picture_make(const rq_plan *, const rq_run *, uint32_t week, uint32_t brand, rq_picture *, rq_error *);
void rq_picture_free(rq_picture *); /* accepts a zeroed one */

#endif
