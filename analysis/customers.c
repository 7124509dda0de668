/* Customers from a CSV file: summed up, or from their purchases. */
#include "analysis/customers.h"
#include "analysis/csv.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_MISTAKES 10u

void rq_customers_free(rq_customers *c) {
  for (size_t i = 0; c->name && i < c->count; i++) free(c->name[i]);
  free(c->name);
  free(c->list);
  *c = (rq_customers){0};
}

/* ---- a line for each customer ---- */

enum { FREQUENCY, RECENCY, OBSERVED, NAME, ROLES };
static const char *const usual[ROLES][5] = {{"frequency", "x", "repeat", NULL},
                                            {"recency", "t_x", "tx", "last", NULL},
                                            {"T", "observed", "age", NULL},
                                            {"customer", "customer_id", "id", NULL}};

static bool is_usual(int role, const char *word, size_t length) {
  for (size_t k = 0; usual[role][k]; k++)
    if (strlen(usual[role][k]) == length && !strncasecmp(usual[role][k], word, length)) return true;
  return false;
}

/* How many of the first three roles the header names; nothing is taken from the file yet. */
static unsigned roles_named(const rq_csv *csv) {
  bool named[OBSERVED + 1] = {false};
  const char *at = csv->at + strspn(csv->at, "\r\n"), stops[] = {csv->separator, '\r', '\n', '\0'};
  for (;;) {
    size_t length = strcspn(at, stops), cut = strspn(at, " \"");
    const char *word = at + (cut < length ? cut : length), *end = at + length;
    while (end > word && (end[-1] == ' ' || end[-1] == '"')) end--;
    for (int role = 0; role <= OBSERVED; role++) named[role] = named[role] || is_usual(role, word, (size_t)(end - word));
    if (at[length] != csv->separator) break;
    at += length + 1;
  }
  return (unsigned)named[FREQUENCY] + named[RECENCY] + named[OBSERVED];
}

typedef struct summary {
  rq_csv *csv;
  size_t column[ROLES], fields; /* RQ_CSV_FIELDS where absent */
  rq_customers *to;
  size_t room;
} summary;

static rq_status find_columns(summary *s, rq_error *error) {
  bool more;
  rq_status status = rq_csv_next(s->csv, &more, error);
  s->fields = s->csv->count;
  for (int role = 0; role < ROLES && !status; role++) {
    s->column[role] = RQ_CSV_FIELDS;
    for (size_t i = s->fields; i-- > 0;)
      if (is_usual(role, s->csv->field[i].text, strlen(s->csv->field[i].text))) s->column[role] = i;
    if (s->column[role] == RQ_CSV_FIELDS && role != NAME)
      status = rq_fail(error, RQ_BAD_DATA, "%s:%zu: no column '%s'; customers have frequency, recency and T", s->csv->path, s->csv->line,
                       usual[role][0]);
  }
  return status;
}

/* A message about one value. */
static void wrong(const summary *s, int role, const char *allowed, rq_error *error) {
  const rq_csv_field *at = &s->csv->field[s->column[role]];
  rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: %s is '%s'; it must be %s", s->csv->path, s->csv->line, at->column, usual[role][0], at->text,
          allowed);
}

/* What the values of a line say; false after a message. */
static bool read_values(const summary *s, rq_customer *k, rq_error *error) {
  static const char *const allowed[] = {"a whole number, 0 or more", "a number, 0 or more", "a number, 0 or more"};
  double *value[] = {&k->x, &k->last, &k->observed};
  unsigned before = error->count;
  for (int role = 0; role <= OBSERVED; role++)
    if (!rq_csv_number(s->csv->field[s->column[role]].text, value[role]) || (role == FREQUENCY && k->x != floor(k->x)))
      wrong(s, role, allowed[role], error);
  if (error->count > before) return false;
  if (k->last > k->observed)
    wrong(s, RECENCY, "at most T", error);
  else if (k->x > 0 && !(k->last > 0))
    wrong(s, RECENCY, "above 0 for a customer who came back", error);
  else if (k->x <= 0 && k->last > 0)
    wrong(s, RECENCY, "0 for a customer who never came back", error);
  return error->count == before;
}

