/* Buyers who live by the NBD-Dirichlet, one by one. */
#include "analysis/dirichlet.h"
#include "analysis/replicates.h"
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { PENETRATION, PURCHASES, CATEGORY, REQUIREMENTS, SOLE, FIGURES };

typedef struct market {
  rq_dirichlet model;
  const double *share;
  size_t brands; /* the rest is one more */
  double habit;
  uint32_t people;
} market;

/* The brand of the next purchase: as in Polya's urn, the shares and what was bought before. */
static size_t choose(const market *m, const uint32_t *bought, uint32_t before, const gsl_rng *chance) {
  double at = gsl_rng_uniform(chance) * (m->model.diversity + before);
  for (size_t b = 0; b < m->brands; b++) {
    at -= m->model.diversity * m->share[b] + bought[b];
    if (at < 0) return b;
  }
  return m->brands;
}

typedef struct tally {
  double buyers, own, category, sole;
} tally;

static void live(const market *m, uint32_t *bought, const gsl_rng *chance, tally *t) {
  double rate = gsl_ran_gamma(chance, m->model.shape, m->model.mean / m->model.shape);
  uint32_t n = gsl_ran_poisson(chance, rate);
  size_t last = m->brands;
  for (size_t b = 0; b <= m->brands; b++) bought[b] = 0;
  for (uint32_t i = 0; i < n; i++) {
    bool repeats = m->habit > 0 && i > 0 && gsl_rng_uniform(chance) < m->habit;
    if (!repeats) last = choose(m, bought, i, chance);
    bought[last]++;
  }
  if (!bought[0]) return;
  t->buyers++;
  t->own += bought[0];
  t->category += n;
  t->sole += bought[0] == n;
}

static void buy(const void *context, const gsl_rng *chance, double figure[FIGURES]) {
  const market *m = context;
  tally t = {0};
  uint32_t *bought = malloc((m->brands + 1) * sizeof *bought);
  for (uint32_t i = 0; bought && i < m->people; i++) live(m, bought, chance, &t);
  free(bought);
  figure[PENETRATION] = t.buyers / m->people; /* without memory there are no buyers, and the others NaN */
  figure[PURCHASES] = t.own / t.buyers;
  figure[CATEGORY] = t.category / t.buyers;
  figure[REQUIREMENTS] = t.own / t.category;
  figure[SOLE] = t.sole / t.buyers;
}

rq_status rq_dirichlet_simulate(const rq_dirichlet *model, const double *share, size_t brands, double habit, uint32_t people, rq_key key,
                                uint32_t replicates, rq_estimate figures[FIGURES], rq_error *error) {
  market m = {*model, share, brands, habit, people};
  return rq_replicates_mean(buy, &m, key, RQ_DRAW_BUYERS, replicates, FIGURES, figures, error);
}
