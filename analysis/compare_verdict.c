/* The verdict: which scenario is best where it matters, by how much, and what that costs. Sentences are made from the same parts that are handed
 * on, so that others can say it in another language. */
#include "analysis/compare_parts.h"
#include "analysis/grid.h"
#include "analysis/guarded.h"
#include "analysis/paired.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the parts ---- */

typedef struct side_by_side {
  const rq_comparison *c;
  size_t outcome;
  rq_contrast *against_base; /* of each scenario */
  double *mean, *adjusted;
  double *a, *b; /* room for replicates */
} side_by_side;

/* How much better a difference is than none; of an outcome of which neither more nor less is better, how large it is. */
static double gain(const side_by_side *v, double difference) {
  rq_better better = v->c->outcome[v->outcome].better;
  return better == RQ_BETTER_HIGH ? difference : (better == RQ_BETTER_LOW ? -difference : fabs(difference));
}

static bool takes_part(const side_by_side *v, size_t s) {
  return !v->c->left_out[s] && !isnan(v->mean[s]);
}

static rq_contrast contrast(side_by_side *v, size_t s, size_t other) {
  size_t count = rq_compare_pairs(v->c, s, other, v->outcome, v->a, v->b);
  for (size_t i = 0; i < count; i++) v->a[i] -= v->b[i];
  return rq_contrast_make(v->a, count, v->c->level, (rq_resamples){0, 0});
}

static void measure(side_by_side *v) {
  const rq_comparison *c = v->c;
  double *p = v->adjusted + c->scenarios;
  for (size_t s = 0; s < c->scenarios; s++) {
    double sum = 0, count = 0;
    const double *value = rq_values(c, s, v->outcome);
    for (size_t r = 0; r < c->replicates; r++)
      if (!isnan(value[r])) {
        sum += value[r];
        count++;
      }
    v->mean[s] = count > 0 ? sum / count : NAN;
    v->against_base[s] = contrast(v, s, c->base);
    p[s] = s == c->base || !takes_part(v, s) ? NAN : v->against_base[s].p;
  }
  rq_holm(p, c->scenarios, v->adjusted);
}

/* The best scenario of those that take part, but for two; `scenarios` for none. */
static size_t best_but(const side_by_side *v, size_t one, size_t two) {
  size_t best = v->c->scenarios;
  for (size_t s = 0; s < v->c->scenarios; s++) {
    if (s == one || s == two || !takes_part(v, s) || v->against_base[s].count == 0) continue;
    if (best == v->c->scenarios || gain(v, v->against_base[s].mean) > gain(v, v->against_base[best].mean)) best = s;
  }
  return best;
}

static const char *kind_of(const side_by_side *v, size_t best) {
  if (best == v->c->scenarios) return "none";
  const rq_contrast *m = &v->against_base[best];
  if (m->count < 2) return "single";
  if (m->mean == 0 && !(m->deviation > 0)) return "same";
  if (!(v->adjusted[best] < 1 - v->c->level)) return "unclear";
  return gain(v, m->mean) > 0 ? "clear" : "base";
}

static json_t *cost_of(const rq_comparison *c, size_t best, const json_t *result) {
  size_t k;
  const json_t *scenario, *cost = NULL;
  json_array_foreach(json_object_get(result, "scenarios"), k,
                     scenario) if (!strcmp(json_string_value(json_object_get(scenario, "name")), c->name[best])) cost =
      json_object_get(json_object_get(scenario, "values"), rq_outcomes[RQ_OUT_COST_PER_KEPT].name);
  if (!cost) return json_null();
  const double *with = rq_values(c, best, RQ_OUT_SPEND), *without = rq_values(c, c->base, RQ_OUT_SPEND);
  double extra = 0;
  for (size_t r = 0; r < c->replicates; r++)
    if (!isnan(with[r]) && !isnan(without[r])) extra += with[r] - without[r];
  bool defined = json_is_number(json_object_get(cost, "mean"));
  return json_pack("{s:s, s:O, s:O, s:O}", "state", extra > 0 ? (defined ? "defined" : "undefined") : "no_more_spend", "value",
                   json_object_get(cost, "mean"), "lower", json_object_get(cost, "lower"), "upper", json_object_get(cost, "upper"));
}

static json_t *runner_up(side_by_side *v, size_t best) {
  size_t next = best_but(v, best, v->c->base);
  if (next == v->c->scenarios) return json_null();
  rq_contrast m = contrast(v, best, next);
  return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b}", "scenario", v->c->name[next], "value", rq_json_number(v->mean[next]), "difference",
                   rq_json_number(m.mean), "lower", rq_json_number(m.lower), "upper", rq_json_number(m.upper), "clear",
                   m.p < 1 - v->c->level);
}

