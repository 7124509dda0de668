/* What is said of the outcomes: of each scenario, and of the differences to the base. */
#include "analysis/compare_parts.h"
#include "analysis/guarded.h"
#include "analysis/paired.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t rq_compare_pairs(const rq_comparison *c, size_t scenario, size_t other, size_t outcome, double *of_scenario, double *of_other) {
  const double *a = rq_values(c, scenario, outcome), *b = rq_values(c, other, outcome);
  size_t count = 0;
  for (size_t r = 0; r < c->replicates; r++) {
    if (isnan(a[r]) || isnan(b[r])) continue;
    of_scenario[count] = a[r];
    of_other[count++] = b[r];
  }
  return count;
}

/* Room for the values of two outcomes of two scenarios. */
typedef struct desk {
  double *a, *b, *x, *y;
} desk;

/* ---- outcomes ---- */

static bool against_base(size_t outcome) {
  return outcome < RQ_OUTCOMES && rq_outcome_against_base((rq_outcome_id)outcome);
}

static bool known(const rq_comparison *c, size_t outcome) {
  for (size_t s = 0; s < c->scenarios; s++)
    for (size_t r = 0; r < c->replicates; r++)
      if (!isnan(rq_values(c, s, outcome)[r])) return true;
  return against_base(outcome) && known(c, c->outcome[outcome].above) && known(c, c->outcome[outcome].below);
}

/* Outcomes that no run knows are not shown. */
static json_t *list_outcomes(rq_comparison *c) {
  json_t *list = json_array();
  for (size_t k = 0; k < c->outcomes; k++) {
    const rq_outcome *o = &c->outcome[k];
    if (!c->shown[k]) continue;
    c->shown[k] = known(c, k);
    if (c->shown[k])
      json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:i, s:b, s:s, s:s, s:b}", "name", o->name, "label", o->label, "unit", o->unit,
                                            "decimals", o->decimals, "percent", o->percent, "better", rq_better_names[o->better],
                                            "description", o->description, "against_base", against_base(k)));
    else if (c->ask.outcomes_count > 0)
      rq_compare_warn(c, "no run says anything about '%s'", o->name);
  }
  return list;
}

/* ---- scenarios ---- */

static json_t *settings_of(const rq_comparison *c, size_t scenario) {
  json_t *list = json_array();
  for (size_t k = 0; c->folder && k < c->ensemble.scenario[scenario].differs_count; k++) {
    const rq_difference *d = &c->ensemble.scenario[scenario].differs[k];
    json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "key", d->key, "as_written", d->as_written, "value", d->value));
  }
  return list;
}

static json_t *pack_value(double mean, double lower, double upper, json_t *each) {
  return json_pack("{s:o, s:o, s:o, s:o}", "mean", rq_json_number(mean), "lower", rq_json_number(lower), "upper", rq_json_number(upper),
                   "each", each);
}

static json_t *value_of(const rq_comparison *c, size_t scenario, size_t outcome, desk *d) {
  const double *value = rq_values(c, scenario, outcome);
  json_t *each = json_array();
  size_t count = 0;
  for (size_t r = 0; r < c->replicates; r++) {
    json_array_append_new(each, rq_json_number(value[r]));
    if (!isnan(value[r])) d->a[count++] = value[r];
  }
  rq_contrast m = rq_contrast_make(d->a, count, c->level, (rq_resamples){0, 0});
  return pack_value(m.mean, m.lower, m.upper, each);
}

/* Extra `above` over extra `below`, against the base. */
static json_t *quotient_of(const rq_comparison *c, size_t scenario, size_t outcome, desk *d) {
  const rq_outcome *o = &c->outcome[outcome];
  const double *y1 = rq_values(c, scenario, o->above), *y0 = rq_values(c, c->base, o->above);
  const double *x1 = rq_values(c, scenario, o->below), *x0 = rq_values(c, c->base, o->below);
  json_t *each = json_array();
  size_t count = 0;
  for (size_t r = 0; r < c->replicates; r++) {
    double y = y1[r] - y0[r], x = x1[r] - x0[r];
    bool there = !isnan(y) && !isnan(x) && scenario != c->base;
    json_array_append_new(each, rq_json_number(there && x > 0 ? y / x : NAN));
    if (!there) continue;
    d->y[count] = y;
    d->x[count++] = x;
  }
  rq_quotient q = rq_quotient_clear(d->y, d->x, count, c->level);
  return pack_value(q.value, q.lower, q.upper, each);
}

