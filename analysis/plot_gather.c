/* From runs to a figure: each run is measured, replicates are averaged, and brands and scenarios find their panels. */
#include "analysis/plot_source.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ACROSS 3u
#define APART_ACROSS 2u
#define MOST_SHADES 12u
#define FELL 0.97 /* smaller changes of price are not shown as cuts */

typedef struct gathering {
  const rq_plot_request *request;
  rq_source source;
  rq_bundle *mean; /* of each scenario */
  rq_figure *figure;
  uint32_t focus;
  bool one_brand; /* of a kind by brand: only this one */
} gathering;

/* ---- price cuts, of the first run ---- */

/* Marks the weeks in which a brand's list price lies below that of before; cuts that never end are a new price. */
static void mark_cuts(const rq_table *price, size_t brand, size_t weeks, unsigned char *cut) {
  size_t brands = price->shape[1];
  for (size_t w = 1; w < weeks; w++) {
    double before = price->value[(w - 1) * brands + brand];
    if (!(before > 0) || !(price->value[w * brands + brand] < FELL * before)) continue;
    size_t past = w;
    while (past < weeks && price->value[past * brands + brand] < FELL * before) past++;
    if (past == weeks) return;
    for (; w < past; w++) cut[w] = 1;
  }
}

static rq_status find_cuts(const rq_run *run, size_t weeks, rq_figure *f, rq_error *error) {
  rq_table price = {0};
  unsigned char *cut = calloc(weeks + 1, 1);
  f->shade = calloc(MOST_SHADES, sizeof *f->shade);
  rq_status status = cut && f->shade ? rq_run_series(run, "price", &price, error) : rq_no_memory(error, "price cuts");
  if (status == RQ_OK && price.dims == 2 && price.shape[0] >= weeks)
    for (size_t b = 0; b < price.shape[1]; b++) mark_cuts(&price, b, weeks, cut);
  for (size_t w = 0; status == RQ_OK && w < weeks && f->shades < MOST_SHADES; w++) {
    if (!cut[w]) continue;
    size_t past = w;
    while (past < weeks && cut[past]) past++;
    f->shade[f->shades][0] = (double)w; /* row w is week w + 1, which begins at w */
    f->shade[f->shades++][1] = (double)past;
    w = past;
  }
  rq_table_free(&price);
  free(cut);
  return status;
}

/* ---- measuring ---- */

static rq_status measure_run(gathering *g, const char *file, bool first, rq_bundle *b, rq_error *error) {
  const rq_plot_request *r = g->request;
  rq_run *run;
  rq_status status = rq_source_run(file, r, &run, error);
  if (status != RQ_OK) return status;
  rq_view view = {
      .run = run, .at = r->at_given ? r->at : rq_run_weeks(run), .focus = g->focus, .series = r->series, .language = r->language};
  if (view.at == 0) status = rq_fail(error, RQ_BAD_DATA, "%s: has no weeks", file);
  if (status == RQ_OK) status = r->kind->measure(&view, b, error);
  if (status == RQ_OK && first && r->kind->weeks) status = find_cuts(run, view.at, g->figure, error);
  rq_run_close(run);
  return status;
}

static rq_status measure_scenario(gathering *g, size_t number, rq_error *error) {
  const rq_source_scenario *s = &g->source.scenario[number];
  rq_bundle *each = calloc(s->files, sizeof *each);
  if (!each) return rq_no_memory(error, "a figure");
  rq_status status = RQ_OK;
  for (size_t i = 0; i < s->files && status == RQ_OK; i++) status = measure_run(g, s->file[i], number == 0 && i == 0, &each[i], error);
  if (status == RQ_OK) status = rq_bundle_mean(each, s->files, g->request->path, &g->mean[number], error);
  for (size_t i = 0; i < s->files; i++) rq_bundle_free(&each[i]);
  free(each);
  return status;
}

/* ---- the figure ---- */

/* Whether a facet has this group, where not all have the same. */
static bool has_group(const rq_bundle *b, size_t facet, size_t group) {
  for (size_t k = 0; k < b->points; k++)
    if (isfinite(b->y[rq_bundle_cell(b, facet, group, k)])) return true;
  return false;
}

