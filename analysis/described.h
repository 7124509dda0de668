/* What the sections of any model share (series, people, ties): they know only what the run file says of itself. */
#ifndef RQ_DESCRIBED_H
#define RQ_DESCRIBED_H

#include "analysis/grid.h"
#include "analysis/measure.h"

/* A number in at most eight characters or so, with four digits that count. */
char *rq_short_number(char buffer[RQ_NUMBER_SIZE], double value);

/* The labels of a dimension, or numbers from 0; `size` of them. */
const char *rq_label_at(const rq_run *, const char *dimension, size_t number, char buffer[24]);

/* A field of people or ties, as a measure of its own: codes (also those whole numbers without a unit that take few values) as counts by
 * meaning, quantities as mean, standard deviation, least, quartiles and most. Sorts `value`. */
void rq_report_field(rq_report *, const rq_listed *, double *value, size_t count);

/* All fields that were reported so, as two tables and what they mean, for reading on 80 columns. */
void rq_print_fields(const rq_report *, FILE *);
/* What the report's own measures mean: a list of names, sentences and units. */
void rq_print_meanings(const rq_report *, FILE *);
/* The notes of measures, indented. */
void rq_print_remarks(const rq_report *, FILE *);

#endif
