/* Studies as tables for reading and as JSON. */
#include "analysis/grid.h"
#include "analysis/study.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 100
#define TABLE_WIDTH 160

static const char *const claims[] = {[RQ_EXACT] = "exact", [RQ_TABLE] = "table", [RQ_ABOVE] = "sign", [RQ_BELOW] = "sign"};
static const char *const origins[] = {[RQ_READ] = "read", [RQ_DERIVED] = "derived", [RQ_REPLICATED] = "replication"};
static const char *const verdicts[] = {[RQ_INSIDE] = "inside", [RQ_OUTSIDE] = "OUTSIDE", [RQ_NO_VERDICT] = "-"};

/* ---- cells ---- */

static char *number(rq_grid *g, double x, int digits) {
  if (isnan(x)) return rq_grid_text(g, "-");
  if (isinf(x)) return rq_grid_text(g, "none");
  return rq_grid_text(g, "%.*g", digits, x == 0 ? 0 : x); /* no minus zero */
}

static bool has_tolerance(const rq_published *p) {
  return (p->claim == RQ_EXACT || p->claim == RQ_TABLE) && isfinite(p->value);
}

static char *published(rq_grid *g, const rq_published *p) {
  if (!p) return rq_grid_text(g, "-");
  if (p->claim == RQ_ABOVE) return rq_grid_text(g, "> %.7g", p->value);
  if (p->claim == RQ_BELOW) return rq_grid_text(g, "< %.7g", p->value);
  if (has_tolerance(p) && p->tolerance > 0) return rq_grid_text(g, "%.7g +-%.1g", p->value, p->tolerance);
  return number(g, p->value, 7);
}

enum { PUBLISHED, OURS, INTERVAL, VERDICT, KIND, RUNS, COLUMNS };
static const char *const titles[] = {"published", "ours", "interval", "inside?", "kind", "runs"};

static void fill_row(rq_grid *g, size_t i, const rq_study_row *row) {
  const rq_published *p = row->published;
  char **cell = &g->cell[i * COLUMNS];
  g->row[i] = rq_grid_text(g, "%s%s%s", row->outcome, *row->setting ? "; " : "", row->setting);
  cell[PUBLISHED] = published(g, p);
  cell[OURS] = number(g, row->ours, row->replicates ? 5 : 7);
  if (!isnan(row->lower)) cell[INTERVAL] = rq_grid_text(g, "[%.5g, %.5g]", row->lower, row->upper);
  cell[VERDICT] = rq_grid_text(g, "%s", verdicts[row->verdict]);
  cell[KIND] = p ? rq_grid_text(g, "%s, %s", claims[p->claim], origins[p->origin]) : rq_grid_text(g, "-");
  if (row->replicates) cell[RUNS] = rq_grid_text(g, "%llu", (unsigned long long)row->replicates);
}

/* ---- tables ---- */

static void say(FILE *out, const char *text) {
  fputs("  ", out);
  rq_print_wrapped(out, text, 2, 2, WIDTH);
}

static bool any_interval(const rq_study_result *r) {
  for (size_t i = 0; i < r->count; i++)
    if (!isnan(r->row[i].lower)) return true;
  return false;
}

static void say_verdict(const rq_study_result *r, FILE *out) {
  size_t inside = rq_study_count(r, RQ_INSIDE), outside = rq_study_count(r, RQ_OUTSIDE);
  if (!inside && !outside)
    fprintf(out, "  nothing is published of this case");
  else if (!outside)
    fprintf(out, "  %s inside", inside == 1 ? "the published value is" : "all published values are");
  else
    fprintf(out, "  %zu of %zu published values OUTSIDE", outside, inside + outside);
  fprintf(out, "; %.1f s\n", r->seconds);
}

