/* A figure: the numbers that a plot shows, whatever draws them. Curves in panels; the same struct holds lines over x, a heat map (a curve
 * for each row) and a forest plot (a curve for each panel). */
#ifndef RQ_FIGURE_H
#define RQ_FIGURE_H

#include "analysis/picture.h"
#include "analysis/text.h"
#include "sim/error.h"
#include <stdio.h>

typedef enum rq_language { RQ_ENGLISH, RQ_CHINESE, RQ_LANGUAGES } rq_language;
/* The same in each language; static text. */
typedef struct rq_wording {
  const char *in[RQ_LANGUAGES];
} rq_wording;

typedef enum rq_figure_form { RQ_LINES, RQ_HEAT, RQ_FOREST, RQ_NETWORK } rq_figure_form;

/* One curve. NaN where there is no value. x ascends. */
typedef struct rq_curve {
  size_t panel, group;
  size_t points;
  double *x, *y, *lower, *upper; /* owned, in one piece that begins at x; lower and upper: NaN for no band */
} rq_curve;

/* Labels, owned. */
typedef struct rq_labels {
  size_t count;
  char **label;
} rq_labels;

typedef struct rq_figure {
  rq_figure_form form;
  rq_language language;
  char *x_label, *y_label;
  bool whole, logarithmic, steps, points; /* y from 0; both axes; a step at each x; few x: each is marked */
  bool weeks;                             /* x is weeks */
  bool apart;                             /* y has another scale in each row of panels, or in each panel where there are no rows */
  double unit;                            /* what y is divided by where it is drawn: 1, 1e3, 1e6 */
  size_t across;                          /* panels beside each other */
  rq_labels row;                          /* said beside y of each row of panels; none: nothing */
  rq_labels panel, group, tick;           /* titles (perhaps ""); curves, and rows of a heat map; what x counts from 0, where it does */
  rq_curve *curve;
  size_t curves;
  rq_picture *picture; /* RQ_NETWORK: one for each panel; group: the brands */
  char *note;          /* beneath: what bands are; NULL for none */
  double (*shade)[2];  /* stretches of x in which a price was cut */
  size_t shades;
} rq_figure;

void rq_figure_free(rq_figure *); /* accepts a zeroed one */

bool rq_labels_add(rq_labels *, const char *label); /* copies; false for no memory */
void rq_labels_free(rq_labels *);

/* Room for another curve, all NaN; NULL for no memory. */
rq_curve *rq_figure_add(rq_figure *, size_t panel, size_t group, size_t points);

/* The numbers: panel,series,x,value,lower,upper; of a network a line for each node and link. */
void rq_figure_csv(const rq_figure *, rq_text *);

typedef enum rq_drawing { RQ_SVG, RQ_PDF, RQ_PNG, RQ_DRAWINGS } rq_drawing;

/* What gnuplot is to do to draw it, so many centimetres wide, to its standard output. */
void rq_figure_script(const rq_figure *, rq_drawing, double width, rq_text *);

#endif
