/* What a society looks like, over a stretch of weeks and at its end. */
#ifndef FIGURES_H
#define FIGURES_H

#include "society.h"

typedef struct figures {
  double ties;           /* a person */
  double class[CLASSES]; /* share of the ties */
  double closeness;      /* mean over ties */
  double inside;         /* needs met by a tie, of all needs */
  double granted[RULES]; /* of the petitions under each rule; where capacity or credit did not allow it, it was not granted */
  double made, ended;    /* ties, a person and year */
  double delay;          /* of a repayment, weeks */
  double face;           /* mean */
  double introductions;  /* a person and year */
  double correlation;    /* of affective and cognitive trust at the end, ties that are not kin */
} figures;

/* Turns weeks and measures them; rates of granting are those of the panel. */
figures society_figures(society *, uint32_t weeks);

/* Correlation of affective and cognitive trust now, over halves that are not kin. */
double society_correlation(const society *);

void society_print(const char *name, const figures *);

#endif
