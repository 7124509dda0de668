/* Lines over x, with bands, labelled at their ends. */
#include "analysis/figure_page.h"
#include <math.h>
#include <stdlib.h>

#define LABEL 24u         /* columns of a label, at most */
#define LETTER_HEIGHT 1.9 /* of a line of labels, in widths of a letter */

/* Of what is said beside y, the longest. */
static size_t label_columns(const rq_figure *f) {
  size_t columns = rq_columns(f->y_label, 60), most = 0;
  for (size_t k = 0; k < f->row.count; k++) {
    size_t row = rq_columns(f->row.label[k], 40) + 2;
    most = row > most ? row : most;
  }
  return columns + most;
}

/* Letters of the largest x, as its tick says it. */
static double tick_letters(const rq_figure *f) {
  double high = 1;
  for (size_t k = 0; k < f->curves; k++)
    if (f->curve[k].points > 0) high = fmax(high, f->curve[k].x[f->curve[k].points - 1]);
  return f->logarithmic ? 3 : floor(log10(high)) + 1;
}

void rq_lines_lay_out(rq_page *p) {
  double labels = p->figure->group.count > 1 ? rq_labels_width(p, &p->figure->group, LABEL) : 0;
  double most = 0.3 * p->width;
  p->left = 6 * p->letter + 0.45;
  p->right = fmax((labels < most ? labels : most) + 0.35, 0.5 * p->letter * tick_letters(p->figure));
  p->bottom += 1.3;
  p->gap_x = p->figure->apart ? p->left + (labels < most ? labels : most) : 0.55;
  p->panel_width = (p->width - p->left - p->right - (double)(p->across - 1) * p->gap_x) / (double)p->across;
  p->panel_height = p->panel_width * (p->across == 1 ? 0.55 : (p->figure->apart ? 0.65 : 0.85));
  p->panel_height = fmax(p->panel_height, 0.85 * p->letter * (double)label_columns(p->figure));
  if (p->figure->row.count) p->gap_y = 0.45;
}

/* ---- scales ---- */

static void widen(double *low, double *high, double value) {
  if (!isfinite(value)) return;
  *low = fmin(*low, value);
  *high = fmax(*high, value);
}

/* Round steps, but no further than the values and a little. */
static rq_scale fitted(double low, double high, unsigned about) {
  rq_scale s = rq_scale_for(low, high, about);
  double more = 0.04 * (high - low);
  if (high > low) s = (rq_scale){fmax(s.low, low - more), fmin(s.high, high + more), s.step};
  return s;
}

static rq_scale powers_of_ten(double low, double high) {
  if (!(low > 0)) low = high = 1;
  rq_scale s = {pow(10, floor(log10(low))), pow(10, ceil(log10(high))), 10};
  if (!(s.high > s.low)) s.high = 10 * s.low;
  return s;
}

/* As drawn: in units, and above 0 only where the axis is logarithmic. */
static double shown(const rq_figure *f, double value) {
  return f->logarithmic && !(value > 0) ? NAN : value / f->unit;
}

/* Whether two panels have the same scale of y. */
static bool share_scale(const rq_page *p, size_t one, size_t other) {
  return !p->figure->apart || one == other || (p->figure->row.count > 0 && one / p->across == other / p->across);
}

/* The same for all panels, so that they can be compared, unless they are of different things. Bands may reach out of it where values
 * cannot. */
static rq_scale y_scale(const rq_page *p, size_t panel) {
  const rq_figure *f = p->figure;
  double low = INFINITY, high = -INFINITY, band_low = INFINITY, band_high = -INFINITY;
  for (size_t k = 0; k < f->curves; k++)
    for (size_t i = 0; share_scale(p, f->curve[k].panel, panel) && i < f->curve[k].points; i++) {
      widen(&low, &high, shown(f, f->curve[k].y[i]));
      widen(&band_low, &band_high, shown(f, f->curve[k].lower[i]));
      widen(&band_low, &band_high, shown(f, f->curve[k].upper[i]));
    }
  if (!(low <= high)) low = high = 0;
  if (f->logarithmic) return powers_of_ten(low, high);
  bool share = f->whole && f->unit == 1 && low >= 0 && high <= 1;
  if (band_low < low) low = f->whole ? fmax(band_low, fmin(low, 0)) : band_low;
  if (band_high > high) high = share ? fmin(band_high, 1) : band_high;
  if ((f->whole || (f->apart && low < 0.6 * high)) && low > 0) low = 0;
  if (f->whole && f->steps) high = 1; /* all are still there at the start */
  return fitted(low, high, 5);
}

