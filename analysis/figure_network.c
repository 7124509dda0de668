/* Pictures of the network: links below, nodes above, and what the colours say beneath. */
#include "analysis/figure_page.h"
#include <math.h>
#include <stdlib.h>

#define NOBODY "never bought"
#define WIDTHS 4u   /* of links */
#define STEPS 24u   /* of the scale of colours */
#define LEGEND 0.75 /* height of its first row, centimetres */
#define ROW 0.5     /* of each more */
#define LABEL 20u   /* columns of a label, at most */

static double entry_width(const rq_page *p, const char *label) {
  return 0.9 + (double)rq_columns(label, LABEL) * p->letter;
}

/* Rows that the brands take in the legend of a picture of people, one more entry included. */
static unsigned legend_rows(const rq_page *p) {
  const rq_labels *brands = &p->figure->group;
  double x = 0.4;
  unsigned rows = 1;
  for (size_t b = 0; b <= brands->count; b++) {
    double wide = entry_width(p, b < brands->count ? brands->label[b] : NOBODY);
    if (x + wide > p->width && x > 0.4) {
      rows++;
      x = 0.4;
    }
    x += wide;
  }
  return rows;
}

void rq_network_lay_out(rq_page *p) {
  bool people = p->figure->panel.count > 0 && p->figure->picture[0].kind == RQ_PEOPLE;
  p->left = p->right = 0.15;
  p->bottom += LEGEND + (people ? ROW * (legend_rows(p) - 1) : 0);
  p->gap_x = 0.3;
  p->panel_width = (p->width - p->left - p->right - (double)(p->across - 1) * p->gap_x) / (double)p->across;
  p->panel_height = p->panel_width;
}

/* ---- colours: of hubs the focus brand's share between the least and the most of all panels, of people their brand ---- */

static rq_scale share_scale(const rq_figure *f) {
  double low = INFINITY, high = -INFINITY;
  for (size_t k = 0; k < f->panel.count; k++)
    for (size_t i = 0; i < f->picture[k].nodes; i++) {
      double share = f->picture[k].node[i].share;
      if (isnan(share)) continue;
      low = fmin(low, share);
      high = fmax(high, share);
    }
  if (!(low <= high)) return (rq_scale){0, 1, 0.5};
  rq_scale s = rq_scale_for(low, high, 3);
  return (rq_scale){fmax(s.low, 0), fmin(s.high, 1), s.step};
}

static unsigned number_of(const char *colour) {
  return (unsigned)strtoul(colour + 1, NULL, 16);
}

static unsigned colour_of(const rq_picture *p, const rq_node *n, const rq_scale *share) {
  if (p->kind == RQ_HUBS) return rq_shade_of((n->share - share->low) / (share->high - share->low));
  return n->brand == RQ_NOBODYS ? 0xDDDDDD : number_of(rq_colours[n->brand % RQ_COLOURS]);
}

/* ---- a panel ---- */

/* Links in blocks of one width each: the strongest are WIDTHS times as wide as the weakest. */
static void put_links(const rq_picture *p, size_t k, rq_text *t) {
  double most = 0;
  for (size_t i = 0; i < p->links; i++) most = fmax(most, p->link[i].weight);
  rq_gnuplot_put(t, "$l%zu << EOD\n", k);
  for (unsigned width = 0; width < WIDTHS; width++) {
    rq_text_put(t, "NaN NaN NaN NaN\n"); /* no block is empty */
    for (size_t i = 0; i < p->links; i++) {
      const rq_link *l = &p->link[i];
      const rq_node *a = &p->node[l->from], *b = &p->node[l->to];
      unsigned class = p->kind == RQ_PEOPLE ? l->class : (unsigned)fmin(WIDTHS * l->weight / most, WIDTHS - 1);
      if (l->weight > 0 && class == width) rq_gnuplot_put(t, "%.5f %.5f %.5f %.5f\n", a->x, a->y, b->x - a->x, b->y - a->y);
    }
    if (width + 1 < WIDTHS) rq_text_put(t, "\n\n");
  }
  rq_text_put(t, "EOD\n");
}

static void put_nodes(const rq_picture *p, size_t k, const rq_scale *share, rq_text *t) {
  rq_gnuplot_put(t, "$n%zu << EOD\n", k);
  for (size_t i = 0; i < p->nodes; i++)
    rq_gnuplot_put(t, "%.5f %.5f %.5f %u\n", p->node[i].x, p->node[i].y, p->node[i].radius, colour_of(p, &p->node[i], share));
  rq_text_put(t, "EOD\n");
}

