/* `fit dirichlet`: a market in, parameters out, and what each brand must expect beside what is observed. */
#include "analysis/dirichlet_fit.h"
#include "analysis/fit.h"
#include "analysis/grid.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES = 5 };
static const char *const titles[FIGURES] = {"penetration", "purchases per buyer", "category purchases", "share of requirements",
                                            "sole buyers"};
static const char *const keys[FIGURES] = {"penetration", "purchases_per_buyer", "category_purchases_per_buyer", "share_of_requirements",
                                          "sole_buyers"};
static const char *const names[3] = {"M", "K", "S"};

typedef struct answer {
  rq_dirichlet_fit fit;
  bool known_people;
  size_t brands;
  char (*name)[80];
  double *share;
  double (*observed)[FIGURES], (*expected)[FIGURES]; /* NaN where not known */
} answer;

static void free_answer(answer *a) {
  free(a->name);
  free(a->share);
  free(a->observed);
  free(a->expected);
}

static rq_status open_answer(answer *a, size_t brands, rq_error *error) {
  a->brands = brands;
  a->name = calloc(brands + 1, sizeof *a->name);
  a->share = calloc(brands + 1, sizeof *a->share);
  a->observed = calloc(brands + 1, sizeof *a->observed);
  a->expected = calloc(brands + 1, sizeof *a->expected);
  return a->name && a->share && a->observed && a->expected ? RQ_OK : rq_no_memory(error, "a fit");
}

static void expect(answer *a) {
  for (size_t b = 0; b < a->brands; b++) {
    rq_brand_figures f = rq_dirichlet_brand(&a->fit.model, a->share[b]);
    const double value[FIGURES] = {f.penetration, f.purchases, f.category, f.requirements, f.sole};
    memcpy(a->expected[b], value, sizeof value);
  }
}

static void observe(const rq_market *m, const rq_log *log, answer *a) {
  for (size_t b = 0; b < m->brands; b++) {
    double buyers = m->brand_above[b * m->most], own = m->share[b] * m->purchases;
    const double value[FIGURES] = {buyers / a->fit.people, own / buyers, m->category[b] / buyers, own / m->category[b],
                                   m->sole[b] / buyers};
    memcpy(a->observed[b], value, sizeof value);
    snprintf(a->name[b], sizeof a->name[b], "%s", log->brand_name[b]);
    a->share[b] = m->share[b];
  }
}

static rq_status fit_log(const rq_fit_request *r, answer *a, rq_error *error) {
  rq_log log;
  rq_market market = {0};
  rq_error found = RQ_NO_ERROR;
  rq_status status = rq_log_from_csv(r->path, &r->columns, &log, error);
  if (!status) status = rq_market_from_log(&log, &market, error);
  if (!status) status = open_answer(a, market.brands, error);
  if (!status && (status = rq_dirichlet_fit_market(&market, r->people, &a->fit, &found)))
    rq_fail(error, status, "%s: %.*s", r->path, found.text ? (int)strcspn(found.text, "\n") : 0, found.text ? found.text : "");
  rq_error_free(&found);
  a->known_people = r->people > 0;
  if (!status) observe(&market, &log, a);
  rq_market_free(&market);
  rq_log_free(&log);
  return status;
}

static rq_status fit_shares(const rq_fit_request *r, answer *a, rq_error *error) {
  rq_status status = open_answer(a, r->shares, error);
  if (!status)
    status = rq_dirichlet_fit_shares(r->share, r->penetration, r->shares, r->category_penetration, r->category_purchases, &a->fit, error);
  a->known_people = true;
  for (size_t b = 0; b < a->brands && !status; b++) {
    const double value[FIGURES] = {r->penetration[b], r->category_purchases * r->share[b] / r->penetration[b], NAN, NAN, NAN};
    memcpy(a->observed[b], value, sizeof value);
    snprintf(a->name[b], sizeof a->name[b], "brand %zu", b + 1);
    a->share[b] = r->share[b];
  }
  return status;
}

/* ---- text ---- */

