/* The tables of a report: the numbers beneath its charts. */
#include "analysis/page.h"
#include <math.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static rq_estimate estimate_of(const json_t *object) {
  return (rq_estimate){rq_page_value(json_object_get(object, "mean")), rq_page_value(json_object_get(object, "lower")),
                       rq_page_value(json_object_get(object, "upper"))};
}

static size_t scenarios(const rq_page *p) {
  return json_array_size(rq_page_at(p, "scenarios"));
}

static void head_scenarios(const rq_page *p) {
  for (size_t s = 0; s < scenarios(p); s++) rq_table_head(p, "scenario", rq_page_scenario(p, s));
}

/* ---- scenarios ---- */

static void put_differs(const rq_page *p) {
  json_t *differs = (json_t *)rq_page_at(p, "differs"), *values, *value;
  const char *key;
  size_t at;
  if (json_object_size(differs) == 0) return;
  rq_table_open(p, "table.differs");
  rq_table_head(p, "column", "setting");
  head_scenarios(p);
  rq_table_body(p);
  json_object_foreach(differs, key, values) {
    rq_table_row(p, "setting", key);
    json_array_foreach(values, at, value) {
      rq_table_cell(p, json_string_value(value));
    }
  }
  rq_table_close(p);
}

static void put_outcomes(const rq_page *p, const json_t *compare) {
  const json_t *outcome, *scenario;
  size_t at, place;
  rq_table_open(p, "table.outcomes");
  rq_table_head(p, "column", "outcome");
  json_array_foreach(json_object_get(compare, "scenarios"), place, scenario) {
    rq_table_head(p, "scenario", text_of(scenario, "name"));
  }
  rq_table_body(p);
  json_array_foreach(json_object_get(compare, "outcomes"), at, outcome) {
    const char *name = text_of(outcome, "name");
    rq_table_row(p, "outcome", rq_page_outcome(p, outcome));
    json_array_foreach(json_object_get(compare, "scenarios"), place, scenario) {
      rq_table_estimate(p, estimate_of(json_object_get(json_object_get(scenario, "values"), name)), rq_page_form_of(outcome), false);
    }
  }
  rq_table_close(p);
}

static void put_differences(const rq_page *p, const json_t *compare) {
  static const char *const heads[] = {"outcome", "scenario", "difference", "bootstrap", "better", "p", "saved", NULL};
  const json_t *d;
  size_t at;
  rq_table_open(p, "table.differences");
  rq_table_heads(p, heads);
  rq_table_body(p);
  json_array_foreach(json_object_get(compare, "differences"), at, d) {
    const json_t *outcome = rq_page_outcome_of(p, text_of(d, "outcome"));
    rq_page_form form = rq_page_form_of(outcome);
    char between[RQ_PAGE_NUMBER];
    rq_table_row(p, "outcome", rq_page_outcome(p, outcome));
    rq_put(p, "<td class=text>");
    rq_put_name(p, "scenario", text_of(d, "scenario"));
    rq_table_estimate(p, estimate_of(d), form, true);
    rq_put(p, "<td>");
    rq_put(p, rq_page_interval(between, rq_page_value(json_object_get(d, "bootstrap_lower")),
                               rq_page_value(json_object_get(d, "bootstrap_upper")), form, true));
    rq_table_number(p, rq_page_value(json_object_get(d, "probability_better")), RQ_PERCENT, false);
    rq_table_number(p, rq_page_value(json_object_get(d, "p_adjusted")), RQ_INDEX, false);
    rq_table_number(p, rq_page_value(json_object_get(d, "variance_ratio")), RQ_CENTS, false);
  }
  rq_table_close(p);
}

/* A single run's answers: those by brand in one table, those by campaign in another. */
static void put_answers(const rq_page *p, const char *caption, bool by_brand) {
  const json_t *answer, *first = NULL, *brands = rq_page_at(p, "brands"), *label;
  size_t at, k;
  json_array_foreach(rq_page_at(p, "answer"), at, answer) {
    const json_t *labels = json_object_get(answer, "labels");
    if (json_equal((json_t *)labels, (json_t *)brands) != by_brand) continue;
    if (!first) {
      first = labels;
      rq_table_open(p, caption);
      rq_table_head(p, "column", "outcome");
      json_array_foreach(labels, k, label) {
        rq_table_head(p, "brand", json_string_value(label));
      }
      rq_table_body(p);
    }
    const char *name = text_of(answer, "name");
    rq_page_form form = rq_page_form_of(answer);
    rq_table_row(p, "outcome", name);
    for (k = 0; k < json_array_size(labels); k++)
      rq_table_estimate(p,
                        (rq_estimate){rq_page_value(json_array_get(json_object_get(answer, "value"), k)),
                                      rq_page_value(json_array_get(json_object_get(answer, "lower"), k)),
                                      rq_page_value(json_array_get(json_object_get(answer, "upper"), k))},
                        form, false);
  }
  if (first) rq_table_close(p);
}

