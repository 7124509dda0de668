/* The page of a figure: terminal, size, boxes of the panels, scales and colours. */
#include "analysis/figure_page.h"
#include <math.h>

#define PIXELS (96 / 2.54) /* of SVG, a centimetre */
#define FINE 3.125         /* PNG: 300 dots an inch */
#define NOTE_LINE 0.38     /* centimetres */
#define WIDE 12.0          /* centimetres from which on letters are larger */

const char *const rq_colours[RQ_COLOURS] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9"};

unsigned rq_shade_of(double share) {
  static const unsigned char blues[][3] = {{247, 251, 255}, {222, 235, 247}, {198, 219, 239}, {158, 202, 225}, {107, 174, 214},
                                           {66, 146, 198},  {33, 113, 181},  {8, 81, 156},    {8, 48, 107}};
  if (isnan(share)) return 0xCCCCCC;
  double at = fmin(fmax(share, 0), 1) * 8, part = at - floor(at);
  size_t k = (size_t)at < 8 ? (size_t)at : 7;
  unsigned colour = 0;
  if (at >= 8) part = 1;
  for (int c = 0; c < 3; c++) colour = colour << 8 | (unsigned)lround(blues[k][c] * (1 - part) + blues[k + 1][c] * part);
  return colour;
}

double rq_labels_width(const rq_page *p, const rq_labels *labels, size_t most) {
  size_t longest = 0;
  for (size_t i = 0; i < labels->count; i++) {
    size_t columns = rq_columns(labels->label[i], most);
    if (columns > longest) longest = columns;
  }
  return (double)longest * p->letter;
}

bool rq_panel_is_left(const rq_page *p, size_t k) {
  return k % p->across == 0;
}

bool rq_panel_is_right(const rq_page *p, size_t k) {
  return (k + 1) % p->across == 0 || k + 1 == p->figure->panel.count;
}

bool rq_panel_is_lowest(const rq_page *p, size_t k) {
  return k + p->across >= p->figure->panel.count;
}

