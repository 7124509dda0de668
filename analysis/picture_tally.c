/* The ties of one week between the nodes of a picture, looked through a slab at a time. */
#include "analysis/picture_plan.h"
#include "analysis/society.h"
#include <stdlib.h>

static rq_status make_room(rq_tally *t, uint32_t nodes, rq_error *error) {
  size_t cells = (size_t)nodes * nodes;
  *t = (rq_tally){.nodes = nodes};
  t->between = calloc(cells + 1, sizeof *t->between);
  t->class = calloc(cells + 1, sizeof *t->class);
  t->classes = calloc((size_t)nodes + 1, sizeof *t->classes);
  if (t->between && t->class && t->classes) return RQ_OK;
  rq_tally_free(t);
  return rq_no_memory(error, "a picture of the network");
}

void rq_tally_free(rq_tally *t) {
  free(t->between);
  free(t->class);
  free(t->classes);
  *t = (rq_tally){0};
}

typedef struct tallying {
  const rq_society *society;
  const uint32_t *node_of;
  const rq_classes *classes;
  rq_picture_kind kind;
} tallying;

/* `person`: whose row the slab before ended in, and where this one ends. */
static void look_at_slab(const tallying *x, const rq_slabs *slab, size_t *person, rq_tally *t) {
  const rq_society *s = x->society;
  size_t i = *person;
  for (size_t k = 0; k < slab->count; k++) {
    while (slab->first + k >= s->begin[i + 1]) i++;
    uint32_t a = x->node_of[i], b = x->node_of[s->target[slab->first + k]];
    if (a == RQ_UNGROUPED) continue;
    double closeness = (double)slab->value[RQ_TIE_CLOSENESS][k];
    unsigned class = rq_class_of(x->classes, closeness, (int)slab->value[RQ_TIE_BASIS][k] == RQ_KIN);
    t->classes[a][class]++;
    if (b == RQ_UNGROUPED) continue;
    size_t cell = (size_t)a * t->nodes + b;
    t->between[cell] += x->kind == RQ_HUBS ? 1 : closeness;
    if (class > t->class[cell]) t->class[cell] = (uint8_t) class;
  }
  *person = i;
}

rq_status rq_tally_make(const rq_run *run, const rq_society *s, const uint32_t *node_of, uint32_t nodes, rq_picture_kind kind, rq_tally *t,
                        rq_error *error) {
  rq_classes classes;
  rq_slabs slab = {0};
  size_t person = 0;
  rq_status status = make_room(t, nodes, error);
  if (status != RQ_OK) return status;
  status = rq_classes_read(run, &classes, error);
  tallying x = {s, node_of, &classes, kind};
  unsigned wanted = 1u << RQ_TIE_CLOSENESS | 1u << RQ_TIE_BASIS;
  if (status == RQ_OK) status = rq_slabs_open(&slab, run, s->week, s->halves, wanted, error);
  while (status == RQ_OK && rq_slabs_next(&slab, &status, error)) look_at_slab(&x, &slab, &person, t);
  rq_slabs_close(&slab);
  if (status != RQ_OK) rq_tally_free(t);
  return status;
}
