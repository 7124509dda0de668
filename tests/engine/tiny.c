/* A world of a test's own small model: see tiny.h. */
#include "tiny.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

void tiny_dimensions(const void *parameters, rq_dimension *dimensions) {
  (void)parameters;
  (void)dimensions;
}

void tiny_populate(rq_block *b, const rq_network *n) {
  (void)b;
  (void)n;
}

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

rq_world *tiny_world(const rq_model *model, const void *parameters, uint32_t people, uint32_t neighbours,
                     const rq_world_settings *settings) {
  uint64_t each = 2 * (uint64_t)neighbours;
  rq_network n = {.vertices = people, .halves = people * each};
  n.begin = calloc((size_t)people + 1, sizeof *n.begin);
  n.target = calloc(n.halves + 1, sizeof *n.target);
  n.layer = calloc(n.halves + 1, sizeof *n.layer);
  assert_true(n.begin && n.target && n.layer);
  for (uint32_t i = 0; i < people; i++) {
    n.begin[i + 1] = n.begin[i] + each;
    for (uint32_t k = 0; k < neighbours; k++) {
      n.target[n.begin[i] + 2 * k] = (i + k + 1) % people;
      n.target[n.begin[i] + 2 * k + 1] = (i + people - k - 1) % people;
    }
    qsort(n.target + n.begin[i], each, sizeof *n.target, ascending);
  }
  rq_world *world;
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_world_create(model, parameters, &n, settings, &world, &error);
  free(n.begin);
  free(n.target);
  free(n.layer);
  if (status) fail_msg("%s", error.text);
  return world;
}

void tiny_tick(rq_world *w) {
  rq_error error = RQ_NO_ERROR;
  if (rq_tick(w, &error)) fail_msg("%s", error.text);
}
