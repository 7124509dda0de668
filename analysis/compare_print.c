/* A comparison for reading on a terminal: the verdict, the scenarios, what differs, whom to court, and what to be careful about. */
#include "analysis/compare.h"
#include "analysis/grid.h"
#include "analysis/guarded.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 100u
#define COURTED 12u /* segments listed of each scenario, half of them from the end where there are more */

/* ---- looking into the result ---- */

static const char *text_at(const json_t *of, const char *key) {
  const char *text = json_string_value(json_object_get(of, key));
  return text ? text : "";
}
static double number_at(const json_t *of, const char *key) {
  return rq_json_value(json_object_get(of, key));
}

static const json_t *find(const json_t *list, const char *key, const char *value) {
  size_t k;
  const json_t *item;
  json_array_foreach(list, k, item) {
    if (!strcmp(text_at(item, key), value)) return item;
  }
  return NULL;
}

/* ---- numbers ---- */

static int decimals_of(const json_t *outcome) {
  return (int)number_at(outcome, "decimals");
}

static char *number(rq_grid *g, double value, int decimals) {
  char text[RQ_NUMBER_SIZE];
  return rq_grid_text(g, "%s", rq_number_text(text, value, decimals));
}

static char *interval(rq_grid *g, const json_t *of, const char *from, const char *to, int decimals) {
  char low[RQ_NUMBER_SIZE], high[RQ_NUMBER_SIZE];
  double lower = number_at(of, from), upper = number_at(of, to);
  if (isnan(lower) || isnan(upper)) return NULL;
  return rq_grid_text(g, "[%s, %s]", rq_number_text(low, lower, decimals), rq_number_text(high, upper, decimals));
}

static char *small(rq_grid *g, double p) {
  if (isnan(p)) return rq_grid_text(g, "-");
  return p < 0.0001 ? rq_grid_text(g, "<0.0001") : rq_grid_text(g, "%.4f", p);
}

static char *titled(rq_grid *g, const json_t *outcome) {
  const char *unit = text_at(outcome, "unit");
  bool plain = !strcmp(unit, "1") || !strcmp(unit, text_at(outcome, "label"));
  return rq_grid_text(g, "%s%s%s", text_at(outcome, "label"), plain ? "" : ", ", plain ? "" : unit);
}

static void print_grid(rq_grid *g, FILE *out) {
  if (!g->failed) rq_grid_print(g, out);
  rq_grid_free(g);
}

/* ---- scenarios ---- */

static void print_scenarios(const json_t *result, FILE *out) {
  const json_t *outcomes = json_object_get(result, "outcomes"), *scenarios = json_object_get(result, "scenarios"), *scenario, *outcome;
  size_t rows = json_array_size(outcomes), columns = json_array_size(scenarios), s, k;
  rq_grid g = rq_grid_make(2 * rows, columns);
  json_array_foreach(outcomes, k, outcome) {
    if (g.failed) break;
    g.row[2 * k] = titled(&g, outcome);
    g.row[2 * k + 1] = rq_grid_text(&g, "  %g%% interval", 100 * number_at(result, "level"));
  }
  json_array_foreach(scenarios, s, scenario) {
    if (g.failed) break;
    g.column[s] = rq_grid_text(&g, "%s", text_at(scenario, "name"));
    json_array_foreach(outcomes, k, outcome) {
      const json_t *value = json_object_get(json_object_get(scenario, "values"), text_at(outcome, "name"));
      g.cell[2 * k * columns + s] = number(&g, number_at(value, "mean"), decimals_of(outcome));
      g.cell[(2 * k + 1) * columns + s] = interval(&g, value, "lower", "upper", decimals_of(outcome));
    }
  }
  fprintf(out, "\nScenarios: means over replicates%s%s\n\n", *text_at(result, "brand") ? ", of " : "", text_at(result, "brand"));
  print_grid(&g, out);
}

/* ---- differences ---- */

enum { DIFFERENCE, T_INTERVAL, BOOTSTRAP, P_ADJUSTED, BETTER, SAVED, DIFFERENCE_COLUMNS };

