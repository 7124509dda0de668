/* The outcomes by which scenarios are compared. What `analyze` computes is taken from its section `answer`; trust and closeness are the
 * series' last week. */
#include "analysis/outcomes.h"
#include "analysis/configured.h"
#include "analysis/sections.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const rq_better_names[] = {[RQ_BETTER_NONE] = "none", [RQ_BETTER_HIGH] = "high", [RQ_BETTER_LOW] = "low"};

/* ---- how each is found ---- */

/* A measure of the section `answer` that has a value for each brand. */
static rq_status of_answer(const rq_outcome_source *s, const char *from, double *of_brand, rq_error *error) {
  (void)error;
  for (size_t k = 0; k < s->answer->count; k++) {
    const rq_result *r = &s->answer->result[k];
    if (strcmp(r->measure->name, from) != 0 || r->form != RQ_VECTOR || r->rows != s->brands) continue;
    memcpy(of_brand, r->value, s->brands * sizeof *of_brand);
    return RQ_OK;
  }
  return RQ_OK; /* it has no value in this run: NaN */
}

static rq_status loss(const rq_outcome_source *s, const char *from, double *of_brand, rq_error *error) {
  rq_status status = of_answer(s, from, of_brand, error);
  double *before = malloc(s->brands * sizeof *before);
  if (!before) return rq_no_memory(error, "the outcomes of a run");
  for (uint32_t b = 0; b < s->brands; b++) before[b] = NAN;
  if (status == RQ_OK) status = of_answer(s, "stayed_before_cut", before, error);
  for (uint32_t b = 0; b < s->brands; b++) of_brand[b] = before[b] > 0 ? 1 - of_brand[b] / before[b] : NAN;
  free(before);
  return status;
}

static rq_status last_week(const rq_outcome_source *s, const char *from, double *of_brand, rq_error *error) {
  rq_table table;
  rq_status status = rq_run_series(s->run, from, &table, error);
  if (status != RQ_OK) return status;
  if (table.dims != 2 || table.shape[1] != s->brands || table.shape[0] < s->at)
    status = rq_fail(error, RQ_BAD_DATA, "%s: /series/%s must be weeks x brands", rq_run_path(s->run), from);
  else
    memcpy(of_brand, table.value + (size_t)(s->at - 1) * s->brands, s->brands * sizeof *of_brand);
  rq_table_free(&table);
  return status;
}

/* What all campaigns of a brand spent; 0 for a brand without. */
static rq_status spend(const rq_outcome_source *s, const char *from, double *of_brand, rq_error *error) {
  uint32_t *brand = NULL, campaigns = 0;
  rq_status status = rq_campaign_brands(s->run, &brand, &campaigns, error);
  for (uint32_t b = 0; b < s->brands; b++) of_brand[b] = 0;
  for (size_t k = 0; status == RQ_OK && k < s->answer->count; k++) {
    const rq_result *r = &s->answer->result[k];
    if (strcmp(r->measure->name, from) != 0 || r->form != RQ_VECTOR || r->rows != campaigns) continue;
    for (uint32_t c = 0; c < campaigns; c++) of_brand[brand[c]] += r->value[c];
  }
  free(brand);
  return status;
}

/* ---- the table ---- */

