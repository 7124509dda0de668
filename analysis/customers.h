/* Customers as models of repeat buying see them, from a CSV file: either a line for each customer, or a purchase log. */
#ifndef RQ_CUSTOMERS_H
#define RQ_CUSTOMERS_H

#include "analysis/churn.h"
#include "analysis/log.h"

typedef struct rq_customers {
  rq_customer *list;
  char **name; /* of each customer */
  size_t count;
  const char *unit; /* of time: "weeks", "days", "time units"; static */
} rq_customers;

/* With columns frequency (x, repeat), recency (t_x, last) and T (t, observed), and perhaps a customer (id), a line is a customer: times
 * count from the first purchase. Else the file is a purchase log (log.h; `columns` NULL for the usual names; a brand is not needed): purchases at
 * one time are one, and everybody is observed until `until`, NaN for the log's last time. Up to ten mistakes are told, with line and column. */
rq_status rq_customers_read(const char *path, const rq_log_columns *columns, double until, rq_customers *, rq_error *);
void rq_customers_free(rq_customers *); /* accepts a zeroed one */

#endif
