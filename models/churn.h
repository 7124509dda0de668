/* Customers who come and go unnoticed, in churn.c. */
#ifndef CHURN_H
#define CHURN_H

#include "sim/world.h"

extern const rq_model rq_churn_model;
extern const rq_schema rq_churn_schema;

typedef struct churn_parameters {
  double r, alpha, a, b;          /* purchase rates are gamma (shape, rate), chances to be lost beta distributed */
  double first_from, first_until; /* when customers make their first purchase, in weeks */
  bool leaving;                   /* customers may be lost */
} churn_parameters;

typedef enum churn_status { CHURN_COMING, CHURN_ACTIVE, CHURN_LOST } churn_status;

/* State of a customer, in the order of the table of fields. */
enum { CHURN_RATE, CHURN_CHANCE, CHURN_STATUS, CHURN_FREQUENCY, CHURN_RECENCY, CHURN_OBSERVED, CHURN_FIRST, CHURN_NEXT, CHURN_FIELDS };

/* Observables of a week. */
enum { CHURN_PURCHASES, CHURN_NEW, CHURN_LEFT, CHURN_CUSTOMERS, CHURN_SERIES };

#endif