static bool copy_curve(rq_figure *f, size_t panel, size_t group, const rq_bundle *b, size_t facet, size_t from) {
  if (f->apart && !has_group(b, facet, from)) return true;
  rq_curve *c = rq_figure_add(f, panel, group, b->points);
  for (size_t k = 0; c && k < b->points; k++) {
    size_t cell = rq_bundle_cell(b, facet, from, k);
    c->x[k] = b->x[k];
    c->y[k] = b->y[cell];
    c->lower[k] = b->lower[cell];
    c->upper[k] = b->upper[cell];
  }
  return c != NULL;
}

static const char *scenario_name(const gathering *g, size_t s) {
  const char *name = g->source.scenario[s].name;
  return g->request->language == RQ_CHINESE && strcmp(name, "as written") == 0 ? "原方案" : name;
}

/* One curve a scenario. */
static bool by_scenario(gathering *g, size_t from) {
  rq_figure *f = g->figure;
  f->across = f->apart ? APART_ACROSS : 0;
  bool good = true;
  for (size_t s = 0; s < g->source.scenarios; s++) good = rq_labels_add(&f->group, scenario_name(g, s)) && good;
  for (size_t k = 0; k < g->mean->facets; k++) {
    good = rq_labels_add(&f->panel, g->mean->facet.label[k]) && good;
    for (size_t s = 0; s < g->source.scenarios; s++) good = good && copy_curve(f, k, s, &g->mean[s], k, from);
  }
  return good;
}

/* Scenarios are across and facets down, where there are several of both. */
static const char *title_of(const gathering *g, size_t s, size_t facet) {
  if (g->source.scenarios == 1 && (g->mean->facets > 1 || g->figure->apart)) return g->mean->facet.label[facet];
  return facet == 0 ? scenario_name(g, s) : "";
}

/* A panel for each scenario (across) and facet (down), with a curve for each group. */
static bool by_group(gathering *g) {
  rq_figure *f = g->figure;
  const rq_bundle *first = g->mean;
  bool good = true, rows = (first->facets > 1 || f->apart) && g->source.scenarios > 1; /* else facets stand beside each other */
  for (size_t n = 0; n < first->groups; n++)
    if (!g->one_brand || n == g->focus) good = rq_labels_add(&f->group, first->group.label[n]) && good;
  for (size_t k = 0; k < first->facets; k++) {
    if (rows) good = rq_labels_add(&f->row, first->facet.label[k]) && good;
    for (size_t s = 0; s < g->source.scenarios; s++) {
      size_t panel = f->panel.count;
      good = rq_labels_add(&f->panel, title_of(g, s, k)) && good;
      for (size_t n = 0; n < first->groups; n++)
        if (!g->one_brand || n == g->focus) good = good && copy_curve(f, panel, g->one_brand ? 0 : n, &g->mean[s], k, n);
    }
  }
  f->across = rows ? g->source.scenarios : (f->apart ? APART_ACROSS : ACROSS);
  return good;
}

static char *join(const char *words, const char *more) {
  size_t length = strlen(words) + strlen(more) + 1;
  char *both = malloc(length);
  if (both) snprintf(both, length, "%s%s", words, more);
  return both;
}

/* y in thousands or millions where it is large. */
static rq_status label_axes(gathering *g, rq_error *error) {
  static const rq_wording thousands = {{" (thousands)", "（千）"}}, millions = {{" (millions)", "（百万）"}}, ones = {{"", ""}};
  rq_figure *f = g->figure;
  const rq_plot_kind *kind = g->request->kind;
  const rq_wording *unit = &ones;
  double most = 0;
  for (size_t k = 0; k < f->curves; k++)
    for (size_t i = 0; i < f->curve[k].points; i++)
      if (isfinite(f->curve[k].y[i])) most = fmax(most, fabs(f->curve[k].y[i]));
  f->unit = 1;
  if (!kind->share && most >= 2e6) {
    f->unit = 1e6;
    unit = &millions;
  } else if (!kind->share && most >= 1e4) {
    f->unit = 1e3;
    unit = &thousands;
  }
  f->x_label = join(kind->x.in[f->language], "");
  f->y_label = join(kind->y.in[f->language], unit->in[f->language]);
  return f->x_label && f->y_label ? RQ_OK : rq_no_memory(error, "a figure");
}

