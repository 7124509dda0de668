/* What the files that draw figures share: the page, where its panels lie, and colours. */
#ifndef RQ_FIGURE_PAGE_H
#define RQ_FIGURE_PAGE_H

#include "analysis/figure.h"
#include "analysis/gnuplot.h"

/* Lengths in centimetres. */
typedef struct rq_page {
  const rq_figure *figure;
  rq_text *script;
  double width, height;
  double letter;                    /* the width of one, about */
  double left, right, top, bottom;  /* around all panels */
  double gap_x, gap_y;              /* between panels */
  double panel_width, panel_height; /* of one panel's box */
  size_t across, down;
} rq_page;

/* Colours that people with any colour vision tell apart (Okabe & Ito 2008), dark ones first. */
#define RQ_COLOURS 7u
extern const char *const rq_colours[RQ_COLOURS];
#define RQ_GREY "#767676"

/* From light to dark blue for 0 ... 1: equal steps of lightness; grey for NaN. */
unsigned rq_shade_of(double share);

/* Width of the longest label, at most `most` columns. */
double rq_labels_width(const rq_page *, const rq_labels *, size_t most);

/* Begins panel k: where its box is, its title, and nothing else set. */
void rq_panel_begin(const rq_page *, size_t k);
bool rq_panel_is_left(const rq_page *, size_t k);
bool rq_panel_is_lowest(const rq_page *, size_t k);
bool rq_panel_is_right(const rq_page *, size_t k);

/* A scale that covers low ... high in about `about` round steps (1, 2, 2.5 or 5 times a power of ten). */
typedef struct rq_scale {
  double low, high, step;
} rq_scale;
rq_scale rq_scale_for(double low, double high, unsigned about);

/* Each form: lays the page out, then draws the panels. */
void rq_lines_lay_out(rq_page *);
void rq_lines_draw(const rq_page *);
void rq_heat_lay_out(rq_page *);
void rq_heat_draw(const rq_page *);
void rq_forest_lay_out(rq_page *);
void rq_forest_draw(const rq_page *);
void rq_network_lay_out(rq_page *);
void rq_network_draw(const rq_page *);

#endif
