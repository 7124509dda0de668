/* Whether the estimator of hazards finds a ratio that is known: runs of the small model, looked at from outside: who was tied to whom, and
 * who left when. */
#include "analysis/hazard.h"
#include "analysis/study_contagion.h"
#include "models/contagion.h"
#include <stdlib.h>

enum { WEEKS = 520, CELLS = 2 * WEEKS }; /* the last week has all later ones */

/* Customers' weeks, by week and whether a neighbor had left in the weeks before. */
typedef struct counts {
  double at_risk[CELLS], left[CELLS], exposed[CELLS];
  size_t week[CELLS];
} counts;

static void *begin(const rq_world *w, uint32_t weeks) {
  (void)w;
  (void)weeks;
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

/* A baseline for each week. Longer than a week it must not be: a week in which many leave by chance is followed by weeks of much exposure, in
 * which leaving is as usual, and the ratio comes out too low. */
static rq_status estimate(const rq_world *w, void *memory, double *number, rq_error *error) {
  counts *c = memory;
  rq_hazard fit;
  (void)w;
  for (size_t n = 0; n < CELLS; n++) {
    c->exposed[n] = (double)(n % 2);
    c->week[n] = n / 2;
  }
  const rq_hazard_cells cells = {CELLS, 1, WEEKS, c->exposed, c->at_risk, c->left, c->week};
  rq_status status = number ? rq_hazard_fit(&cells, &fit, error) : RQ_OK;
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
