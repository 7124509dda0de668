/* The kinds of figures: one table, from which `plot --help` is made. A kind that is measured in each run needs one function here that looks
 * at one run; panels, brands, scenarios and bands over replicates come by themselves (plot_gather.c). */
#ifndef RQ_PLOT_KINDS_H
#define RQ_PLOT_KINDS_H

#include "analysis/measure.h"
#include "analysis/plot_bundle.h"

/* One run, as it was after week `at`. */
typedef struct rq_view {
  const rq_run *run;
  uint32_t at, focus; /* focus: a brand; for kinds that show one brand only */
  const char *series; /* for the kind `series`: only this one; NULL for all */
  rq_language language;
} rq_view;

typedef struct rq_plot_request {
  const char *path; /* a run file, or a folder of runs */
  const struct rq_plot_kind *kind;
  bool at_given;
  uint32_t at;
  const char *brand, *scenario, *series; /* NULL for all */
  uint32_t around;                       /* a person, or RQ_ANYBODY */
  rq_language language;
} rq_plot_request;

typedef struct rq_plot_kind {
  const char *name, *sentence;
  rq_figure_form form;
  rq_wording x, y;
  bool brands;                                   /* curves are brands: --brand picks one */
  bool focused;                                  /* shows one brand: --brand, or the first campaign's */
  bool whole, logarithmic, steps, points, weeks; /* as in rq_figure */
  bool share;                                    /* y is small: else it is written in thousands or millions where it is large */
  bool any_model;                                /* of the runs of any model; else of the model renqing */
  bool apart;                                    /* as in rq_figure */
  rq_status (*measure)(const rq_view *, rq_bundle *, rq_error *);
  rq_status (*draw)(const rq_plot_request *, rq_figure *, rq_error *); /* instead: all of the figure */
} rq_plot_kind;

extern const rq_plot_kind rq_plot_kinds[];
extern const size_t rq_plot_kinds_count;

/* plot_series.c: weekly series, over the whole population */
rq_status rq_plot_share(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_retention(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_churn(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_customers(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_classes(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_prices(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_profit(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_brand_trust(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_ties(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_switching(const rq_view *, rq_bundle *, rq_error *);

/* plot_lives.c: from the panel and from snapshots */
rq_status rq_plot_loyalty(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_survival(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_survival_by_class(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_trust(const rq_view *, rq_bundle *, rq_error *);
rq_status rq_plot_degree(const rq_view *, rq_bundle *, rq_error *);

/* plot_any.c: what any model has */
rq_status rq_plot_any_series(const rq_view *, rq_bundle *, rq_error *);

/* plot_network.c, plot_differences.c */
rq_status rq_plot_network(const rq_plot_request *, rq_figure *, rq_error *);
rq_status rq_plot_neighborhood(const rq_plot_request *, rq_figure *, rq_error *);
rq_status rq_plot_differences(const rq_plot_request *, rq_figure *, rq_error *);

/* The figure of a kind; the caller frees it, also after an error. To be called inside rq_guarded. */
rq_status rq_plot_make(const rq_plot_request *, rq_figure *, rq_error *);

/* The names of classes of ties in a language. */
extern const rq_wording rq_class_words[RQ_CLASSES];

#endif
