/* `fit churn`: customers in, parameters and expectations out. */
#include "analysis/customers.h"
#include "analysis/fit.h"
#include "analysis/grid.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct answer {
  rq_customers customers;
  rq_churn_fit fit;
  double time[RQ_FIT_NUMBERS], expected[RQ_FIT_NUMBERS]; /* of a new customer */
  size_t times;
  double returns, came_back, total; /* purchases after the first; customers with any; time observed */
} answer;

static const char *const names[] = {"r", "alpha", "a", "b"};

static void parameters_of(const answer *a, double value[4]) {
  const rq_churn *c = &a->fit.model;
  const double list[] = {c->r, c->alpha, c->a, c->b};
  for (size_t i = 0; i < 4; i++) value[i] = list[i];
}

static rq_status expect(const rq_fit_request *r, answer *a, rq_error *error) {
  double longest = 0;
  for (size_t i = 0; i < a->customers.count; i++) {
    const rq_customer *k = &a->customers.list[i];
    longest = fmax(longest, k->observed);
    a->returns += k->x;
    a->came_back += k->x > 0;
    a->total += k->observed;
  }
  a->times = r->times ? r->times : 2;
  for (size_t i = 0; i < a->times; i++) {
    a->time[i] = r->times ? r->time[i] : longest * (double)(i + 1);
    a->expected[i] = rq_churn_expected(&a->fit.model, a->time[i]);
    if (isnan(a->expected[i])) return rq_fail(error, RQ_INTERNAL, "the expected purchases cannot be computed");
  }
  return RQ_OK;
}

/* ---- text ---- */

static void print_parameters(const answer *a, FILE *out) {
  double value[4];
  parameters_of(a, value);
  rq_grid g = rq_grid_make(4, 2);
  if (!g.failed) {
    g.column[0] = rq_grid_text(&g, "estimate");
    g.column[1] = rq_grid_text(&g, "standard error");
  }
  for (size_t i = 0; !g.failed && i < 4; i++) {
    g.row[i] = rq_grid_text(&g, "%s", names[i]);
    g.cell[2 * i] = rq_grid_text(&g, "%.4f", value[i]);
    g.cell[2 * i + 1] = rq_grid_text(&g, "%.4f", a->fit.error[i]);
  }
  if (!g.failed) rq_grid_print(&g, out);
  rq_grid_free(&g);
}

static void print_text(const answer *a, FILE *out) {
  const rq_churn *c = &a->fit.model;
  fprintf(out, "churn: the BG/NBD model (Fader, Hardie & Lee 2005)\n\n");
  fprintf(out, "  %zu customers, %.0f of whom came back; %.0f purchases after the first\n\n", a->customers.count, a->came_back, a->returns);
  print_parameters(a, out);
  fprintf(out, "\n  log-likelihood %.2f\n", a->fit.log_likelihood);
  fprintf(out, "  a new customer buys %.4g times in a hundred %s, and is lost with probability %.3f after each purchase\n\n",
          100 * c->r / c->alpha, a->customers.unit, c->a / (c->a + c->b));
  for (size_t i = 0; i < a->times; i++)
    fprintf(out, "  purchases of a new customer until %.6g %s: %.4f\n", a->time[i], a->customers.unit, a->expected[i]);
}

/* As CSV: what one does next with customers is done elsewhere. */
static void print_customers(const answer *a, FILE *out) {
  fprintf(out, "customer,frequency,recency,T,alive,expected_purchases\n");
  for (size_t i = 0; i < a->customers.count; i++) {
    const rq_customer *k = &a->customers.list[i];
    const char *name = a->customers.name[i];
    bool quoted = name[strcspn(name, ",\"\r\n")] != '\0';
    if (quoted) fputc('"', out);
    for (const char *c = name; *c; c++) {
      if (*c == '"') fputc('"', out);
      fputc(*c, out);
    }
    if (quoted) fputc('"', out);
    fprintf(out, ",%.15g,%.15g,%.15g,%.6f,%.6f\n", k->x, k->last, k->observed, rq_churn_alive(&a->fit.model, k),
            rq_churn_future(&a->fit.model, k, a->time[0]));
  }
}

/* ---- JSON ---- */

static json_t *json_customers(const answer *a) {
  json_t *list = json_array();
  for (size_t i = 0; i < a->customers.count; i++) {
    const rq_customer *k = &a->customers.list[i];
    json_array_append_new(list, json_pack("{s:s, s:f, s:f, s:f, s:f, s:f}", "customer", a->customers.name[i], "frequency", k->x, "recency",
                                          k->last, "T", k->observed, "alive", rq_churn_alive(&a->fit.model, k), "expected_purchases",
                                          rq_churn_future(&a->fit.model, k, a->time[0])));
  }
  return list;
}

static rq_status print_json(const answer *a, bool with_customers, FILE *out, rq_error *error) {
  double value[4];
  parameters_of(a, value);
  json_t *parameters = json_object(), *expected = json_array();
  for (size_t i = 0; i < 4; i++)
    json_object_set_new(parameters, names[i], json_pack("{s:f, s:f}", "estimate", value[i], "standard_error", a->fit.error[i]));
  for (size_t i = 0; i < a->times; i++)
    json_array_append_new(expected, json_pack("{s:f, s:f}", "time", a->time[i], "purchases", a->expected[i]));
  json_t *json = json_pack("{s:s, s:I, s:f, s:f, s:s, s:o, s:f, s:o}", "model", "BG/NBD", "customers", (json_int_t)a->customers.count,
                           "came_back", a->came_back, "purchases", a->returns, "unit", a->customers.unit, "parameters", parameters,
                           "log_likelihood", a->fit.log_likelihood, "expected", expected);
  if (json && with_customers) json_object_set_new(json, "by_customer", json_customers(a));
  rq_status status = json ? RQ_OK : rq_no_memory(error, "the fit as JSON");
  if (!status && (json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0 || fputc('\n', out) == EOF))
    status = rq_fail(error, RQ_IO, "the fit cannot be written: %s", strerror(errno));
  json_decref(json);
  return status;
}

rq_status rq_fit_churn(const rq_fit_request *r, FILE *out, rq_error *error) {
  answer *a = calloc(1, sizeof *a);
  if (!a) return rq_no_memory(error, "a fit");
  rq_error found = RQ_NO_ERROR;
  rq_status status = rq_customers_read(r->path, &r->columns, r->until, &a->customers, error);
  if (!status) {
    status = rq_churn_fit_customers(a->customers.list, a->customers.count, &a->fit, &found);
    if (status) rq_fail(error, status, "%s: %.*s", r->path, found.text ? (int)strcspn(found.text, "\n") : 0, found.text ? found.text : "");
  }
  rq_error_free(&found);
  if (!status) status = expect(r, a, error);
  if (!status && r->json)
    status = print_json(a, r->customers, out, error);
  else if (!status && r->customers)
    print_customers(a, out);
  else if (!status)
    print_text(a, out);
  rq_customers_free(&a->customers);
  free(a);
  return status;
}