const rq_outcome rq_outcomes[RQ_OUTCOMES] = {
    [RQ_OUT_STAYED_IN_CUT] = {"stayed_during_cut", "stayed while a rival cut its price", "1", 3, true, RQ_BETTER_HIGH,
                              "Of the next purchases of the brand's customers in the weeks in which a rival cuts its price, the share "
                              "that is of the brand; the whole population, all cuts of rivals together.",
                              of_answer, "stayed_during_cut", 0, 0},
    [RQ_OUT_LOSS_IN_CUT] = {"loss_during_cut", "loss of loyalty by the rival's cut", "1", 3, true, RQ_BETTER_LOW,
                            "1 less the share of next purchases that stay during a rival's price cut over the same share in the 8 weeks "
                            "before it.",
                            loss, "stayed_during_cut", 0, 0},
    [RQ_OUT_RETENTION] = {"retention", "customers kept over a year", "1", 3, true, RQ_BETTER_HIGH,
                          "Of the panel's customers of the brand 52 weeks before the last week, the share who are in the last week.",
                          of_answer, "retention", 0, 0},
    [RQ_OUT_SWITCHING] = {"switching", "purchases lost to others", "1", 3, true, RQ_BETTER_LOW,
                          "Of all purchases whose buyer had bought the brand the time before, the share that went to another brand, in "
                          "the last 52 weeks.",
                          of_answer, "switching", 0, 0},
    [RQ_OUT_SHARE] = {"share", "share of purchases, last year", "1", 3, true, RQ_BETTER_HIGH,
                      "The brand's purchases over all purchases, in the last 52 weeks.", of_answer, "share", 0, 0},
    [RQ_OUT_CUSTOMERS] = {"customers", "customers", "people", 0, false, RQ_BETTER_HIGH,
                          "People whose latest purchase was of the brand, in the last week.", of_answer, "customers", 0, 0},
    [RQ_OUT_KEPT] = {"kept_customers", "kept customers", "people", 0, false, RQ_BETTER_HIGH,
                     "Of the people at risk, those who are customers of the brand in the last week. At risk are the brand's customers in "
                     "the week before the scenarios part, or everybody where the brand had none then.",
                     NULL, NULL, 0, 0},
    [RQ_OUT_PROFIT] = {"profit", "profit, whole run", "currency", 0, false, RQ_BETTER_HIGH,
                       "Revenue, less unit costs, less what campaigns cost; all weeks.", of_answer, "profit", 0, 0},
    [RQ_OUT_SPEND] = {"spend", "spent on campaigns", "currency", 0, false, RQ_BETTER_NONE,
                      "What all campaigns of the brand spent, all weeks; of a discount, the revenue forgone.", spend, "spend", 0, 0},
    [RQ_OUT_COST_PER_KEPT] = {"cost_per_kept_customer", "cost per kept customer", "currency", 2, false, RQ_BETTER_LOW,
                              "Extra spend over extra kept customers, both against the base; interval of Fieller (1954). Undefined where "
                              "the scenario does not clearly keep more customers than the base.",
                              NULL, NULL, RQ_OUT_SPEND, RQ_OUT_KEPT},
    [RQ_OUT_RETURN_ON_SPEND] = {"return_on_spend", "return on campaign spend", "1", 2, false, RQ_BETTER_HIGH,
                                "Extra profit, after all costs, over extra spend, both against the base: 0 is money back, -1 is money "
                                "gone; interval of Fieller (1954). Undefined where the scenario does not clearly spend more.",
                                NULL, NULL, RQ_OUT_PROFIT, RQ_OUT_SPEND},
    [RQ_OUT_AFFECTIVE] = {"affective_trust", "affective trust of customers", "1", 3, false, RQ_BETTER_HIGH,
                          "Mean affective trust (from care and feeling) of the brand's customers, in the last week.", last_week,
                          "customer_affective_trust", 0, 0},
    [RQ_OUT_COGNITIVE] = {"cognitive_trust", "cognitive trust of customers", "1", 3, false, RQ_BETTER_HIGH,
                          "Mean cognitive trust (perceived quality) of the brand's customers, in the last week.", last_week,
                          "customer_cognitive_trust", 0, 0},
    [RQ_OUT_CLOSENESS] = {"affection", "affection (closeness) of customers", "1", 3, false, RQ_BETTER_HIGH,
                          "Mean closeness of the brand's customers to it, in the last week.", last_week, "customer_closeness", 0, 0},
};

size_t rq_outcome_named(const char *name) {
  size_t k = 0;
  while (k < RQ_OUTCOMES && strcmp(rq_outcomes[k].name, name) != 0) k++;
  return k;
}

bool rq_outcome_against_base(rq_outcome_id id) {
  return rq_outcomes[id].above != rq_outcomes[id].below;
}

/* ---- all of them ---- */

rq_status rq_outcomes_of(const rq_run *run, uint32_t at, double **value, uint32_t *brands, rq_error *error) {
  rq_report answer = {0};
  const rq_subject subject = {.name = rq_run_path(run), .path = rq_run_path(run), .run = run, .at = at};
  *value = NULL;
  if (rq_run_labels(run, "brand", brands) == NULL || *brands == 0)
    return rq_fail(error, RQ_BAD_DATA, "%s: a run without brands: there is nothing to compare", rq_run_path(run));
  rq_status status = rq_report_make(&answer, &rq_answer_section, &subject, error);
  if (status == RQ_OK && !(*value = malloc((size_t)RQ_OUTCOMES * *brands * sizeof **value)))
    status = rq_no_memory(error, "the outcomes of a run");
  const rq_outcome_source source = {run, &answer, at, *brands};
  for (size_t k = 0; status == RQ_OK && k < RQ_OUTCOMES; k++) {
    double *of_brand = *value + k * *brands;
    for (uint32_t b = 0; b < *brands; b++) of_brand[b] = NAN;
    if (rq_outcomes[k].of) status = rq_outcomes[k].of(&source, rq_outcomes[k].from, of_brand, error);
  }
  rq_report_free(&answer);
  if (status != RQ_OK) {
    free(*value);
    *value = NULL;
  }
  return status;
}

rq_status rq_campaign_brands(const rq_run *run, uint32_t **brand, uint32_t *campaigns, rq_error *error) {
  uint32_t brands;
  const char *const *label = rq_run_labels(run, "brand", &brands);
  rq_run_labels(run, "campaign", campaigns);
  *brand = calloc(*campaigns + (size_t)1, sizeof **brand);
  if (!*brand) return rq_no_memory(error, "the campaigns of a run");
  rq_configured *c = NULL;
  rq_status status = *campaigns > 0 ? rq_configured_open(run, &c, error) : RQ_OK;
  for (uint32_t k = 0; status == RQ_OK && k < *campaigns; k++) {
    char path[64];
    snprintf(path, sizeof path, "campaigns.%lu.brand", (unsigned long)k);
    const char *name = rq_configured_text(c, path);
    uint32_t b = 0;
    while (b < brands && !(name && strcmp(name, label[b]) == 0)) b++;
    (*brand)[k] = b;
    if (b == brands) status = rq_fail(error, RQ_BAD_DATA, "%s: /meta/configuration: %s is none of the brands", rq_run_path(run), path);
  }
  rq_configured_free(c);
  if (status != RQ_OK) {
    free(*brand);
    *brand = NULL;
  }
  return status;
}