static void fill_difference(rq_grid *g, size_t row, const json_t *d, const json_t *outcome) {
  char **cell = g->cell + row * DIFFERENCE_COLUMNS;
  int decimals = decimals_of(outcome);
  double probability = number_at(d, "probability_better"), saved = number_at(d, "variance_ratio");
  g->row[row] = titled(g, outcome);
  char text[RQ_NUMBER_SIZE];
  cell[DIFFERENCE] = rq_grid_text(g, "%s%s", number_at(d, "mean") > 0 ? "+" : "", rq_number_text(text, number_at(d, "mean"), decimals));
  cell[T_INTERVAL] = interval(g, d, "lower", "upper", decimals);
  cell[BOOTSTRAP] = interval(g, d, "bootstrap_lower", "bootstrap_upper", decimals);
  cell[P_ADJUSTED] = small(g, number_at(d, "p_adjusted"));
  cell[BETTER] = isnan(probability) ? NULL : rq_grid_text(g, "%.3f", probability);
  cell[SAVED] = isnan(saved) ? NULL : rq_grid_text(g, saved < 100 ? "%.1f" : "%.0f", saved);
}

static void print_differences_of(const json_t *result, const char *scenario, FILE *out) {
  static const char *const titles[DIFFERENCE_COLUMNS] = {"difference", "", "bootstrap", "p (Holm)", "P(better)", "saved"};
  const json_t *differences = json_object_get(result, "differences"), *d;
  size_t k, rows = 0;
  json_array_foreach(differences, k, d) {
    rows += strcmp(text_at(d, "scenario"), scenario) == 0 ? 1 : 0;
  }
  if (rows == 0) return;
  rq_grid g = rq_grid_make(rows, DIFFERENCE_COLUMNS);
  for (size_t j = 0; !g.failed && j < DIFFERENCE_COLUMNS; j++)
    g.column[j] = j == T_INTERVAL ? rq_grid_text(&g, "%g%% interval", 100 * number_at(result, "level")) : rq_grid_text(&g, "%s", titles[j]);
  double fewest = INFINITY, most = 0;
  rows = 0;
  json_array_foreach(differences, k, d) {
    if (g.failed || strcmp(text_at(d, "scenario"), scenario) != 0) continue;
    fewest = fmin(fewest, number_at(d, "pairs"));
    most = fmax(most, number_at(d, "pairs"));
    fill_difference(&g, rows++, d, find(json_object_get(result, "outcomes"), "name", text_at(d, "outcome")));
  }
  fprintf(out, "\n'%s' less '%s', replicate by replicate (", scenario, text_at(result, "base"));
  if (fewest < most) fprintf(out, "%.0f to ", fewest);
  fprintf(out, "%.0f pairs)\n\n", most);
  print_grid(&g, out);
}

static void print_differences(const json_t *result, FILE *out) {
  const json_t *scenario;
  size_t s;
  json_array_foreach(json_object_get(result, "scenarios"), s, scenario) {
    print_differences_of(result, text_at(scenario, "name"), out);
  }
  if (json_array_size(json_object_get(result, "differences")) == 0) return;
  fputs("\n  ", out);
  rq_print_wrapped(out,
                   "p (Holm): Student's t, corrected for all differences shown. P(better): probability that the mean is better, given the "
                   "replicates (t distribution, flat prior). saved: variance of the difference without pairing over that with it.",
                   2, 2, WIDTH);
}

/* ---- whom to court ---- */

enum { CUSTOMERS, UPLIFT, UPLIFT_INTERVAL, PERSUADABLE, SURE, LOST, SLEEPING, SEGMENT_COLUMNS };
static const char *const fates[] = {"persuadable", "sure_thing", "lost_cause", "sleeping_dog"};

static void fill_segment(rq_grid *g, size_t row, const json_t *segment) {
  char **cell = g->cell + row * SEGMENT_COLUMNS;
  char by[32];
  snprintf(by, sizeof by, "%s", text_at(segment, "by"));
  for (char *c = by; *c; c++)
    if (*c == '_') *c = ' ';
  g->row[row] = rq_grid_text(g, "%s: %s", by, text_at(segment, "value"));
  cell[UPLIFT] = rq_grid_text(g, "%+.3f", number_at(segment, "uplift"));
  cell[UPLIFT_INTERVAL] = interval(g, segment, "lower", "upper", 3);
  for (size_t k = 0; k < 4; k++) cell[PERSUADABLE + k] = number(g, number_at(segment, fates[k]), 3);
  cell[CUSTOMERS] = number(g, number_at(segment, "customers"), 0);
}

/* The first and the last of many. */
static bool listed(size_t k, size_t count) {
  return count <= COURTED || k < COURTED / 2 || k >= count - COURTED / 2;
}

