/* What tests of the ODD description share: the description of a model, and the parameters in its tables. */
#ifndef TESTS_DESCRIBED_H
#define TESTS_DESCRIBED_H

#include "models/models.h"
#include "sim/odd.h"
#include "sim/settings.h"

/* malloc'd; fails the test where it cannot be written. */
char *described(const rq_model *, const char *citation);
/* The messages of one that cannot; malloc'd. */
char *mistake_in(const char *odd);
/* The renqing model's description, without its marks; malloc'd. */
char *text_alone(void);

/* How often the parameter of a group stands in the first columns of a table of parameters. */
unsigned times_in_tables(const char *description, const char *group, const char *key);

/* The part of a text between two headings ("## 7"; NULL for the end); malloc'd. */
char *part_of(const char *description, const char *from, const char *to);

#endif
