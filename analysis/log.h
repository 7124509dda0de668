/* A purchase log: who bought which brand when. It comes from the panel's events of a run, or from a CSV file of the user's, and is
 * all that the loyalty and switching measures look at. */
#ifndef RQ_LOG_H
#define RQ_LOG_H

#include "sim/reader.h"
#include <stdbool.h>

#define RQ_NO_SEGMENT UINT32_MAX

typedef struct rq_log {
  /* one entry a purchase, in order of customer, then time, then the source's order */
  size_t count;
  uint32_t *customer, *brand;
  double *time;
  double *price;     /* NaN where unknown; NULL where no price is known at all */
  uint32_t *segment; /* class of the tie at the purchase (run), or the user's column `segment`; NULL where there is none */
  /* purchases of customer c are entries begin[c] ... begin[c + 1] - 1; everyone here has bought */
  size_t customers, *begin;
  size_t brands, segments;
  char **brand_name, **segment_name;
  char **customer_name;  /* NULL where customers are people of a run */
  double *unit_cost;     /* of each brand, mean over the run, or as the user says; NaN where unknown; NULL where none is known */
  double from, until;    /* first and last time that is observed */
  double grain;          /* 1 where all times are whole numbers (a time stands for the whole unit), else 0 */
  bool own_clock;        /* time counts each customer's own occasions: a customer is observed until the own last purchase */
  const char *unit;      /* "weeks", "days", "occasions", "time units" */
  double units_per_year; /* 0 where the unit says nothing about it */
} rq_log;

/* The panel's purchases up to week `at`; brands and segments (classes of tie) as the run names them. A run without them: count 0. */
rq_status rq_log_from_run(const rq_run *, uint32_t at, rq_log *, rq_error *);

/* What the user says about the columns of a CSV file: the header's name for each role, NULL to look for the usual ones:
 * customer (customer_id, household, person), time (week, occasion, day, date), brand (product), price, segment; any case. */
typedef struct rq_log_columns {
  const char *customer, *time, *brand, *price, *segment;
  bool any_brand; /* no column for the brand is needed; where there is none, there is one brand without a name */
} rq_log_columns;

/* Takes "customer=household,time=week,brand=label" apart, inside `text`. */
rq_status rq_log_columns_parse(char *text, rq_log_columns *, rq_error *);

/* Reads a CSV file ("-": standard input). Times are numbers, or dates like 2024-03-31 (with or without a time of day), which become days since
 * the first. Brands, segments and customers are numbered in alphabetical order. Other columns are ignored. Up to ten mistakes are told. */
rq_status rq_log_from_csv(const char *path, const rq_log_columns *, rq_log *, rq_error *);

/* The same from a file that has been opened, and of which nothing has been taken yet; closes it. */
struct rq_csv;
rq_status rq_log_from_records(struct rq_csv *, const rq_log_columns *, rq_log *, rq_error *);

/* The last time at which a customer is observed. */
double rq_log_end(const rq_log *, size_t customer);
void rq_log_free(rq_log *); /* accepts a zeroed one */

/* Puts purchases in order and fills `begin`, `from`, `until`, `grain`; for those who make logs. Customers are numbered without gaps. */
rq_status rq_log_sort(rq_log *, rq_error *);

#endif