/* Adds a sentence, in which "%zu" stands for a count. */
static void put_count(char *note, size_t size, const char *form, size_t count) {
  const char *at = strstr(form, "%zu");
  size_t used = strlen(note);
  snprintf(note + used, size - used, "%.*s%zu%s", (int)(at - form), form, count, at + 3);
}

/* What bands and grey stretches are. */
static rq_status write_note(gathering *g, rq_error *error) {
  static const rq_wording of_mean = {
      {"Mean of %zu replicates; bands: 95 % intervals of the mean. ", "%zu 次重复的均值；色带为均值的 95% 区间。"}};
  static const rq_wording means = {{"Each point is the mean of %zu weeks. ", "每点为 %zu 周的均值。"}};
  static const rq_wording own = {{"Bands: 95 % intervals. ", "色带为 95% 区间。"}}, cut = {{"Grey: a price cut.", "灰色：降价期。"}};
  rq_figure *f = g->figure;
  char note[256] = "";
  size_t most = 1;
  bool band = false;
  for (size_t s = 0; s < g->source.scenarios; s++)
    if (g->source.scenario[s].files > most) most = g->source.scenario[s].files;
  for (size_t k = 0; k < f->curves && !band; k++)
    for (size_t i = 0; i < f->curve[k].points && !band; i++) band = isfinite(f->curve[k].lower[i]);
  if (most > 1 && f->form == RQ_LINES)
    put_count(note, sizeof note, of_mean.in[f->language], most);
  else if (band && f->form == RQ_LINES)
    snprintf(note, sizeof note, "%s", own.in[f->language]);
  size_t step = f->apart && g->mean->points > 1 ? (size_t)(g->mean->x[1] - g->mean->x[0]) : 1;
  if (step > 1) put_count(note, sizeof note, means.in[f->language], step);
  if (f->shades) strncat(note, cut.in[f->language], sizeof note - strlen(note) - 1);
  if (note[0] && !(f->note = join(note, ""))) return rq_no_memory(error, "a figure");
  return RQ_OK;
}

static rq_status assemble(gathering *g, rq_error *error) {
  rq_figure *f = g->figure;
  bool single = g->mean->groups == 1 || g->one_brand, good;
  for (size_t s = 1; s < g->source.scenarios; s++)
    if (g->mean[s].groups != g->mean->groups || g->mean[s].facets != g->mean->facets)
      return rq_fail(error, RQ_BAD_DATA, "%s: its scenarios differ in their brands", g->request->path);
  good = single && g->source.scenarios > 1 ? by_scenario(g, g->one_brand ? g->focus : 0) : by_group(g);
  for (size_t n = 0; f->form == RQ_HEAT && n < g->mean->groups; n++) good = rq_labels_add(&f->tick, g->mean->group.label[n]) && good;
  if (!good) return rq_no_memory(error, "a figure");
  rq_status status = label_axes(g, error);
  return status == RQ_OK ? write_note(g, error) : status;
}

rq_status rq_plot_make(const rq_plot_request *r, rq_figure *f, rq_error *error) {
  const rq_plot_kind *kind = r->kind;
  *f = (rq_figure){.form = kind->form,
                   .language = r->language,
                   .whole = kind->whole,
                   .logarithmic = kind->logarithmic,
                   .steps = kind->steps,
                   .points = kind->points,
                   .weeks = kind->weeks,
                   .apart = kind->apart,
                   .unit = 1};
  if (kind->draw) return kind->draw(r, f, error);
  gathering g = {.request = r, .figure = f, .one_brand = r->brand && kind->brands};
  rq_status status = rq_source_open(r, &g.source, error);
  if (status == RQ_OK && (r->brand || kind->focused)) status = rq_source_brand(&g.source, r, &g.focus, error);
  if (status == RQ_OK && !(g.mean = calloc(g.source.scenarios, sizeof *g.mean))) status = rq_no_memory(error, "a figure");
  for (size_t s = 0; status == RQ_OK && s < g.source.scenarios; s++) status = measure_scenario(&g, s, error);
  if (status == RQ_OK) status = assemble(&g, error);
  for (size_t s = 0; g.mean && s < g.source.scenarios; s++) rq_bundle_free(&g.mean[s]);
  free(g.mean);
  rq_source_close(&g.source);
  return status;
}