static json_t *part_of(side_by_side *v, const json_t *result) {
  const rq_comparison *c = v->c;
  size_t best = best_but(v, c->base, c->base);
  const char *kind = kind_of(v, best);
  json_t *part = json_pack("{s:s, s:s, s:s}", "kind", kind, "outcome", c->outcome[v->outcome].name, "base", c->name[c->base]);
  if (best == c->scenarios) return part;
  const rq_contrast *m = &v->against_base[best];
  uint32_t needed = rq_replicates_needed(m->deviation, fabs(m->mean), c->level);
  json_object_set_new(part, "best", json_string(c->name[best]));
  json_object_set_new(part, "value", rq_json_number(v->mean[best]));
  json_object_set_new(part, "base_value", rq_json_number(v->mean[c->base]));
  json_object_set_new(part, "difference", rq_json_number(m->mean));
  json_object_set_new(part, "lower", rq_json_number(m->lower));
  json_object_set_new(part, "upper", rq_json_number(m->upper));
  json_object_set_new(part, "p_adjusted", rq_json_number(v->adjusted[best]));
  json_object_set_new(part, "pairs", json_integer((json_int_t)m->count));
  json_object_set_new(part, "replicates_needed", needed > 0 ? json_integer(needed) : json_null());
  json_object_set_new(part, "runner_up", runner_up(v, best));
  json_object_set_new(part, "cost", cost_of(c, best, result));
  return part;
}

static json_t *make_part(const rq_comparison *c, size_t outcome, const json_t *result) {
  side_by_side v = {.c = c, .outcome = outcome};
  v.against_base = calloc(c->scenarios, sizeof *v.against_base);
  v.mean = calloc(3 * c->scenarios + 2 * c->replicates, sizeof *v.mean);
  json_t *part = NULL;
  if (v.against_base && v.mean) {
    v.adjusted = v.mean + c->scenarios;
    v.a = v.mean + 3 * c->scenarios;
    v.b = v.a + c->replicates;
    measure(&v);
    part = part_of(&v, result);
  }
  free(v.against_base);
  free(v.mean);
  return part;
}

/* ---- the sentences ---- */

#define SAID 96 /* room for a number or an amount of it */

static double number_at(const json_t *part, const char *key) {
  return rq_json_value(json_object_get(part, key));
}
static const char *text_at(const json_t *part, const char *key) {
  const char *text = json_string_value(json_object_get(part, key));
  return text ? text : "";
}

static const char *say(char out[SAID], const rq_outcome *o, double value, bool difference) {
  char number[RQ_NUMBER_SIZE];
  if (o->percent)
    snprintf(out, SAID, difference ? "%.1f" : "%.1f%%", 100 * value);
  else
    snprintf(out, SAID, "%s", rq_number_text(number, value, o->decimals));
  return out;
}

/* What being ahead in an outcome means. */
static void say_lead(FILE *out, const rq_outcome *o, const char *brand, bool more) {
  static const struct {
    const char *name, *more, *less;
  } leads[] = {
      {"stayed_during_cut", "keeps more of the purchases of %s's customers while a rival cuts its price",
       "keeps fewer of the purchases of %s's customers while a rival cuts its price"},
      {"retention", "keeps more of %s's customers over a year", "keeps fewer of %s's customers over a year"},
      {"kept_customers", "keeps more customers for %s", "keeps fewer customers for %s"},
      {"customers", "gives %s more customers", "gives %s fewer customers"},
  };
  for (size_t k = 0; brand && k < sizeof leads / sizeof *leads; k++)
    if (!strcmp(leads[k].name, o->name)) {
      const char *phrase = more ? leads[k].more : leads[k].less, *gap = strstr(phrase, "%s");
      fprintf(out, "%.*s%s%s", (int)(gap - phrase), phrase, brand, gap + 2);
      return;
    }
  fprintf(out, "has a %s value of \"%s\"%s%s", more ? "higher" : "lower", o->label, brand ? " for " : "", brand ? brand : "");
}

/* "66.7% against 50.1% with 'nothing' (16.6 points more; 95% interval 14.1 to 19.0; 20 replicates)" */
static void say_figures(FILE *out, const rq_comparison *c, const rq_outcome *o, const json_t *part) {
  char value[SAID], base[SAID], gap[SAID], low[SAID], high[SAID];
  double difference = number_at(part, "difference"), sign = difference < 0 ? -1 : 1;
  double lower = sign * number_at(part, sign > 0 ? "lower" : "upper"), upper = sign * number_at(part, sign > 0 ? "upper" : "lower");
  fprintf(out, "%s against %s with '%s' (%s%s %s", say(value, o, number_at(part, "value"), false),
          say(base, o, number_at(part, "base_value"), false), text_at(part, "base"), say(gap, o, fabs(difference), true),
          o->percent ? " points" : "", sign > 0 ? "more" : "less");
  if (!isnan(lower))
    fprintf(out, "; %g%% interval %s to %s; %d replicates", 100 * c->level, say(low, o, lower, true), say(high, o, upper, true),
            (int)number_at(part, "pairs"));
  fputc(')', out);
}