static void put_panel(const rq_page *page, size_t k, const rq_scale *share) {
  const rq_picture *p = &page->figure->picture[k];
  rq_text *t = page->script;
  static const char *const colour[WIDTHS] = {"#D8D8D8", "#C0C0C0", "#A0A0A0", "#808080"};
  put_links(p, k, t);
  put_nodes(p, k, share, t);
  rq_panel_begin(page, k);
  rq_text_put(t, "unset border\nunset tics\nset xrange [0:1]\nset yrange [0:1]\nset style fill solid 1 border rgb '#606060'\nplot ");
  for (unsigned width = 0; width < WIDTHS; width++)
    rq_gnuplot_put(t, "$l%zu index %u using 1:2:3:4 notitle with vectors nohead lw %.1f lc rgb '%s', ", k, width, 0.5 + 0.6 * width,
                   colour[width]);
  rq_gnuplot_put(t, "$n%zu using 1:2:3:4 notitle with circles lw 0.5 lc rgb variable", k);
  if (p->kind == RQ_PEOPLE) /* a ring around the one in the middle */
    rq_gnuplot_put(t, ", $n%zu every ::0::0 using 1:2:($3*1.6) notitle with circles fs empty border rgb '#000000' lw 1.2", k);
  rq_text_put(t, "\n");
}

/* ---- the legend ---- */

/* Everything in centimetres, on a canvas of the whole page. */
static void begin_legend(const rq_page *p) {
  rq_gnuplot_put(p->script,
                 "reset\nunset key\nunset border\nunset tics\nset lmargin at screen 0\nset rmargin at screen 1\nset tmargin at screen "
                 "1\nset bmargin at screen 0\nset xrange [0:%.5f]\nset yrange [0:%.5f]\n",
                 p->width, p->height);
}

static void put_share_legend(const rq_page *p, const rq_scale *share, double y) {
  double x = 0.2 + 4 * p->letter, wide = 2.4, step = wide / STEPS;
  begin_legend(p);
  for (unsigned i = 0; i < STEPS; i++)
    rq_gnuplot_put(p->script,
                   "set object rectangle from first %.4f, first %.4f to first %.4f, first %.4f fc rgb '#%06X' fs solid noborder\n",
                   x + i * step, y, x + (i + 1.02) * step, y + 0.3, rq_shade_of((i + 0.5) / STEPS));
  rq_gnuplot_put(p->script, "set label '%.3g' at first %.4f, first %.4f right\n", share->low, x - 0.12, y + 0.15);
  rq_gnuplot_put(p->script, "set label '%.3g' at first %.4f, first %.4f left\n", share->high, x + wide + 0.12, y + 0.15);
  rq_text_put(p->script, "set label ");
  rq_gnuplot_quote(p->script, p->figure->x_label, 70);
  rq_gnuplot_put(p->script, " at first %.4f, first %.4f left\nplot NaN notitle\n", x + wide + 0.3 + 4 * p->letter, y + 0.15);
}

static void put_entry(const rq_page *p, const char *label, const char *colour, double *x, double *y) {
  double wide = entry_width(p, label);
  if (*x + wide > p->width && *x > 0.4) {
    *x = 0.4;
    *y -= ROW;
  }
  rq_gnuplot_put(p->script, "set object circle at first %.4f, first %.4f size first 0.13 fc rgb '%s' fs solid border rgb '#606060'\n", *x,
                 *y + 0.15, colour);
  rq_text_put(p->script, "set label ");
  rq_gnuplot_quote(p->script, label, LABEL);
  rq_gnuplot_put(p->script, " at first %.4f, first %.4f left\n", *x + 0.25, *y + 0.15);
  *x += wide;
}

static bool anybody_without(const rq_figure *f) {
  for (size_t k = 0; k < f->panel.count; k++)
    for (size_t i = 0; i < f->picture[k].nodes; i++)
      if (f->picture[k].node[i].brand == RQ_NOBODYS) return true;
  return false;
}

static void put_brand_legend(const rq_page *p, double y) {
  const rq_labels *brands = &p->figure->group;
  double x = 0.4;
  begin_legend(p);
  for (size_t b = 0; b < brands->count; b++) put_entry(p, brands->label[b], rq_colours[b % RQ_COLOURS], &x, &y);
  if (anybody_without(p->figure)) put_entry(p, p->figure->language == RQ_CHINESE ? "从未购买" : NOBODY, "#DDDDDD", &x, &y);
  rq_text_put(p->script, "plot NaN notitle\n");
}

void rq_network_draw(const rq_page *p) {
  rq_scale share = share_scale(p->figure);
  double y = p->bottom - LEGEND + 0.1; /* of the first row */
  for (size_t k = 0; k < p->figure->panel.count; k++) put_panel(p, k, &share);
  if (p->figure->panel.count == 0) return;
  if (p->figure->picture[0].kind == RQ_HUBS)
    put_share_legend(p, &share, y);
  else
    put_brand_legend(p, y);
}