/* Weeks in months, quarters or years; as many numbers as there is room for. */
static rq_scale x_scale(const rq_page *p) {
  static const double steps[] = {4, 13, 26, 52, 104, 260, 520, 1040};
  const rq_figure *f = p->figure;
  double low = INFINITY, high = -INFINITY, room = fmin(6, p->panel_width / (fmax(5, tick_letters(f) + 3) * p->letter));
  for (size_t k = 0; k < f->curves; k++)
    for (size_t i = 0; i < f->curve[k].points; i++)
      if (isfinite(shown(f, f->curve[k].y[i])) && (!f->logarithmic || f->curve[k].x[i] > 0)) widen(&low, &high, f->curve[k].x[i]);
  if (f->logarithmic) return (rq_scale){low > 0 ? low : 1, low > 0 && high > low ? high : 10, 10};
  if (!(high > 0)) high = 1;
  rq_scale s = {0, high, fmax(rq_scale_for(0, high, (unsigned)room).step, 1)};
  for (size_t k = 0; f->weeks && k < sizeof steps / sizeof *steps && (k == 0 || high / s.step > room); k++) s.step = steps[k];
  return s;
}

static void put_scales(const rq_page *p, size_t k, const rq_scale *x, const rq_scale *y) {
  const rq_figure *f = p->figure;
  if (f->logarithmic)
    rq_gnuplot_put(p->script,
                   "set logscale xy\nset xtics (1,2,5,10,20,50,100,200,500,1000,2000,5000,1e4,1e5,1e6)\nset xrange [%.10g:%.10g]\nset "
                   "yrange [%.10g:%.10g]\nset format '%%g'\n",
                   x->low, x->high, y->low, y->high);
  else {
    rq_gnuplot_put(p->script, "set xrange [%.10g:%.10g]\nset xtics %.10g\n", x->low, x->high, x->step);
    rq_gnuplot_put(p->script, "set yrange [%.10g:%.10g]\nset ytics %.10g\nset format '%%h'\n", y->low, y->high, y->step);
    rq_text_put(p->script, "set grid ytics lt 1 lc rgb '#e2e2e2' lw 0.7\n");
  }
  if (rq_panel_is_left(p, k) || (f->apart && !f->row.count)) {
    rq_text_put(p->script, "set ylabel ");
    rq_gnuplot_quote(p->script, f->y_label, 100);
    if (f->row.count) {
      if (!f->y_label[0])
        rq_text_put(p->script, ".");
      else
        rq_text_put(p->script, f->language == RQ_CHINESE ? ".'：'." : ".', '.");
      rq_gnuplot_quote(p->script, f->row.label[k / p->across], 40);
    }
    rq_text_put(p->script, " offset 0.5,0\n");
  } else
    rq_text_put(p->script, "set format y ''\n");
  if (!rq_panel_is_lowest(p, k)) rq_text_put(p->script, "set format x ''\n");
  if (!rq_panel_is_lowest(p, k) || (k % p->across != p->across / 2 && (double)rq_columns(f->x_label, 60) * p->letter > p->panel_width))
    return;
  rq_text_put(p->script, "set xlabel ");
  rq_gnuplot_quote(p->script, f->x_label, 100);
  rq_text_put(p->script, " offset 0,0.3\n");
}

/* ---- curves ---- */

/* Rows x, y, lower, upper under the name $c<k>; a blank line where there is no value, so that nothing is drawn across. */
static void put_data(const rq_figure *f, size_t k, rq_text *t) {
  const rq_curve *c = &f->curve[k];
  double before[3] = {NAN, NAN, NAN};
  rq_gnuplot_put(t, "$c%zu << EOD\n", k);
  for (size_t i = 0; i < c->points; i++) {
    double y = shown(f, c->y[i]), lower = shown(f, c->lower[i]), upper = shown(f, c->upper[i]);
    double now[3] = {y, isfinite(lower) ? lower : y, isfinite(upper) ? upper : y};
    bool there = isfinite(y) && (!f->logarithmic || c->x[i] > 0);
    if (there && f->steps && isfinite(before[0])) rq_gnuplot_put(t, "%.10g %.10g %.10g %.10g\n", c->x[i], before[0], before[1], before[2]);
    if (there)
      rq_gnuplot_put(t, "%.10g %.10g %.10g %.10g\n", c->x[i], now[0], now[1], now[2]);
    else
      rq_text_put(t, "\n");
    for (int n = 0; n < 3; n++) before[n] = there ? now[n] : NAN;
  }
  rq_text_put(t, "EOD\n");
}

static bool has_band(const rq_curve *c) {
  for (size_t i = 0; i < c->points; i++)
    if (isfinite(c->lower[i]) && isfinite(c->upper[i])) return true;
  return false;
}

static bool has_values(const rq_curve *c) {
  for (size_t i = 0; i < c->points; i++)
    if (isfinite(c->y[i])) return true;
  return false;
}