static void say_cost(FILE *out, const rq_comparison *c, const json_t *cost) {
  char value[RQ_NUMBER_SIZE], lower[RQ_NUMBER_SIZE], upper[RQ_NUMBER_SIZE];
  const char *state = text_at(cost, "state");
  if (!strcmp(state, "defined"))
    fprintf(out, " Each customer kept beyond those of '%s' costs %s (%g%% interval %s to %s).", c->name[c->base],
            rq_number_text(value, number_at(cost, "value"), 2), 100 * c->level, rq_number_text(lower, number_at(cost, "lower"), 2),
            rq_number_text(upper, number_at(cost, "upper"), 2));
  if (!strcmp(state, "undefined")) fprintf(out, " It does not clearly have more customers in the end, so there is no cost for each.");
  if (!strcmp(state, "no_more_spend")) fprintf(out, " It spends no more on campaigns.");
}

static void say_runner_up(FILE *out, const rq_outcome *o, const json_t *next) {
  char value[SAID];
  if (!json_is_object(next)) return;
  fprintf(out, "; '%s' (%s) is %s", text_at(next, "scenario"), say(value, o, number_at(next, "value"), false),
          json_is_true(json_object_get(next, "clear")) ? "behind it" : "not clearly behind it");
}

static void say_part(FILE *out, const rq_comparison *c, const rq_outcome *o, const json_t *part) {
  const char *kind = text_at(part, "kind"), *best = text_at(part, "best");
  bool more = number_at(part, "difference") > 0;
  if (!strcmp(kind, "none")) {
    if (c->scenarios > 1)
      fprintf(out, "No two runs of one replicate say anything about \"%s\".", o->label);
    else
      fprintf(out, "There is nothing to compare '%s' with.", text_at(part, "base"));
    return;
  }
  if (!strcmp(kind, "same")) {
    fprintf(out, "No difference at all: \"%s\" is the same with '%s' and with '%s' in all %d replicates.", o->label, best,
            text_at(part, "base"), (int)number_at(part, "pairs"));
    return;
  }
  bool clear = !strcmp(kind, "clear");
  if (!strcmp(kind, "unclear")) fprintf(out, "No clear difference in \"%s\": '%s' has ", o->label, best);
  if (!strcmp(kind, "single")) fprintf(out, "In the one replicate that there is, '%s' ", best);
  if (!strcmp(kind, "base")) fprintf(out, "Nothing is better than '%s': the best of the others, '%s', ", text_at(part, "base"), best);
  if (clear) fprintf(out, "'%s' ", best);
  if (strcmp(kind, "unclear") != 0) {
    say_lead(out, o, c->brand, more);
    fputs(": ", out);
  }
  say_figures(out, c, o, part);
  if (clear) say_runner_up(out, o, json_object_get(part, "runner_up"));
  fputc('.', out);
  double needed = number_at(part, "replicates_needed");
  if (!strcmp(kind, "unclear") && needed > number_at(part, "pairs"))
    fprintf(out, " About %.0f replicates could tell a difference as large as this from none.", needed);
  if (clear) say_cost(out, c, json_object_get(part, "cost"));
}

/* ---- what it is about ---- */

/* Where customers are put to the test, if anywhere; else how many are kept. */
static size_t usual_outcome(const rq_comparison *c) {
  static const rq_outcome_id order[] = {RQ_OUT_STAYED_IN_CUT, RQ_OUT_KEPT, RQ_OUT_RETENTION, RQ_OUT_SHARE};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    for (size_t r = 0; r < c->replicates; r++)
      if (!isnan(rq_values(c, c->base, order[i])[r])) return order[i];
  return c->outcomes;
}

static size_t outcome_named(const rq_comparison *c, const char *name) {
  size_t k = 0;
  while (k < c->outcomes && strcmp(c->outcome[k].name, name) != 0) k++;
  return k;
}

static void add(const rq_comparison *c, size_t outcome, const json_t *result, FILE *out, json_t *parts) {
  json_t *part = outcome < c->outcomes ? make_part(c, outcome, result) : NULL;
  if (!part) return;
  if (json_array_size(parts) > 0) fputc(' ', out);
  say_part(out, c, &c->outcome[outcome], part);
  json_array_append_new(parts, part);
}

void rq_compare_verdict(const rq_comparison *c, json_t *result) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  json_t *parts = json_array();
  if (out) {
    for (size_t k = 0; k < c->ask.outcomes_count; k++) {
      size_t outcome = outcome_named(c, c->ask.outcomes[k]);
      if (outcome >= RQ_OUTCOMES || !rq_outcome_against_base((rq_outcome_id)outcome)) add(c, outcome, result, out, parts);
    }
    if (json_array_size(parts) == 0) add(c, usual_outcome(c), result, out, parts);
    fclose(out);
  }
  json_object_set_new(result, "verdict", json_string(text ? text : ""));
  json_object_set_new(result, "verdict_parts", parts);
  free(text);
}
