/* What the report draws of one run, as strands of numbers: one table of strands, each of so many numbers, so that means and intervals over
 * replicates are taken of all of them alike. */
#ifndef RQ_PAGE_STRANDS_H
#define RQ_PAGE_STRANDS_H

#include "analysis/estimates.h"
#include "sim/reader.h"

typedef enum rq_strand {
  RQ_STRAND_SHARE,     /* the brand's share of purchases, by period */
  RQ_STRAND_STAYING,   /* of the next purchases of the brand's customers, its own, by period */
  RQ_STRAND_SURVIVAL,  /* Kaplan-Meier of being a customer of the brand, by weeks since becoming one */
  RQ_STRAND_SWITCHING, /* consecutive purchases of a customer in the last year, brand x brand */
  RQ_STRAND_CUSTOMERS, /* share of the brand's customers by class of their tie to it */
  RQ_STRAND_AFFECTIVE, /* their mean trust in it, by class */
  RQ_STRAND_COGNITIVE,
  RQ_STRANDS
} rq_strand;
extern const char *const rq_strand_names[RQ_STRANDS];

/* What is the same for all runs of a report. */
typedef struct rq_frame {
  uint32_t weeks, brands, brand; /* brand: the one that the report is about */
  uint32_t period, periods;      /* weeks in a period; whole periods in the run */
  uint32_t step;                 /* weeks between points of the survival curve */
} rq_frame;
rq_frame rq_frame_make(uint32_t weeks, uint32_t brands, uint32_t brand);
size_t rq_strand_size(const rq_frame *, rq_strand);

/* The numbers of one run: NaN where there is none. `lower` and `upper` hold the interval within this run, of the strands that have one. */
typedef struct rq_strands {
  rq_estimate *of[RQ_STRANDS];
} rq_strands;
rq_status rq_strands_make(const rq_run *, const rq_frame *, rq_strands *, rq_error *);
void rq_strands_free(rq_strands *); /* accepts a zeroed one */

/* Mean over runs with the 95 % interval of Student's t (two runs and more); of a single run what it has itself. Values that are not
 * there do not count. */
rq_estimate rq_over_runs(const rq_estimate *const *run, size_t runs, size_t place);

#endif