static void put_plot(const rq_page *p, size_t panel) {
  const rq_figure *f = p->figure;
  bool first = true;
  for (int layer = 0; layer < 2; layer++) /* bands below all lines */
    for (size_t k = 0; k < f->curves; k++) {
      const rq_curve *c = &f->curve[k];
      const char *colour = rq_colours[c->group % RQ_COLOURS];
      if (c->panel != panel || !has_values(c) || (layer == 0 && !has_band(c))) continue;
      rq_text_put(p->script, first ? "plot " : ", ");
      first = false;
      if (layer == 0) {
        rq_gnuplot_put(p->script, "$c%zu using 1:3:4 notitle with filledcurves fs transparent solid 0.18 noborder lc rgb '%s'", k, colour);
        continue;
      }
      rq_gnuplot_put(p->script, "$c%zu using 1:2 notitle with %s pt 7 ps 0.45 lw 1.7 dt %zu lc rgb '%s'", k,
                     f->points ? "linespoints" : "lines", c->group / RQ_COLOURS + 1, colour);
    }
  rq_text_put(p->script, first ? "plot NaN notitle\n" : "\n");
}

/* ---- labels at the right ---- */

typedef struct ending {
  size_t group;
  double at; /* share of the panel's height */
} ending;

static int by_height(const void *left, const void *right) {
  const ending *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return a->group < b->group ? -1 : a->group > b->group;
}

static double height_of(const rq_figure *f, double value, const rq_scale *y) {
  return f->logarithmic ? log(value / y->low) / log(y->high / y->low) : (value - y->low) / (y->high - y->low);
}

/* Where each group's curve ends: in this panel, or in the nearest other one of the row. */
static size_t find_endings(const rq_page *p, size_t panel, const rq_scale *y, ending *list) {
  const rq_figure *f = p->figure;
  size_t count = 0;
  for (size_t g = 0; g < f->group.count; g++) {
    double at = NAN;
    for (size_t back = 0;
         back < (f->apart ? 1 : p->across) && back <= panel && isnan(at) && (panel - back) / p->across == panel / p->across; back++)
      for (size_t k = 0; k < f->curves; k++)
        for (size_t i = 0; f->curve[k].panel == panel - back && f->curve[k].group == g && i < f->curve[k].points; i++)
          if (isfinite(shown(f, f->curve[k].y[i]))) at = height_of(f, shown(f, f->curve[k].y[i]), y);
    if (isfinite(at)) list[count++] = (ending){g, at};
  }
  return count;
}

/* Moves labels up and down until none covers another. */
static void spread(ending *list, size_t count, double apart) {
  for (int round = 0; round < 200; round++)
    for (size_t i = 0; i < count; i++) {
      if (i + 1 < count && list[i + 1].at - list[i].at < apart) {
        double by = (apart - (list[i + 1].at - list[i].at)) / 2;
        list[i].at -= by;
        list[i + 1].at += by;
      }
      list[i].at = fmin(fmax(list[i].at, 0), 1);
    }
}

static void put_labels(const rq_page *p, size_t panel, const rq_scale *y) {
  const rq_figure *f = p->figure;
  if ((!rq_panel_is_right(p, panel) && !f->apart) || f->group.count < 2) return;
  ending *list = malloc(f->group.count * sizeof *list);
  if (!list) {
    p->script->failed = true;
    return;
  }
  size_t count = find_endings(p, panel, y, list), most = (size_t)((p->right - 0.3) / p->letter);
  qsort(list, count, sizeof *list, by_height);
  spread(list, count, LETTER_HEIGHT * p->letter / p->panel_height);
  for (size_t i = 0; i < count; i++) {
    rq_text_put(p->script, "set label ");
    rq_gnuplot_quote(p->script, f->group.label[list[i].group], most);
    rq_gnuplot_put(p->script, " at graph %.5f,%.5f left front tc rgb '%s'\n", 1 + 0.15 / p->panel_width, list[i].at,
                   rq_colours[list[i].group % RQ_COLOURS]);
  }
  free(list);
}

void rq_lines_draw(const rq_page *p) {
  const rq_figure *f = p->figure;
  rq_scale x = x_scale(p);
  for (size_t k = 0; k < f->curves; k++) put_data(f, k, p->script);
  for (size_t k = 0; k < f->panel.count; k++) {
    rq_scale y = y_scale(p, k);
    rq_panel_begin(p, k);
    put_scales(p, k, &x, &y);
    for (size_t s = 0; s < f->shades; s++)
      rq_gnuplot_put(p->script,
                     "set object rectangle from first %.10g, graph 0 to first %.10g, graph 1 behind fc rgb '#ededed' fs solid noborder\n",
                     f->shade[s][0], f->shade[s][1]);
    put_labels(p, k, &y);
    put_plot(p, k);
  }
}