static json_t *list_scenarios(const rq_comparison *c, desk *d) {
  json_t *list = json_array();
  for (size_t s = 0; s < c->scenarios; s++) {
    json_t *values = json_object(), *campaigns = NULL;
    json_int_t found = 0;
    if (c->left_out[s]) {
      json_decref(values);
      continue;
    }
    for (size_t r = 0; r < c->replicates; r++) {
      const json_t *facts = c->facts[rq_cell(c, s, r)];
      found += facts != NULL;
      if (!campaigns) campaigns = json_array_get(json_object_get(facts, "campaigns"), c->brand_index[s]);
    }
    for (size_t k = 0; k < c->outcomes; k++)
      if (c->shown[k]) json_object_set_new(values, c->outcome[k].name, against_base(k) ? quotient_of(c, s, k, d) : value_of(c, s, k, d));
    json_array_append_new(list, json_pack("{s:s, s:o, s:O?, s:I, s:o}", "name", c->name[s], "differs", settings_of(c, s), "campaigns",
                                          campaigns, "found", found, "values", values));
  }
  return list;
}

/* ---- differences ---- */

typedef struct compared {
  size_t scenario, outcome, better_in;
  rq_contrast contrast;
  double saved;
} compared;

static compared compare(const rq_comparison *c, size_t scenario, size_t outcome, desk *d) {
  compared x = {.scenario = scenario, .outcome = outcome};
  rq_better better = c->outcome[outcome].better;
  size_t count = rq_compare_pairs(c, scenario, c->base, outcome, d->a, d->b);
  for (size_t i = 0; i < count; i++) {
    d->x[i] = d->a[i] - d->b[i];
    x.better_in += (better == RQ_BETTER_HIGH && d->x[i] > 0) || (better == RQ_BETTER_LOW && d->x[i] < 0);
  }
  uint32_t seed = (uint32_t)json_integer_value(json_object_get(c->first, "seed"));
  x.contrast = rq_contrast_make(d->x, count, c->level, (rq_resamples){seed, (uint32_t)(scenario * 1000 + outcome)});
  x.saved = rq_pairing_saved(d->a, d->b, count);
  return x;
}

static json_t *pack_difference(const rq_comparison *c, const compared *x, double adjusted) {
  const rq_contrast *m = &x->contrast;
  rq_better better = c->outcome[x->outcome].better;
  double probability = better == RQ_BETTER_NONE ? NAN : (better == RQ_BETTER_HIGH ? m->above : 1 - m->above);
  uint32_t needed = rq_replicates_needed(m->deviation, fabs(m->mean), c->level);
  return json_pack(
      "{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:b, s:o}", "scenario", c->name[x->scenario], "outcome",
      c->outcome[x->outcome].name, "mean", rq_json_number(m->mean), "lower", rq_json_number(m->lower), "upper", rq_json_number(m->upper),
      "bootstrap_lower", rq_json_number(m->bootstrap_lower), "bootstrap_upper", rq_json_number(m->bootstrap_upper), "p",
      rq_json_number(m->p), "p_adjusted", rq_json_number(adjusted), "probability_better", rq_json_number(probability), "better_in",
      better == RQ_BETTER_NONE ? json_null() : json_integer((json_int_t)x->better_in), "pairs", (json_int_t)m->count, "variance_ratio",
      rq_json_number(x->saved), "clear", adjusted<1 - c->level, "replicates_needed", needed> 0 ? json_integer(needed) : json_null());
}

static rq_status list_differences(const rq_comparison *c, desk *d, json_t *list, rq_error *error) {
  size_t most = c->scenarios * c->outcomes, count = 0;
  compared *all = calloc(most + 1, sizeof *all);
  double *p = calloc(2 * most + 1, sizeof *p);
  if (!all || !p) {
    free(all);
    free(p);
    return rq_no_memory(error, "a comparison");
  }
  for (size_t s = 0; s < c->scenarios; s++)
    for (size_t k = 0; k < c->outcomes; k++) {
      if (s == c->base || c->left_out[s] || !c->shown[k] || against_base(k)) continue;
      all[count] = compare(c, s, k, d);
      p[count] = all[count].contrast.p;
      count++;
    }
  rq_holm(p, count, p + most);
  for (size_t i = 0; i < count; i++) json_array_append_new(list, pack_difference(c, &all[i], p[most + i]));
  free(all);
  free(p);
  return RQ_OK;
}

rq_status rq_compare_results(rq_comparison *c, json_t *result, rq_error *error) {
  double *room = malloc((4 * c->replicates + 1) * sizeof *room);
  if (!room) return rq_no_memory(error, "a comparison");
  desk d = {room, room + c->replicates, room + 2 * c->replicates, room + 3 * c->replicates};
  json_t *differences = json_array();
  json_object_set_new(result, "outcomes", list_outcomes(c));
  json_object_set_new(result, "scenarios", list_scenarios(c, &d));
  rq_status status = list_differences(c, &d, differences, error);
  json_object_set_new(result, "differences", differences);
  free(room);
  return status;
}
