/* Heat maps, cell by cell with its number, and forest plots. */
#include "analysis/figure_page.h"
#include <math.h>

#define LABEL 20u     /* columns of a label, at most */
#define MOST_CELL 3.0 /* width, centimetres */

static double at_most(double a, double b) {
  return a < b ? a : b;
}

/* ---- heat map: curves are rows, from the top; x counts columns ---- */

static double labels_width(const rq_page *p) {
  return at_most(rq_labels_width(p, &p->figure->group, LABEL), 0.3 * p->width);
}

/* Whether the columns' labels are too long to stand beside each other. */
static bool is_slanted(const rq_page *p) {
  return rq_labels_width(p, &p->figure->tick, LABEL) > 0.92 * p->panel_width / (double)p->figure->tick.count;
}

void rq_heat_lay_out(rq_page *p) {
  const rq_figure *f = p->figure;
  p->left = labels_width(p) + 1.1;
  p->right = 0.25;
  p->bottom += 1.25;
  p->gap_x = 0.5;
  p->panel_width = (p->width - p->left - p->right - (double)(p->across - 1) * p->gap_x) / (double)p->across;
  p->panel_width = at_most(p->panel_width, MOST_CELL * (double)f->tick.count);
  p->left = (p->width - (double)p->across * (p->panel_width + p->gap_x) + p->gap_x + p->left - p->right) / 2;
  if (is_slanted(p)) p->bottom += 0.6 * rq_labels_width(p, &f->tick, LABEL);
  p->panel_height = at_most(0.6 * p->panel_width / (double)f->tick.count, 0.5 * MOST_CELL) * (double)f->group.count;
}

static void put_ticks(const rq_page *p, const char *axis, const rq_labels *labels, double room, bool shown) {
  rq_gnuplot_put(p->script, "set %stics scale 0 (", axis);
  for (size_t i = 0; i < labels->count; i++) {
    if (i > 0) rq_text_put(p->script, ", ");
    rq_gnuplot_quote(p->script, shown ? labels->label[i] : "", (size_t)(room / p->letter));
    rq_gnuplot_put(p->script, " %zu", i);
  }
  rq_text_put(p->script, ")\n");
}

static void put_cells(const rq_page *p, size_t panel) {
  const rq_figure *f = p->figure;
  bool roomy = p->panel_width / (double)f->tick.count > 4.5 * p->letter;
  for (size_t k = 0; k < f->curves; k++)
    for (size_t i = 0; f->curve[k].panel == panel && i < f->curve[k].points; i++) {
      double value = f->curve[k].y[i], x = f->curve[k].x[i], y = (double)f->curve[k].group;
      rq_gnuplot_put(p->script, "set object rectangle center first %g, first %g size 0.98,0.98 fc rgb '#%06X' fs solid noborder\n", x, y,
                     rq_shade_of(value));
      if (!isnan(value) && roomy)
        rq_gnuplot_put(p->script, "set label '%.3f' at first %g, first %g center front tc rgb '%s'\n", value, x, y,
                       value > 0.55 ? "#FFFFFF" : "#000000");
    }
}

void rq_heat_draw(const rq_page *p) {
  const rq_figure *f = p->figure;
  double cell = p->panel_width / (double)f->tick.count, labels = labels_width(p);
  for (size_t k = 0; k < f->panel.count; k++) {
    rq_panel_begin(p, k);
    rq_gnuplot_put(p->script, "unset border\nset xrange [-0.5:%zu.5]\nset yrange [%zu.5:-0.5]\n", f->tick.count - 1, f->group.count - 1);
    if (is_slanted(p)) rq_text_put(p->script, "set xtics rotate by 40 right\n");
    put_ticks(p, "x", &f->tick, is_slanted(p) ? LABEL * p->letter : 0.92 * cell, true);
    put_ticks(p, "y", &f->group, labels, rq_panel_is_left(p, k));
    rq_text_put(p->script, "set xlabel ");
    rq_gnuplot_quote(p->script, f->x_label, 100);
    rq_text_put(p->script, " offset 0,0.2\n");
    if (rq_panel_is_left(p, k)) {
      rq_text_put(p->script, "set label ");
      rq_gnuplot_quote(p->script, f->y_label, 100);
      rq_gnuplot_put(p->script, " at screen %.5f, graph 0.5 center rotate by 90\n", (p->left - labels - 0.7) / p->width);
    }
    put_cells(p, k);
    rq_text_put(p->script, "plot NaN notitle\n");
  }
}

