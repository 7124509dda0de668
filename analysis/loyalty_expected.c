/* What buyers would look like if nobody were loyal beyond taste: the NBD-Dirichlet that fits the log, beside each measure of loyalty. */
#include "analysis/dirichlet_fit.h"
#include "analysis/loyalty.h"
#include <math.h>
#include <stdlib.h>

enum { SHARE_OF_CUSTOMERS, PER_BUYER, SAME_AGAIN, REQUIREMENTS, SOLE, FIGURES };
static const size_t measures[FIGURES] = {[SHARE_OF_CUSTOMERS] = LOYAL_PENETRATION_EXPECTED,
                                         [PER_BUYER] = LOYAL_FREQUENCY_EXPECTED,
                                         [SAME_AGAIN] = LOYAL_REPEAT_EXPECTED,
                                         [REQUIREMENTS] = LOYAL_REQUIREMENTS_EXPECTED,
                                         [SOLE] = LOYAL_SOLE_EXPECTED};

/* The people of the panel, buyers or not; 0 where only buyers are known. */
static double people_of(const rq_subject *s) {
  uint32_t *panel = NULL;
  size_t count = 0;
  rq_error ignored = RQ_NO_ERROR;
  if (!s->run || rq_run_panel(s->run, &panel, &count, &ignored) != RQ_OK) count = 0;
  free(panel);
  rq_error_free(&ignored);
  return (double)count;
}

static void expect_brand(const rq_dirichlet *d, double share, double figure[FIGURES]) {
  rq_brand_figures f = rq_dirichlet_brand(d, share);
  figure[SHARE_OF_CUSTOMERS] = f.penetration / rq_dirichlet_brand(d, 1).penetration;
  figure[PER_BUYER] = f.purchases;
  figure[SAME_AGAIN] = (1 + d->diversity * share) / (1 + d->diversity); /* as of Polya's urn after one draw */
  figure[REQUIREMENTS] = f.requirements;
  figure[SOLE] = f.sole;
}

static void report_brands(const rq_dirichlet *d, const rq_market *m, const char *const *label, double *room, rq_report *r) {
  size_t n = m->brands;
  double all = 0;
  for (size_t b = 0; b < n; b++) {
    double figure[FIGURES];
    expect_brand(d, m->share[b], figure);
    for (size_t f = 0; f < FIGURES; f++) room[f * n + b] = m->share[b] > 0 ? figure[f] : NAN;
    if (m->share[b] > 0) all += m->share[b] * figure[SAME_AGAIN];
  }
  for (size_t f = 0; f < FIGURES; f++) rq_report_vector(r, measures[f], n, label, room + f * n, NULL, NULL);
  rq_report_scalar(r, LOYAL_REPEAT_ALL_EXPECTED, all);
  for (size_t b = 0; b < n; b++)
    for (size_t k = 0; k < n; k++) {
      bool bought = m->share[b] > 0 && m->share[k] > 0;
      room[b * n + k] = b == k ? (bought ? 1 : NAN) : (bought ? rq_dirichlet_duplication(d, m->share[b], m->share[k]) : NAN);
    }
  rq_report_matrix(r, LOYAL_DUPLICATION_EXPECTED, n, label, n, label, room, NULL, NULL);
}

static const char *const names[] = {"M", "K", "S"};

static rq_status report(const rq_market *m, const rq_dirichlet_fit *fit, const char *const *label, rq_report *r, rq_error *error) {
  const double value[] = {fit->model.mean, fit->model.shape, fit->model.diversity};
  double low[3], high[3];
  double *room = malloc((m->brands * (m->brands + FIGURES) + 1) * sizeof *room);
  if (!room) return rq_no_memory(error, "the expected loyalty");
  for (size_t k = 0; k < 3; k++) {
    low[k] = value[k] - 1.959963984540054 * fit->error[k];
    high[k] = value[k] + 1.959963984540054 * fit->error[k];
  }
  rq_report_vector(r, LOYAL_DIRICHLET, 3, names, value, low, high);
  report_brands(&fit->model, m, label, room, r);
  free(room);
  return RQ_OK;
}

rq_status rq_loyalty_expected(const rq_subject *s, const char *const *label, rq_report *r, rq_error *error) {
  rq_market market;
  rq_dirichlet_fit fit;
  rq_error found = RQ_NO_ERROR;
  rq_status status = rq_market_from_log(s->log, &market, error);
  if (!status) {
    rq_status fitted = rq_dirichlet_fit_market(&market, people_of(s), &fit, &found);
    if (fitted == RQ_BAD_DATA) {
      rq_report_vector(r, LOYAL_DIRICHLET, 3, names, (const double[]){NAN, NAN, NAN}, NULL, NULL);
      rq_report_note(r, LOYAL_DIRICHLET, "%s", found.text);
    } else
      status = fitted ? rq_fail(error, fitted, "%s", found.text) : report(&market, &fit, label, r, error);
  }
  rq_error_free(&found);
  rq_market_free(&market);
  return status;
}
