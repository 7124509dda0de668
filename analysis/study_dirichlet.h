/* The study of repeat buying: what the NBD-Dirichlet says of the market at hand, and what the engine's market does. */
#ifndef RQ_STUDY_DIRICHLET_H
#define RQ_STUDY_DIRICHLET_H

#include "analysis/dirichlet.h"
#include "analysis/study.h"
#include "models/renqing.h"

/* Figures of a brand, those of rq_brand_figures and one more, by name. */
enum { RQ_PENETRATION, RQ_PURCHASES, RQ_CATEGORY, RQ_REQUIREMENTS, RQ_SOLE, RQ_DUPLICATION, RQ_BRAND_FIGURES };
extern const char *const rq_brand_figure_names[RQ_BRAND_FIGURES];

/* A market in the model's terms: parts of the market of all brands that are asked about (their sum may leave a rest). */
typedef struct rq_dirichlet_case {
  rq_dirichlet model;
  const double *share;
  size_t brands;
} rq_dirichlet_case;

/* What must be expected of brand b; the last figure is the share of buyers of the first brand who buy this one too. */
void rq_dirichlet_case_expect(const rq_dirichlet_case *, size_t b, double figure[RQ_BRAND_FIGURES]);

/* Runs the market of the case, or where `own` the one that it describes in place of the configuration's brands, rates and tastes; hands over the figures
 * of each brand as "brand 1: penetration, simulated", and "... less expected". */
rq_status rq_dirichlet_case_run(const rq_case *, const rq_dirichlet_case *, bool own, rq_outcomes *, rq_error *);

#endif