void rq_panel_begin(const rq_page *p, size_t k) {
  double x = p->left + (double)(k % p->across) * (p->panel_width + p->gap_x);
  size_t row = k / p->across;
  double y = p->height - p->top - (double)row * (p->panel_height + p->gap_y);
  rq_gnuplot_put(p->script, "reset\nunset key\nset border 3 lc rgb '#404040' lw 0.8\nset tics out nomirror scale 0.6 tc rgb 'black'\n");
  rq_gnuplot_put(p->script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", x / p->width, (x + p->panel_width) / p->width);
  rq_gnuplot_put(p->script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", y / p->height, (y - p->panel_height) / p->height);
  if (p->figure->panel.label[k][0]) {
    rq_text_put(p->script, "set label ");
    rq_gnuplot_quote(p->script, p->figure->panel.label[k], (size_t)(1.15 * p->panel_width / p->letter));
    rq_gnuplot_put(p->script, " at screen %.5f,%.5f left\n", x / p->width, (y + 0.3) / p->height);
  }
}

rq_scale rq_scale_for(double low, double high, unsigned about) {
  static const double round[] = {1, 2, 2.5, 5, 10};
  if (!(high > low)) {
    double wide = fabs(low) > 0 ? 0.1 * fabs(low) : 1;
    low -= wide;
    high += wide;
  }
  double rough = (high - low) / about, power = pow(10, floor(log10(rough))), step = power;
  for (size_t k = 0; k < sizeof round / sizeof *round && step < 0.999 * rough; k++) step = round[k] * power;
  return (rq_scale){floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step};
}

static void put_terminal(const rq_page *p, rq_drawing drawing) {
  double points = p->width < WIDE ? 7.5 : 9;
  rq_text_put(p->script, "set encoding utf8\n");
  if (drawing == RQ_SVG)
    rq_gnuplot_put(p->script,
                   "set terminal svg size %.0f,%.0f fixed noenhanced background '#ffffff' font 'sans-serif,%.2f' name 'figure'\n",
                   p->width * PIXELS, p->height * PIXELS, points * 96 / 72);
  else if (drawing == RQ_PDF)
    rq_gnuplot_put(p->script, "set terminal pdfcairo size %.3fcm,%.3fcm noenhanced background '#ffffff' font 'sans,%.2f' fontscale 0.75\n",
                   p->width, p->height, points);
  else
    rq_gnuplot_put(p->script,
                   "set terminal pngcairo size %.0f,%.0f noenhanced background '#ffffff' font 'sans,%.2f' fontscale %.3f linewidth %.3f\n",
                   p->width * PIXELS * FINE, p->height * PIXELS * FINE, points, FINE, FINE);
}

/* How much of the note fits into a line: up to a blank, or as many letters as there is room for. */
static size_t line_of(const char *note, size_t columns) {
  size_t length = strlen(note), best = 0;
  char line[256];
  for (size_t k = 1; k <= length && k < sizeof line; k++) {
    if (k < length && ((unsigned char)note[k] & 0xC0) == 0x80) continue; /* within a character */
    memcpy(line, note, k);
    line[k] = '\0';
    if (rq_columns(line, columns + 1) > columns) break;
    if (k == length || note[k] == ' ' || (unsigned char)note[k] >= 0x80) best = k;
  }
  return best > 0 ? best : length;
}

static size_t note_columns(const rq_page *p) {
  return (size_t)(1.1 * (p->width - 0.4) / p->letter);
}

static unsigned note_lines(const rq_page *p) {
  unsigned lines = 0;
  if (!p->figure->note) return 0;
  for (const char *note = p->figure->note; *note; lines++) {
    note += line_of(note, note_columns(p));
    while (*note == ' ') note++;
  }
  return lines;
}

static void put_note(const rq_page *p) {
  char line[256];
  unsigned lines = note_lines(p);
  if (lines == 0) return;
  rq_text_put(p->script, "reset\nset lmargin at screen 0\nset rmargin at screen 1\nset tmargin at screen 1\nset bmargin at screen 0\n"
                         "unset border\nunset tics\nunset key\n");
  for (const char *note = p->figure->note; *note;) {
    size_t length = line_of(note, note_columns(p));
    snprintf(line, sizeof line, "%.*s", (int)length, note);
    rq_text_put(p->script, "set label ");
    rq_gnuplot_quote(p->script, line, sizeof line);
    rq_gnuplot_put(p->script, " at screen %.5f,%.5f left tc rgb '" RQ_GREY "'\n", 0.2 / p->width, (0.28 + NOTE_LINE * --lines) / p->height);
    note += length;
    while (*note == ' ') note++;
  }
  rq_text_put(p->script, "plot [0:1] [0:1] NaN notitle\n");
}

void rq_figure_script(const rq_figure *f, rq_drawing drawing, double width, rq_text *script) {
  static void (*const lay_out[])(rq_page *) = {rq_lines_lay_out, rq_heat_lay_out, rq_forest_lay_out, rq_network_lay_out};
  static void (*const draw[])(const rq_page *) = {rq_lines_draw, rq_heat_draw, rq_forest_draw, rq_network_draw};
  size_t panels = f->panel.count, across = f->across && f->across < panels ? f->across : panels;
  rq_page p = {.figure = f, .script = script, .width = width, .across = across, .down = (panels + across - 1) / across};
  bool titled = false;
  for (size_t k = 0; k < panels; k++) titled = titled || f->panel.label[k][0];
  p.letter = (width < WIDE ? 7.5 : 9) / 72 * 2.54 * 0.62;
  p.top = titled ? 0.7 : 0.25;
  p.gap_y = titled ? 0.8 : 0.4;
  p.bottom = f->note ? 0.6 + NOTE_LINE * (note_lines(&p) - 1) : 0.1;
  lay_out[f->form](&p);
  p.height = p.top + (double)p.down * p.panel_height + (double)(p.down - 1) * p.gap_y + p.bottom;
  put_terminal(&p, drawing);
  rq_text_put(script, "set multiplot\n");
  draw[f->form](&p);
  put_note(&p);
  rq_text_put(script, "unset multiplot\n");
}