void rq_study_print(const rq_study_result *r, FILE *out) {
  fprintf(out, "%s\n", r->study->name);
  say(out, r->study->question);
  if (*r->study->citation) say(out, r->study->citation);
  if (r->study->note) say(out, r->study->note);
  fputc('\n', out);
  rq_grid g = rq_grid_make(r->count, COLUMNS);
  g.width = TABLE_WIDTH;
  for (size_t j = 0; !g.failed && j < COLUMNS; j++) g.column[j] = rq_grid_text(&g, "%s", titles[j]);
  for (size_t i = 0; !g.failed && i < r->count; i++) fill_row(&g, i, &r->row[i]);
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
  fputc('\n', out);
  if (any_interval(r)) say(out, "intervals: 99.7 %, three standard errors either side");
  for (const char *line = r->note; line && *line; line += strcspn(line, "\n") + 1) fprintf(out, "  %.*s\n", (int)strcspn(line, "\n"), line);
  say_verdict(r, out);
}

void rq_studies_summarise(const rq_study_result *r, size_t count, FILE *out) {
  static const char *const columns[] = {"rows", "inside", "outside", "seconds"};
  rq_grid g = rq_grid_make(count, 4);
  for (size_t j = 0; !g.failed && j < 4; j++) g.column[j] = rq_grid_text(&g, "%s", columns[j]);
  for (size_t i = 0; !g.failed && i < count; i++) {
    g.row[i] = rq_grid_text(&g, "%s", r[i].study->name);
    g.cell[4 * i] = rq_grid_text(&g, "%zu", r[i].count);
    g.cell[4 * i + 1] = rq_grid_text(&g, "%zu", rq_study_count(&r[i], RQ_INSIDE));
    g.cell[4 * i + 2] = rq_grid_text(&g, "%zu", rq_study_count(&r[i], RQ_OUTSIDE));
    g.cell[4 * i + 3] = rq_grid_text(&g, "%.1f", r[i].seconds);
  }
  fputs("all studies\n\n", out);
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
}

/* ---- Markdown ---- */

static void write_cell(FILE *out, const char *text) {
  fputs(" | ", out);
  for (const char *c = text ? text : ""; *c; c++) fprintf(out, *c == '|' || *c == '*' ? "\\%c" : "%c", *c);
}

void rq_studies_markdown(const rq_study_result *r, size_t count, FILE *out) {
  fprintf(out, "# Published studies\n\n| study | question | rows | inside | outside |\n|---|---|---|---|---|\n");
  for (size_t i = 0; i < count; i++)
    fprintf(out, "| [%s](#%s) | %s | %zu | %zu | %zu |\n", r[i].study->name, r[i].study->name, r[i].study->question, r[i].count,
            rq_study_count(&r[i], RQ_INSIDE), rq_study_count(&r[i], RQ_OUTSIDE));
  fprintf(out,
          "\nIntervals: 99.7 %%, three standard errors either side. *Derived* values were computed from the model as published, *read* "
          "ones stand in the publication, those of a *replication* in somebody's.\n");
  for (size_t i = 0; i < count; i++) {
    rq_grid g = rq_grid_make(r[i].count, COLUMNS);
    const rq_study *s = r[i].study;
    fprintf(out, "\n## %s\n\n%s\n\n%s%s%s\n\n| |", s->name, s->question, s->citation, *s->citation ? ". " : "", s->note ? s->note : "");
    for (size_t j = 0; j < COLUMNS; j++) fprintf(out, " %s |", titles[j]);
    fprintf(out, "\n|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; !g.failed && k < r[i].count; k++) {
      fill_row(&g, k, &r[i].row[k]);
      fprintf(out, "| %s", g.row[k] ? g.row[k] : "");
      for (size_t j = 0; j < COLUMNS; j++) write_cell(out, g.cell[k * COLUMNS + j]);
      fprintf(out, " |\n");
    }
    rq_grid_free(&g);
  }
}

/* ---- JSON ---- */

/* null where there is no number; "none" for infinity. */
static json_t *json_number(double x) {
  return isfinite(x) ? json_real(x) : isnan(x) ? json_null() : json_string("none");
}

