/* The sections of a report, in order, and what stands around them. */
#include "analysis/charts.h"
#include "analysis/page.h"
#include <math.h>
#include <string.h>

static bool always(const rq_page *p) {
  (void)p;
  return true;
}

static bool any_of(const rq_page *p, const char *strand) {
  size_t at;
  const json_t *each;
  json_array_foreach(json_object_get(rq_page_at(p, "strands"), strand), at, each) {
    if (!json_is_null(each)) return true;
  }
  return false;
}

static bool compared(const rq_page *p) {
  return rq_page_at(p, "compare") != NULL;
}
static bool single(const rq_page *p) {
  return rq_page_at(p, "answer") != NULL;
}
static bool staying(const rq_page *p) {
  return any_of(p, "staying");
}
static bool survival(const rq_page *p) {
  return any_of(p, "survival");
}
static bool trust(const rq_page *p) {
  return any_of(p, "customers");
}
static bool several_brands(const rq_page *p) {
  return json_array_size(rq_page_at(p, "brands")) > 1;
}
static bool uplift(const rq_page *p) {
  return json_array_size(json_object_get(rq_page_at(p, "compare"), "uplift")) > 0;
}
static bool segments(const rq_page *p) {
  size_t at;
  const json_t *each;
  json_array_foreach(json_object_get(rq_page_at(p, "compare"), "uplift"), at, each) {
    if (json_array_size(json_object_get(each, "segments"))) return true;
  }
  return false;
}
static bool picture(const rq_page *p) {
  return rq_page_at(p, "picture") != NULL;
}

const rq_page_section rq_page_sections[] = {
    {"scenarios", true, compared, rq_page_tables_scenarios}, {"answers", true, single, rq_page_tables_answers},
    {"share", true, always, rq_page_tables_share},           {"staying", true, staying, rq_page_tables_staying},
    {"survival", true, survival, rq_page_tables_survival},   {"switching", true, several_brands, rq_page_tables_switching},
    {"flow", true, several_brands, rq_page_tables_flow},     {"trust", true, trust, rq_page_tables_trust},
    {"uplift", true, uplift, rq_page_tables_uplift},         {"segments", true, segments, rq_page_tables_segments},
    {"network", true, picture, rq_page_tables_network},      {"assumptions", false, always, rq_page_assumptions},
    {"reproduce", false, always, rq_page_reproduce},         {NULL, false, NULL, NULL},
};

static void put_section(const rq_page *p, const rq_page_section *s) {
  char about[32];
  snprintf(about, sizeof about, "%s.about.run", s->id); /* of a single run, where that is another */
  if (!single(p) || !rq_page_word(p, about)) snprintf(about, sizeof about, "%s.about", s->id);
  fprintf(p->out, "<section id=%s aria-labelledby=%s-title>\n<h2 id=%s-title>", s->id, s->id, s->id);
  rq_put_word(p, s->id);
  rq_put(p, "</h2>\n<p class=about>");
  rq_put_sentence(p, about);
  rq_put(p, "</p>\n");
  if (s->chart) {
    if (p->charts) fprintf(p->out, "<div class=chart data-chart=%s hidden></div>\n", s->id);
    rq_put(p, "<details class=numbers open><summary>");
    rq_put_word(p, "numbers");
    rq_put(p, "</summary>\n");
  }
  s->tables(p);
  rq_put(p, s->chart ? "</details>\n</section>\n" : "</section>\n");
}

/* ---- the head of the page: what came out ---- */

static void put_meta(const rq_page *p) {
  const json_t *facts = rq_page_at(p, "facts");
  rq_put(p, "<p class=meta>");
  rq_put_sentence(p, rq_page_at(p, "replicates") ? "meta.folder" : "meta.run");
  rq_put(p, " · ");
  rq_put_date(p, json_string_value(json_object_get(facts, "created")));
  rq_put(p, "</p>\n");
}