static void print_segments(const json_t *result, const json_t *uplift, FILE *out) {
  static const char *const titles[SEGMENT_COLUMNS] = {"customers", "uplift", "", "persuadable", "sure thing", "lost cause", "sleeping dog"};
  const json_t *segments = json_object_get(uplift, "segments"), *segment;
  size_t k, count = json_array_size(segments), rows = 0;
  rq_grid g = rq_grid_make((count < COURTED ? count : COURTED) + 1, SEGMENT_COLUMNS);
  for (size_t j = 0; !g.failed && j < SEGMENT_COLUMNS; j++)
    g.column[j] =
        j == UPLIFT_INTERVAL ? rq_grid_text(&g, "%g%% interval", 100 * number_at(result, "level")) : rq_grid_text(&g, "%s", titles[j]);
  if (!g.failed) {
    json_t *all = json_pack("{s:s, s:s, s:O, s:O, s:O, s:O}", "by", "all", "value", "", "uplift", json_object_get(uplift, "uplift"),
                            "lower", json_object_get(uplift, "lower"), "upper", json_object_get(uplift, "upper"), "customers",
                            json_object_get(uplift, "customers"));
    for (size_t f = 0; f < 4; f++)
      json_object_set(all, fates[f], json_object_get(json_object_get(json_object_get(uplift, "groups"), fates[f]), "share"));
    fill_segment(&g, rows, all);
    free(g.row[rows]);
    g.row[rows++] = rq_grid_text(&g, "all at risk");
    json_decref(all);
  }
  json_array_foreach(segments, k, segment) {
    if (!g.failed && listed(k, count)) fill_segment(&g, rows++, segment);
  }
  print_grid(&g, out);
  if (count > COURTED) fprintf(out, "  (the first and last %u of %zu segments; --json has all)\n", COURTED / 2, count);
}

static void print_uplift(const json_t *result, FILE *out) {
  const json_t *uplift;
  size_t k;
  json_array_foreach(json_object_get(result, "uplift"), k, uplift) {
    bool everybody = !strcmp(text_at(uplift, "at_risk"), "everybody");
    fprintf(out, "\nWhom to court with '%s' (beside '%s')\n\n  ", text_at(uplift, "scenario"), text_at(result, "base"));
    char text[512], risk[128];
    snprintf(risk, sizeof risk,
             everybody ? "everybody, since the brand had no customers in week %.0f" : "the brand's customers in week %.0f",
             number_at(uplift, "reference_week"));
    snprintf(
        text, sizeof text,
        "At risk: %s, before the scenarios part. Kept: customers in week %.0f. Uplift: persuadable (kept with '%s' only) less sleeping "
        "dogs (kept without it only).",
        risk, number_at(result, "at"), text_at(uplift, "scenario"));
    rq_print_wrapped(out, text, 2, 2, WIDTH);
    fputc('\n', out);
    print_segments(result, uplift, out);
  }
  if (json_array_size(json_object_get(result, "uplift")) == 0) return;
  fputs("\n  ", out);
  rq_print_wrapped(
      out,
      "Shares and customers are means of a replicate; intervals are over replicates, each by itself: with many segments some look "
      "good by luck. Channels are known of the panel only.",
      2, 2, WIDTH);
}

/* ---- the rest ---- */

static void print_members(const json_t *result, FILE *out) {
  const json_t *members = json_object_get(result, "members"), *missing, *warning;
  size_t k;
  if (json_array_size(json_object_get(result, "warnings")) > 0) fputs("\nTo be careful about\n\n", out);
  json_array_foreach(json_object_get(result, "warnings"), k, warning) {
    fputs("  ! ", out);
    rq_print_wrapped(out, json_string_value(warning), 4, 4, WIDTH);
  }
  json_array_foreach(json_object_get(members, "missing"), k, missing) {
    const json_t *replicate = json_object_get(missing, "replicate");
    fprintf(out, "  - %s", *text_at(missing, "path") ? text_at(missing, "path") : text_at(missing, "scenario"));
    if (json_is_integer(replicate) && !*text_at(missing, "path")) fprintf(out, ", replicate %.0f", number_at(missing, "replicate"));
    fprintf(out, ": %s\n", text_at(missing, "reason"));
  }
}

void rq_compare_print(const json_t *result, FILE *out) {
  const json_t *members = json_object_get(result, "members");
  fprintf(out, "%s\n%.0f scenarios, %.0f replicates, %.0f of %.0f runs; week %.0f; they part after week %.0f\n\n",
          *text_at(result, "title") ? text_at(result, "title") : "Comparison",
          (double)json_array_size(json_object_get(result, "scenarios")), number_at(result, "replicates"), number_at(members, "found"),
          number_at(members, "expected"), number_at(result, "at"), number_at(result, "branch_week"));
  rq_print_wrapped(out, text_at(result, "verdict"), 0, 0, WIDTH);
  print_scenarios(result, out);
  print_differences(result, out);
  print_uplift(result, out);
  print_members(result, out);
}
