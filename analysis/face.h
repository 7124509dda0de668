/* Face, or reputation, under error: social norms that judge who gives favors to whom (Ohtsuki & Iwasa 2004, 2006; the closed form follows
 * Glynatsi, Hilbe & Murase). Everybody is good or bad in everybody's eyes. A random donor helps a random recipient or does not, by both
 * reputations; the norm then judges the donor by both reputations and by what was done, wrongly with probability `error`. */
#ifndef RQ_FACE_H
#define RQ_FACE_H

#include "models/face.h"

typedef struct rq_face {
  double good;    /* share of people in good standing */
  double helping; /* share of favors that are done */
} rq_face;

/* The stable share of the good in a large population, and how much help there is. NaN where every share stays as it is. */
rq_face rq_face_steady(const rq_norm *, double error);

#endif
