/* Whether the estimator of hazards finds a ratio that is known: runs of the small model, looked at from outside: who was tied to whom, and
 * who left when. */
#include "analysis/hazard.h"
#include "analysis/study_contagion.h"
#include "models/contagion.h"
#include <stdlib.h>

enum { WEEKS = 200, CELLS = 2 * WEEKS }; /* the last week has all later ones */

/* Customers' weeks, by week and whether a neighbor had left in the weeks before. */
typedef struct counts {
  double at_risk[CELLS], left[CELLS];
  /* the regression: cells and terms in use */
  double x[CELLS * (WEEKS + 1)], used_at_risk[CELLS], used_left[CELLS];
  size_t cells, terms;
} counts;

static void *begin(const rq_world *w) {
  (void)w;
  return calloc(1, sizeof(counts));
}

static bool is_exposed(const rq_world *w, uint32_t person, const uint16_t *left, uint32_t week, uint32_t memory) {
  rq_row row = rq_world_row(w, person);
  for (uint32_t k = 0; k < row.count; k++) {
    uint32_t when = left[row.target[k]];
    if (when && when < week && week - when <= memory) return true;
  }
  return false;
}

static void count_week(const rq_world *w, void *memory) {
  counts *c = memory;
  const contagion_parameters *p = rq_parameters(w);
  const uint16_t *left = rq_array(w, CONTAGION_LEFT);
  uint32_t week = rq_week(w), row = week <= WEEKS ? week - 1 : WEEKS - 1;
  for (uint32_t i = 0; i < rq_agents(w); i++) {
    if (left[i] && left[i] < week) continue;
    bool exposed = is_exposed(w, i, left, week, (uint32_t)p->memory);
    c->at_risk[2 * row + exposed]++;
    c->left[2 * row + exposed] += left[i] == week;
  }
}

/* A baseline for each week in which somebody left and somebody stayed, and one term for exposure. Longer than a week it must not be: a week in
 * which many leave by chance is followed by weeks of much exposure, in which leaving is as usual, and the ratio comes out too low. */
static void set_up(counts *c) {
  size_t used[WEEKS], strata = 0;
  for (size_t row = 0; row < WEEKS; row++) {
    double events = c->left[2 * row] + c->left[2 * row + 1];
    if (events > 0 && events < c->at_risk[2 * row] + c->at_risk[2 * row + 1]) used[strata++] = row;
  }
  c->terms = strata + 1;
  c->cells = 2 * strata;
  for (size_t k = 0; k < c->cells; k++) {
    size_t from = 2 * used[k / 2] + k % 2;
    c->used_at_risk[k] = c->at_risk[from];
    c->used_left[k] = c->left[from];
    c->x[k * c->terms] = (double)(k % 2);
    c->x[k * c->terms + 1 + k / 2] = 1;
  }
}

static rq_status estimate(const rq_world *w, void *memory, double *number, rq_error *error) {
  counts *c = memory;
  rq_hazard fit;
  (void)w;
  set_up(c);
  rq_status status = number ? rq_hazard_fit(c->x, c->used_at_risk, c->used_left, c->cells, c->terms, &fit, error) : RQ_OK;
  if (number && !status) *number = fit.estimate[0];
  free(c);
  return status;
}

rq_status rq_contagion_recover(const rq_case *c, rq_outcomes *out, rq_error *error) {
  static const rq_runs_record record = {1, begin, count_week, estimate};
  rq_setup setup;
  double *number;
  rq_status status = rq_runs_begin(c, &rq_contagion_model, &setup, error);
  if (status) return status;
  status = rq_runs_recorded(&setup, &record, &number, error);
  if (!status) {
    rq_contagion_ratio(out, RQ_RECOVERED, number, (size_t)setup.settings.replicates, 1, 0);
    free(number);
  }
  rq_runs_end(&setup);
  return status;
}