static json_t *json_row(const rq_study_row *row) {
  const rq_published *p = row->published;
  const char *side = !p ? NULL : p->claim == RQ_ABOVE ? "above" : p->claim == RQ_BELOW ? "below" : NULL;
  json_t *interval = isnan(row->lower) ? json_null() : json_pack("[f, f]", row->lower, row->upper);
  return json_pack("{s:s, s:s, s:s?, s:o, s:s?, s:o, s:o, s:o, s:o, s:s?, s:I}", "outcome", row->outcome, "case", row->setting, "kind",
                   p ? claims[p->claim] : NULL, "published", p ? json_number(p->value) : json_null(), "side", side, "tolerance",
                   p && has_tolerance(p) ? json_real(p->tolerance) : json_null(), "ours", json_number(row->ours), "interval", interval,
                   "inside", row->verdict == RQ_NO_VERDICT ? json_null() : json_boolean(row->verdict == RQ_INSIDE), "origin",
                   p ? origins[p->origin] : NULL, "replicates", (json_int_t)row->replicates);
}

static json_t *json_result(const rq_study_result *r) {
  json_t *rows = json_array();
  for (size_t i = 0; i < r->count; i++) json_array_append_new(rows, json_row(&r->row[i]));
  return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:o, s:I, s:I, s:f}", "study", r->study->name, "question", r->study->question, "citation",
                   r->study->citation, "note", r->study->note, "remarks", r->note, "rows", rows, "inside",
                   (json_int_t)rq_study_count(r, RQ_INSIDE), "outside", (json_int_t)rq_study_count(r, RQ_OUTSIDE), "seconds", r->seconds);
}

static rq_status dump(json_t *json, FILE *out, rq_error *error) {
  rq_status status = json ? RQ_OK : rq_no_memory(error, "the studies as JSON");
  if (!status && json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0)
    status = rq_fail(error, RQ_IO, "the studies cannot be written");
  if (!status) fputc('\n', out);
  json_decref(json);
  return status;
}

rq_status rq_studies_json(const rq_study_result *r, size_t count, FILE *out, rq_error *error) {
  json_t *studies = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(studies, json_result(&r[i]));
  return dump(json_pack("{s:o}", "studies", studies), out, error);
}

/* ---- the list ---- */

/* Adds a word to "exact, table", unless it is there. */
static void name_once(char *names, size_t size, const char *name) {
  size_t used = strlen(names);
  if (!strstr(names, name)) snprintf(names + used, size - used, "%s%s", used ? ", " : "", name);
}

/* Of a study's published values: "exact, table", and "read, derived". */
static void name_values(const rq_study *s, char kinds[32], char sources[48]) {
  *kinds = *sources = '\0';
  for (size_t i = 0; i < s->published_count; i++) {
    name_once(kinds, 32, claims[s->published[i].claim]);
    name_once(sources, 48, origins[s->published[i].origin]);
  }
}

void rq_studies_list(const rq_study_set *set, FILE *out) {
  for (size_t i = 0; i < set->count; i++) {
    const rq_study *s = set->study[i];
    char kinds[32], sources[48];
    name_values(s, kinds, sources);
    fprintf(out, "%s%s (%zu value%s: %s; %s)\n", i ? "\n" : "", s->name, s->published_count, s->published_count == 1 ? "" : "s", kinds,
            sources);
    say(out, s->question);
    if (*s->citation) say(out, s->citation);
  }
}

rq_status rq_studies_list_json(const rq_study_set *set, FILE *out, rq_error *error) {
  json_t *list = json_array();
  for (size_t i = 0; i < set->count; i++) {
    const rq_study *s = set->study[i];
    char kinds[32], sources[48];
    name_values(s, kinds, sources);
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:b}", "study", s->name, "question", s->question, "citation",
                                          s->citation, "kind", kinds, "source", sources, "values", (json_int_t)s->published_count,
                                          "declared", s->declared != NULL));
  }
  return dump(json_pack("{s:o}", "studies", list), out, error);
}
