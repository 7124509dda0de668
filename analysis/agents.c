/* Sections `people` and `ties`: what a snapshot of the run of any model says of them, field by field. */
#include "analysis/described.h"
#include "analysis/sections.h"
#include "analysis/society.h"
#include <math.h>
#include <stdlib.h>

enum { M_WEEK, M_NUMBER, M_DEGREE, M_ISOLATED, MEASURES };

static const rq_measure of_people[M_DEGREE] = {
    [M_WEEK] = {"snapshot_week", "week", "week", 0, "Week of the snapshot that is looked at: the latest that is not after --at.", ""},
    [M_NUMBER] = {"number_of_people", "people", "people", 0,
                  "People (agents) in the snapshot. Beside it each field of the model by its own name: of codes, and of whole numbers "
                  "without a unit that take at most 12 values, how many people have each; else mean, standard deviation, least, "
                  "quartiles and most. Fields of a person and a brand are taken over all pairs.",
                  "quantiles: Hyndman & Fan (1996), type 7"},
};

static const rq_measure of_ties[MEASURES] = {
    [M_WEEK] = {"snapshot_week", "week", "week", 0, "Week of the snapshot that is looked at: the latest that is not after --at.", ""},
    [M_NUMBER] = {"number_of_ties", "ties", "ties", 0,
                  "Ties in the snapshot, each counted once. Beside it each field of the model's ties by its own name, as in the section "
                  "`people`, over both halves of all ties.",
                  ""},
    [M_DEGREE] = {"mean_degree", "ties a person, mean", "ties", 2, "Mean number of ties of a person.", ""},
    [M_ISOLATED] = {"isolated", "people without ties", "people", 0, "People who have no tie at all.", ""},
};

/* ---- people ---- */

static rq_status look_at_people(const rq_subject *s, uint32_t week, rq_contents part, rq_report *report, rq_error *error) {
  rq_listing list;
  rq_status status = rq_run_list(s->run, part, week, &list, error);
  for (size_t k = 0; status == RQ_OK && k < list.count; k++) {
    double *value;
    size_t count, brands = 1;
    if (part == RQ_OF_PEOPLE)
      status = rq_run_people(s->run, week, list.entry[k].name, &value, &count, error);
    else
      status = rq_run_pairs(s->run, week, list.entry[k].name, &value, &count, &brands, error);
    if (status != RQ_OK) break;
    rq_report_field(report, &list.entry[k], value, count * brands);
    free(value);
  }
  rq_listing_free(&list);
  return status;
}

static rq_status work_on_people(const rq_subject *s, rq_report *report, rq_error *error) {
  uint32_t week;
  if (!rq_snapshot_before(s->run, s->at, &week)) {
    rq_report_note(report, M_WEEK, "no snapshot up to week %u", s->at);
    return RQ_OK;
  }
  size_t people;
  rq_status status = rq_run_population(s->run, week, &people, error);
  if (status != RQ_OK) return status;
  rq_report_scalar(report, M_WEEK, week);
  rq_report_scalar(report, M_NUMBER, (double)people);
  status = look_at_people(s, week, RQ_OF_PEOPLE, report, error);
  return status == RQ_OK ? look_at_people(s, week, RQ_OF_PAIRS, report, error) : status;
}

/* ---- ties ---- */

static rq_status look_at_field(const rq_subject *s, uint32_t week, const rq_listed *f, rq_report *report, rq_error *error) {
  float *read;
  size_t people;
  uint64_t halves;
  rq_status status = rq_run_ties(s->run, week, f->name, NULL, NULL, &read, &people, &halves, error);
  if (status != RQ_OK) return status;
  double *value = malloc(((size_t)halves + 1) * sizeof *value);
  for (uint64_t k = 0; value && k < halves; k++) value[k] = (double)read[k];
  if (value)
    rq_report_field(report, f, value, (size_t)halves);
  else
    status = rq_no_memory(error, "ties");
  free(read);
  free(value);
  return status;
}

static rq_status report_rows(const rq_subject *s, uint32_t week, rq_report *report, uint64_t *halves, rq_error *error) {
  rq_society society;
  rq_status status = rq_society_rows(s->run, week, &society, error);
  if (status != RQ_OK) return status;
  *halves = society.halves;
  double isolated = 0;
  for (size_t i = 0; i < society.people; i++) isolated += society.begin[i] == society.begin[i + 1];
  rq_report_scalar(report, M_WEEK, week);
  rq_report_scalar(report, M_NUMBER, (double)society.halves / 2);
  rq_report_scalar(report, M_DEGREE, society.people > 0 ? (double)society.halves / (double)society.people : NAN);
  rq_report_scalar(report, M_ISOLATED, isolated);
  rq_society_free(&society);
  return RQ_OK;
}

static rq_status work_on_ties(const rq_subject *s, rq_report *report, rq_error *error) {
  uint32_t week;
  uint64_t halves;
  if (!rq_snapshot_before(s->run, s->at, &week)) {
    rq_report_note(report, M_WEEK, "no snapshot up to week %u", s->at);
    return RQ_OK;
  }
  rq_status status = report_rows(s, week, report, &halves, error);
  if (status != RQ_OK || halves == 0) return status;
  rq_listing list;
  status = rq_run_list(s->run, RQ_OF_TIES, week, &list, error);
  for (size_t k = 0; status == RQ_OK && k < list.count; k++) status = look_at_field(s, week, &list.entry[k], report, error);
  rq_listing_free(&list);
  return status;
}

/* ---- printing ---- */

static double scalar(const rq_report *report, unsigned measure) {
  const rq_result *r = rq_report_find(report, &report->section->measures[measure]);
  return r && r->value ? r->value[0] : NAN;
}

static void print_people(const rq_report *report, FILE *out) {
  char number[RQ_NUMBER_SIZE];
  if (!isnan(scalar(report, M_WEEK)))
    fprintf(out, "  %s people after week %.0f\n\n", rq_number_text(number, scalar(report, M_NUMBER), 0), scalar(report, M_WEEK));
  rq_print_fields(report, out);
  rq_print_remarks(report, out);
}

static void print_ties(const rq_report *report, FILE *out) {
  char number[RQ_NUMBER_SIZE], isolated[RQ_NUMBER_SIZE];
  if (scalar(report, M_NUMBER) > 0)
    fprintf(out, "  %s ties after week %.0f: %.2f a person; %s people have none\n\n", rq_number_text(number, scalar(report, M_NUMBER), 0),
            scalar(report, M_WEEK), scalar(report, M_DEGREE), rq_number_text(isolated, scalar(report, M_ISOLATED), 0));
  else if (!isnan(scalar(report, M_WEEK)))
    fprintf(out, "  nobody is tied to anybody after week %.0f\n\n", scalar(report, M_WEEK));
  rq_print_fields(report, out);
  rq_print_remarks(report, out);
}

const rq_section rq_people_section = {.name = "people",
                                      .summary = "Fields of the people (agents)",
                                      .measures = of_people,
                                      .measures_count = RQ_COUNT_OF(of_people),
                                      .work = work_on_people,
                                      .any_model = true,
                                      .print = print_people};

const rq_section rq_ties_section = {.name = "ties",
                                    .summary = "How many ties there are, and their fields",
                                    .measures = of_ties,
                                    .measures_count = RQ_COUNT_OF(of_ties),
                                    .work = work_on_ties,
                                    .any_model = true,
                                    .print = print_ties};
