/* What must hold in every run file, whatever was simulated (model.md 13 as far as a file can show it). */
#ifndef RQ_INVARIANTS_H
#define RQ_INVARIANTS_H

#include "sim/reader.h"
#include <stdio.h>

typedef struct rq_checks {
  unsigned passed, failed;
  FILE *out; /* a line for each check; NULL for none */
} rq_checks;

/* Notes one check: its name and, where it failed, what was seen (printf style). */
void rq_checks_note(rq_checks *, bool holds, const char *name, const char *seen, ...) RQ_PRINTF(4, 5);

/* Checks the series, the budgets of the configuration, and every snapshot. RQ_OK also where checks fail: see `failed`. */
rq_status rq_invariants_check(const rq_run *, rq_checks *, rq_error *);

#endif