/* ---- forest plot: one curve in a panel, a point for each row ---- */

void rq_forest_lay_out(rq_page *p) {
  double most = 0.35 * p->width;
  p->left = at_most(rq_labels_width(p, &p->figure->tick, LABEL), most) + 0.5;
  p->right = 0.5;
  p->bottom += 0.9;
  p->gap_x = 1.0;
  p->gap_y = 1.5;
  p->panel_width = (p->width - p->left - p->right - (double)(p->across - 1) * p->gap_x) / (double)p->across;
  p->panel_height = 0.65 * (double)p->figure->tick.count + 0.35;
}

/* 0 and all intervals. */
static rq_scale forest_scale(const rq_curve *c) {
  double low = 0, high = 0;
  for (size_t i = 0; i < c->points; i++) {
    const double number[3] = {c->y[i], c->lower[i], c->upper[i]};
    for (int k = 0; k < 3; k++) {
      if (!isfinite(number[k])) continue;
      low = fmin(low, number[k]);
      high = fmax(high, number[k]);
    }
  }
  return rq_scale_for(low, high, 3);
}

/* "500k", "1.5M": large ones short. */
static void put_numbers(const rq_scale *x, rq_text *t) {
  double most = fmax(fabs(x->low), fabs(x->high)), unit = most >= 1e6 ? 1e6 : (most >= 1e4 ? 1e3 : 1);
  rq_text_put(t, "set xtics (");
  for (long k = lround(x->low / x->step); k <= lround(x->high / x->step); k++)
    rq_gnuplot_put(t, "%s'%.6g%s' %.10g", k > lround(x->low / x->step) ? ", " : "", (double)k * x->step / unit,
                   k == 0 ? "" : (unit >= 1e6 ? "M" : (unit >= 1e3 ? "k" : "")), (double)k * x->step);
  rq_text_put(t, ")\n");
}

static void put_forest(const rq_page *p, size_t k) {
  const rq_curve *c = &p->figure->curve[k];
  rq_scale x = forest_scale(c);
  rq_gnuplot_put(p->script, "set border 1\nset xrange [%.10g:%.10g]\n", x.low, x.high);
  put_numbers(&x, p->script);
  rq_gnuplot_put(p->script, "set yrange [%zu.5:-0.5]\n", p->figure->tick.count - 1);
  put_ticks(p, "y", &p->figure->tick, p->left - 0.4, rq_panel_is_left(p, c->panel));
  rq_text_put(p->script, "set arrow from first 0, graph 0 to first 0, graph 1 nohead lc rgb '" RQ_GREY "' dt 2 lw 0.8 back\n");
  rq_gnuplot_put(p->script, "$c%zu << EOD\n", k);
  for (size_t i = 0; i < c->points; i++)
    if (isfinite(c->y[i]))
      rq_gnuplot_put(p->script, "%.10g %g %.10g %.10g\n", c->y[i], c->x[i], isfinite(c->lower[i]) ? c->lower[i] : c->y[i],
                     isfinite(c->upper[i]) ? c->upper[i] : c->y[i]);
  rq_gnuplot_put(p->script, "NaN NaN NaN NaN\nEOD\nplot $c%zu using 1:2:3:4 notitle with xerrorbars pt 5 ps 0.8 lw 1.3 lc rgb '%s'\n", k,
                 rq_colours[0]);
}

void rq_forest_draw(const rq_page *p) {
  for (size_t k = 0; k < p->figure->curves; k++) {
    rq_panel_begin(p, p->figure->curve[k].panel);
    put_forest(p, k);
  }
}