static void print_parameters(const answer *a, FILE *out) {
  const double value[] = {a->fit.model.mean, a->fit.model.shape, a->fit.model.diversity};
  static const char *const say[] = {"purchases of the category by a person, buyer or not",
                                    "small: people differ much in how often they buy", "small: people stay with their brand"};
  for (size_t i = 0; i < 3; i++) {
    fprintf(out, "  %s %9.4f", names[i], value[i]);
    if (!isnan(a->fit.error[i])) fprintf(out, "  +- %.4f", a->fit.error[i]);
    fprintf(out, "   (%s)\n", say[i]);
  }
  if (!a->known_people)
    fprintf(
        out,
        "\n  Only buyers are in the log: M, K and penetrations are of an estimated %.0f people, buyers or not (--people says how many)\n",
        a->fit.people);
}

static void fill_cell(rq_grid *g, size_t cell, double value, size_t figure) {
  g->cell[cell] = isnan(value) ? rq_grid_text(g, "-") : rq_grid_text(g, "%.*f", figure == 1 || figure == 2 ? 2 : 3, value);
}

static void print_table(const answer *a, FILE *out) {
  enum { COLUMNS = 1 + 2 * FIGURES };
  rq_grid g = rq_grid_make(a->brands, COLUMNS);
  g.width = 200;
  if (!g.failed) g.column[0] = rq_grid_text(&g, "share");
  for (size_t f = 0; !g.failed && f < FIGURES; f++) {
    g.column[1 + 2 * f] = rq_grid_text(&g, "%s", titles[f]);
    g.column[2 + 2 * f] = rq_grid_text(&g, "expected");
  }
  for (size_t b = 0; !g.failed && b < a->brands; b++) {
    size_t row = b * COLUMNS;
    g.row[b] = rq_grid_text(&g, "%s", a->name[b]);
    fill_cell(&g, row, a->share[b], 0);
    for (size_t f = 0; f < FIGURES; f++) {
      fill_cell(&g, row + 1 + 2 * f, a->observed[b][f], f);
      fill_cell(&g, row + 2 + 2 * f, a->expected[b][f], f);
    }
  }
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
}

/* ---- JSON ---- */

static json_t *number(double x) {
  return isnan(x) ? json_null() : json_real(x);
}

static rq_status print_json(const answer *a, FILE *out, rq_error *error) {
  const double value[] = {a->fit.model.mean, a->fit.model.shape, a->fit.model.diversity};
  json_t *parameters = json_object(), *brands = json_array();
  for (size_t i = 0; i < 3; i++)
    json_object_set_new(parameters, names[i], json_pack("{s:f, s:o}", "estimate", value[i], "standard_error", number(a->fit.error[i])));
  for (size_t b = 0; b < a->brands; b++) {
    json_t *observed = json_object(), *expected = json_object();
    for (size_t f = 0; f < FIGURES; f++) {
      json_object_set_new(observed, keys[f], number(a->observed[b][f]));
      json_object_set_new(expected, keys[f], number(a->expected[b][f]));
    }
    json_array_append_new(
        brands, json_pack("{s:s, s:f, s:o, s:o}", "brand", a->name[b], "share", a->share[b], "observed", observed, "expected", expected));
  }
  json_t *json =
      json_pack("{s:s, s:o, s:o, s:b, s:o}", "model", "NBD-Dirichlet", "parameters", parameters, "people",
                a->fit.people > 0 ? json_real(a->fit.people) : json_null(), "people_estimated", !a->known_people, "brands", brands);
  rq_status status = json ? RQ_OK : rq_no_memory(error, "the fit as JSON");
  if (!status && (json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0 || fputc('\n', out) == EOF))
    status = rq_fail(error, RQ_IO, "the fit cannot be written: %s", strerror(errno));
  json_decref(json);
  return status;
}

rq_status rq_fit_dirichlet(const rq_fit_request *r, FILE *out, rq_error *error) {
  answer a = {.brands = 0};
  rq_status status = r->path ? fit_log(r, &a, error) : fit_shares(r, &a, error);
  if (!status) expect(&a);
  if (!status && r->json) {
    status = print_json(&a, out, error);
  } else if (!status) {
    fprintf(out, "dirichlet: the NBD-Dirichlet model (Goodhardt, Ehrenberg & Chatfield 1984)\n\n");
    print_parameters(&a, out);
    fputc('\n', out);
    print_table(&a, out);
  }
  free_answer(&a);
  return status;
}