/* One card: a scenario's name, what the verdict is about, and what else a reader asks first. */
static void put_card(const rq_page *p, const json_t *compare, size_t place) {
  const json_t *scenario = json_array_get(json_object_get(compare, "scenarios"), place);
  const char *about = json_string_value(json_object_get(json_array_get(json_object_get(compare, "verdict_parts"), 0), "outcome"));
  const char *const shown[] = {about ? about : "retention", "retention", "share", "profit"};
  char number[RQ_PAGE_NUMBER];
  fprintf(p->out, "<li class=card data-scenario=%zu><p class=name>", place);
  rq_put_name(p, "scenario", json_string_value(json_object_get(scenario, "name")));
  rq_put(p, "</p><dl>");
  for (unsigned k = 0; k < sizeof shown / sizeof *shown; k++) {
    const json_t *value = json_object_get(json_object_get(scenario, "values"), shown[k]), *outcome = rq_page_outcome_of(p, shown[k]);
    if (!value || (k > 0 && strcmp(shown[k], shown[0]) == 0)) continue;
    rq_put(p, k == 0 ? "<div class=first><dd>" : "<div><dd>");
    rq_put_text(p, rq_page_number(p, number, rq_page_value(json_object_get(value, "mean")), rq_page_form_of(outcome), false));
    rq_put(p, "</dd><dt>");
    rq_put_name(p, "outcome", rq_page_outcome(p, outcome));
    rq_put(p, "</dt></div>");
  }
  rq_put(p, "</dl></li>\n");
}

static void put_cards(const rq_page *p) {
  const json_t *compare = rq_page_at(p, "compare");
  size_t scenarios = json_array_size(json_object_get(compare, "scenarios"));
  if (scenarios == 0) return;
  rq_put(p, "<ul class=cards>\n");
  for (size_t s = 0; s < scenarios; s++) put_card(p, compare, s);
  rq_put(p, "</ul>\n");
}

static void put_contents(const rq_page *p) {
  rq_put(p, "<nav aria-label=\"");
  rq_put_word(p, "contents");
  rq_put(p, "\"><ol>");
  for (const rq_page_section *s = rq_page_sections; s->id; s++) {
    if (!s->has(p)) continue;
    fprintf(p->out, "<li><a href=\"#%s\">", s->id);
    rq_put_word(p, s->id);
    rq_put(p, "</a></li>");
  }
  rq_put(p, "</ol></nav>\n");
}

static void put_verdict(const rq_page *p) {
  rq_put(p, "<header>\n<p class=maker>renqing 人情</p>\n<h1>");
  rq_put_text(p, json_string_value(rq_page_at(p, "title")));
  rq_put(p, "</h1>\n");
  put_meta(p);
  rq_put(p, "<p class=verdict>");
  rq_page_verdict(p);
  rq_put(p, "</p>\n");
  put_cards(p);
  rq_page_warnings(p);
  put_contents(p);
  rq_put(p, "</header>\n<main>\n");
}

/* ---- the page ---- */

/* The document for the charts. Inside a script nothing but "</" and "<!--" could end it: no "<" is left as it is. */
static void put_data(const rq_page *p) {
  json_t *all = json_copy((json_t *)p->data), *words = rq_page_words(p);
  json_object_set_new(all, "words", words);
  json_object_set_new(all, "language", json_string(rq_page_languages[p->language]));
  json_object_del(all, "configuration");
  char *text = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(15));
  rq_put(p, "<script type=application/json id=data>");
  for (const char *at = text ? text : "null"; *at; at++)
    if (*at == '<')
      rq_put(p, "\\u003c");
    else
      fputc(*at, p->out);
  rq_put(p, "</script>\n");
  free(text);
  json_decref(all);
}

/* No request leaves the page: the policy forbids what nothing here asks for. */
static const char head[] = "<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                           "<meta name=color-scheme content=\"light dark\">\n"
                           "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
                           "'unsafe-inline'; img-src data:\">\n<meta name=generator content=renqing>\n<title>";

void rq_page_write(const rq_page *p) {
  fprintf(p->out, "<!doctype html>\n<html lang=%s>\n<head>\n%s", rq_page_languages[p->language], head);
  rq_put_text(p, json_string_value(rq_page_at(p, "title")));
  rq_put(p, " – renqing</title>\n<style>\n");
  fwrite(rq_page_style(), 1, rq_page_style_size(), p->out);
  rq_put(p, "</style>\n</head>\n<body>\n");
  put_verdict(p);
  for (const rq_page_section *s = rq_page_sections; s->id; s++)
    if (s->has(p)) put_section(p, s);
  rq_put(p, "</main>\n<footer><p>");
  rq_put_sentence(p, "footer");
  rq_put(p, "</p></footer>\n");
  put_data(p);
  if (p->charts) {
    rq_put(p, "<script>");
    fwrite(rq_charts(), 1, rq_charts_size(), p->out);
    rq_put(p, "</script>\n");
  }
  rq_put(p, "</body>\n</html>\n");
}