void rq_page_tables_scenarios(const rq_page *p) {
  const json_t *compare = rq_page_at(p, "compare");
  put_outcomes(p, compare);
  put_differs(p);
  if (json_array_size(json_object_get(compare, "differences")) > 0) put_differences(p, compare);
}

void rq_page_tables_answers(const rq_page *p) {
  put_answers(p, "table.answers", true);
  put_answers(p, "table.campaigns.answers", false);
}

/* ---- over time ---- */

/* A strand over weeks: a row for each in which some scenario has a value. `first`: weeks of the first value; `step` to the next one, of which
 * every `every`th has a row. */
static void put_weeks(const rq_page *p, const char *strand, const char *caption, unsigned first, unsigned step, unsigned every) {
  const json_t *each = json_object_get(rq_page_at(p, "strands"), strand);
  size_t places = 0, at;
  const json_t *of;
  json_array_foreach(each, at, of) {
    if (json_array_size(json_object_get(of, "mean")) > places) places = json_array_size(json_object_get(of, "mean"));
  }
  bool many = places / every > 30; /* on paper every third */
  rq_put(p, many ? "<div class=many>" : "<div>");
  rq_table_open(p, caption);
  rq_table_head(p, "column", "week");
  head_scenarios(p);
  rq_table_body(p);
  for (size_t k = 0; k < places; k += every) {
    bool some = false;
    for (size_t s = 0; s < scenarios(p); s++) some = some || !isnan(rq_page_strand(p, strand, s, k).value);
    if (!some) continue;
    char week[24];
    snprintf(week, sizeof week, "%u", first + (unsigned)k * step);
    rq_table_row(p, "week", week);
    for (size_t s = 0; s < scenarios(p); s++) rq_table_estimate(p, rq_page_strand(p, strand, s, k), RQ_PERCENT, false);
  }
  rq_table_close(p);
  rq_put(p, "</div>\n");
}

static unsigned weeks_of(const rq_page *p, const char *name) {
  return (unsigned)json_integer_value(rq_page_at(p, name));
}

void rq_page_tables_share(const rq_page *p) {
  put_weeks(p, "share", "table.share", weeks_of(p, "period"), weeks_of(p, "period"), 1);
}

void rq_page_tables_staying(const rq_page *p) {
  put_weeks(p, "staying", "table.staying", weeks_of(p, "period"), weeks_of(p, "period"), 1);
}

void rq_page_tables_survival(const rq_page *p) {
  put_weeks(p, "survival", "table.survival", 0, weeks_of(p, "step"), weeks_of(p, "period") / weeks_of(p, "step"));
}

/* ---- who goes where ---- */

static const char *brand_name(const rq_page *p, size_t b) {
  return json_string_value(json_array_get(rq_page_at(p, "brands"), b));
}

/* Shares of each brand's next purchases; a block of rows for each scenario. */
void rq_page_tables_switching(const rq_page *p) {
  size_t brands = json_array_size(rq_page_at(p, "brands"));
  rq_table_open(p, "table.switching");
  rq_table_head(p, "column", "from");
  rq_table_head(p, "column", "scenario");
  for (size_t b = 0; b < brands; b++) rq_table_head(p, "brand", brand_name(p, b));
  rq_table_body(p);
  for (size_t s = 0; s < scenarios(p); s++)
    for (size_t b = 0; b < brands; b++) {
      double all = 0;
      for (size_t to = 0; to < brands; to++) all += rq_page_strand(p, "switching", s, b * brands + to).value;
      rq_table_row(p, "brand", brand_name(p, b));
      rq_put(p, "<td class=text>");
      rq_put_name(p, "scenario", rq_page_scenario(p, s));
      for (size_t to = 0; to < brands; to++)
        rq_table_number(p, rq_page_strand(p, "switching", s, b * brands + to).value / all, RQ_PERCENT, false);
    }
  rq_table_close(p);
}

void rq_page_tables_flow(const rq_page *p) {
  size_t brands = json_array_size(rq_page_at(p, "brands"));
  rq_table_open(p, rq_page_at(p, "compare") ? "table.flow" : "table.flow.run");
  rq_table_head(p, "column", "from");
  rq_table_head(p, "column", "to");
  head_scenarios(p);
  rq_table_body(p);
  for (size_t k = 0; k < brands * brands; k++) {
    rq_table_row(p, "brand", brand_name(p, k / brands));
    rq_table_cell(p, brand_name(p, k % brands));
    for (size_t s = 0; s < scenarios(p); s++) rq_table_estimate(p, rq_page_strand(p, "switching", s, k), RQ_WHOLE, false);
  }
  rq_table_close(p);
}

/* ---- trust ---- */

