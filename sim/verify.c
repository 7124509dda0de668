/* The engine's invariants: every half has its partner, nobody is tied to himself, no tie is there twice. */
#include "sim/state.h"

typedef struct broken {
  uint32_t agent, target;
  uint64_t count;
} broken;

static void found(broken *b, uint32_t agent, uint32_t target) {
  if (!b->count++) *b = (broken){agent, target, 1};
}

static void look(const rq_world *w, uint32_t agent, broken *loops, broken *doubles, broken *lonely) {
  rq_row row = rq_world_row(w, agent);
  for (uint32_t k = 0; k < row.count; k++) {
    uint32_t other = row.target[k];
    if (other == agent) found(loops, agent, other);
    if (rq_row_find(&row, other) < k) found(doubles, agent, other);
    if (other >= w->agents) {
      found(lonely, agent, other);
      continue;
    }
    rq_row back = rq_world_row(w, other);
    if (rq_row_find(&back, agent) == back.count) found(lonely, agent, other);
  }
}

static void report(const rq_world *w, const broken *b, const char *what, rq_error *error) {
  if (b->count)
    rq_fail(error, RQ_INTERNAL, "week %u: %llu ties %s; the first from person %u to %u", w->week, (unsigned long long)b->count, what,
            b->agent, b->target);
}

rq_status rq_world_verify(const rq_world *w, rq_error *error) {
  broken loops = {0}, doubles = {0}, lonely = {0};
  unsigned before = error->count;
  for (uint32_t i = 0; i < w->agents; i++) look(w, i, &loops, &doubles, &lonely);
  report(w, &loops, "of a person to himself", error);
  report(w, &doubles, "that are there twice", error);
  report(w, &lonely, "without their other half", error);
  if (w->model->verify) w->model->verify(w, error);
  return error->count > before ? error->status : RQ_OK;
}
