/* What runs show, before it becomes a figure. */
#ifndef RQ_PLOT_BUNDLE_H
#define RQ_PLOT_BUNDLE_H

#include "analysis/figure.h"

/* What one run, or the mean of several, shows: `facets` panels with `groups` curves over the same x. */
typedef struct rq_bundle {
  size_t facets, groups, points;
  rq_labels facet, group;    /* facet: "" for a single one */
  double *x;                 /* points; malloc'd, with the next three in one piece */
  double *y, *lower, *upper; /* facets x groups x points, row-major; NaN for none */
} rq_bundle;

/* Room for so many numbers, all NaN, with x 0, 1, 2 ...; labels are to be added. */
rq_status rq_bundle_make(rq_bundle *, size_t facets, size_t groups, size_t points, rq_error *);
/* `facet` NULL: a single one without a title. */
rq_status rq_bundle_label(rq_bundle *, const char *const *facet, const char *const *group, rq_error *);
void rq_bundle_free(rq_bundle *); /* accepts a zeroed one */

static inline size_t rq_bundle_cell(const rq_bundle *b, size_t facet, size_t group, size_t point) {
  return (facet * b->groups + group) * b->points + point;
}

/* The mean of `count` > 0 bundles, cell by cell over those that have it, with its 95 % t interval; of a single one the bundle with its
 * own interval. `path`: for the message where they do not match. */
rq_status rq_bundle_mean(const rq_bundle *each, size_t count, const char *path, rq_bundle *mean, rq_error *);

#endif