void rq_page_tables_trust(const rq_page *p) {
  static const char *const classes[] = {"expressive", "mixed", "instrumental"}; /* the closest first */
  static const char *const strands[] = {"customers", "affective", "cognitive"};
  rq_table_open(p, "table.trust");
  rq_table_head(p, "column", "class");
  rq_table_head(p, "column", "measure");
  head_scenarios(p);
  rq_table_body(p);
  for (unsigned c = 0; c < 3; c++)
    for (unsigned k = 0; k < 3; k++) {
      rq_table_row(p, "class", classes[c]);
      rq_put(p, "<td class=text>");
      rq_put_name(p, "trust", strands[k]);
      for (size_t s = 0; s < scenarios(p); s++)
        rq_table_estimate(p, rq_page_strand(p, strands[k], s, 2 - c), k == 0 ? RQ_PERCENT : RQ_INDEX, false);
    }
  rq_table_close(p);
}

/* ---- uplift ---- */

static const char *const groups[] = {"persuadable", "sure_thing", "lost_cause", "sleeping_dog"};

void rq_page_tables_uplift(const rq_page *p) {
  const json_t *all = json_object_get(rq_page_at(p, "compare"), "uplift"), *each;
  size_t at;
  rq_put(p, "<p class=about>");
  rq_put_sentence(p, strcmp(text_of(json_array_get(all, 0), "at_risk"), "customers") == 0 ? "uplift.customers" : "uplift.everybody");
  rq_put(p, "</p>\n");
  rq_table_open(p, "table.uplift");
  rq_table_head(p, "column", "scenario");
  rq_table_head(p, "column", "customers");
  for (unsigned g = 0; g < 4; g++) rq_table_head(p, "group", groups[g]);
  rq_table_body(p);
  json_array_foreach(all, at, each) {
    rq_table_row(p, "scenario", text_of(each, "scenario"));
    rq_table_number(p, rq_page_value(json_object_get(each, "customers")), RQ_WHOLE, false);
    for (unsigned g = 0; g < 4; g++) {
      const json_t *group = json_object_get(json_object_get(each, "groups"), groups[g]);
      rq_estimate e = {rq_page_value(json_object_get(group, "share")), rq_page_value(json_object_get(group, "lower")),
                       rq_page_value(json_object_get(group, "upper"))};
      rq_table_estimate(p, e, RQ_PERCENT, false);
    }
  }
  rq_table_close(p);
}

static void put_segment(const rq_page *p, const char *scenario, const json_t *segment) {
  rq_table_row(p, "by", text_of(segment, "by"));
  rq_put(p, "<td class=text>");
  rq_put_name(p, text_of(segment, "by"), text_of(segment, "value"));
  rq_put(p, "<td class=text>");
  rq_put_name(p, "scenario", scenario);
  rq_estimate e = {rq_page_value(json_object_get(segment, "uplift")), rq_page_value(json_object_get(segment, "lower")),
                   rq_page_value(json_object_get(segment, "upper"))};
  rq_table_estimate(p, e, RQ_PERCENT, true);
  rq_table_number(p, rq_page_value(json_object_get(segment, "customers")), RQ_WHOLE, false);
  for (unsigned g = 0; g < 4; g++) rq_table_number(p, rq_page_value(json_object_get(segment, groups[g])), RQ_PERCENT, false);
}

void rq_page_tables_segments(const rq_page *p) {
  static const char *const heads[] = {"segment by", "segment", "scenario", "uplift", "customers", NULL};
  const json_t *each, *segment;
  size_t at, k;
  rq_table_open(p, "table.segments");
  rq_table_heads(p, heads);
  for (unsigned g = 0; g < 4; g++) rq_table_head(p, "group", groups[g]);
  rq_table_body(p);
  json_array_foreach(json_object_get(rq_page_at(p, "compare"), "uplift"), at, each) {
    json_array_foreach(json_object_get(each, "segments"), k, segment) {
      put_segment(p, text_of(each, "scenario"), segment);
    }
  }
  rq_table_close(p);
}

/* ---- the network ---- */

void rq_page_tables_network(const rq_page *p) {
  const json_t *picture = rq_page_at(p, "picture"), *node;
  size_t at;
  rq_table_open(p, "table.network");
  rq_table_heads(p, (const char *const[]){"community", "people", NULL});
  head_scenarios(p);
  rq_table_body(p);
  json_array_foreach(json_object_get(picture, "nodes"), at, node) {
    char number[24];
    snprintf(number, sizeof number, "%zu", at + 1);
    rq_table_row(p, "community", number);
    rq_table_number(p, rq_page_value(json_object_get(node, "people")), RQ_WHOLE, false);
    for (size_t s = 0; s < scenarios(p); s++)
      rq_table_number(p, rq_page_value(json_array_get(json_array_get(json_object_get(picture, "share"), s), at)), RQ_PERCENT, false);
  }
  rq_table_close(p);
}