static rq_status take_line(summary *s, rq_error *error) {
  if (s->csv->count != s->fields)
    return rq_fail(error, RQ_BAD_DATA, "%s:%zu: %zu values; the header names %zu columns", s->csv->path, s->csv->line, s->csv->count,
                   s->fields);
  rq_customers *to = s->to;
  if (to->count == s->room) {
    size_t room = s->room ? 2 * s->room : 1024;
    rq_customer *list = realloc(to->list, room * sizeof *list);
    if (list) to->list = list;
    char **name = realloc(to->name, room * sizeof *name);
    if (name) to->name = name;
    if (!list || !name) return rq_no_memory(error, "the customers");
    s->room = room;
  }
  char number[32];
  snprintf(number, sizeof number, "%zu", to->count + 1);
  if (!read_values(s, &to->list[to->count], error)) return RQ_BAD_DATA;
  to->name[to->count] = strdup(s->column[NAME] == RQ_CSV_FIELDS ? number : s->csv->field[s->column[NAME]].text);
  if (!to->name[to->count]) return rq_no_memory(error, "the customers");
  to->count++;
  return RQ_OK;
}

static rq_status read_summary(rq_csv *csv, rq_customers *to, rq_error *error) {
  summary s = {.csv = csv, .to = to};
  to->unit = "time units";
  rq_status status = find_columns(&s, error);
  bool more = !status;
  while (more && error->status != RQ_INTERNAL) {
    if (error->count >= MOST_MISTAKES) {
      rq_fail(error, RQ_BAD_DATA, "%s: there may be more mistakes after line %zu", csv->path, csv->line);
      break;
    }
    if (!rq_csv_next(csv, &more, error) && more) take_line(&s, error);
  }
  if (error->count) return error->status;
  return to->count ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "%s: no customers below the header", csv->path);
}

/* ---- a purchase log ---- */

static rq_customer sum_up(const rq_log *log, size_t c, double until) {
  size_t first = log->begin[c];
  rq_customer k = {.observed = until - log->time[first]};
  for (size_t i = first + 1; i < log->begin[c + 1] && log->time[i] <= until; i++)
    if (log->time[i] > log->time[i - 1]) {
      k.x++;
      k.last = log->time[i] - log->time[first];
    }
  return k;
}

static rq_status from_log(const rq_log *log, const char *path, double until, rq_customers *to, rq_error *error) {
  if (log->own_clock)
    return rq_fail(error, RQ_BAD_DATA, "%s: occasions count purchases; how customers come and go needs weeks, days, dates or another time",
                   path);
  if (isnan(until)) until = log->until;
  to->unit = log->unit;
  to->list = malloc((log->customers + 1) * sizeof *to->list);
  to->name = calloc(log->customers + 1, sizeof *to->name);
  if (!to->list || !to->name) return rq_no_memory(error, "the customers");
  for (size_t c = 0; c < log->customers; c++) {
    if (log->time[log->begin[c]] > until) continue; /* not yet a customer */
    to->list[to->count] = sum_up(log, c, until);
    to->name[to->count] = strdup(log->customer_name[c]);
    if (!to->name[to->count]) return rq_no_memory(error, "the customers");
    to->count++;
  }
  return to->count ? RQ_OK : rq_fail(error, RQ_BAD_DATA, "%s: nobody buys until %g; the log begins at %g", path, until, log->from);
}

rq_status rq_customers_read(const char *path, const rq_log_columns *columns, double until, rq_customers *to, rq_error *error) {
  rq_csv csv;
  *to = (rq_customers){0};
  rq_status status = rq_csv_open(&csv, path, error);
  if (status) return status;
  const char *name = csv.path;
  unsigned named = roles_named(&csv);
  if (named >= 2) {
    status = read_summary(&csv, to, error);
    rq_csv_close(&csv);
  } else {
    rq_log log;
    rq_log_columns wanted = columns ? *columns : (rq_log_columns){0};
    wanted.any_brand = true;
    status = rq_log_from_records(&csv, &wanted, &log, error);
    if (!status) status = from_log(&log, name, until, to, error);
    rq_log_free(&log);
  }
  if (status) rq_customers_free(to);
  return status;
}
