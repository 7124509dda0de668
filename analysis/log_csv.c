/* The user's purchase log: which column is which, what each value may be. */
#include "analysis/csv.h"
#include "analysis/log.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_MISTAKES 10u
#define MOST_BRANDS 200u

enum { CUSTOMER, TIME, BRAND, PRICE, SEGMENT, ROLES };
#define MOST_NAMES 6
static const struct role {
  const char *name;
  bool needed;
  const char *usual[MOST_NAMES];
} roles[ROLES] = {
    [CUSTOMER] = {"customer", true, {"customer", "customer_id", "household", "person"}},
    [TIME] = {"time", true, {"time", "week", "occasion", "day", "date"}},
    [BRAND] = {"brand", true, {"brand", "product"}},
    [PRICE] = {"price", false, {"price"}},
    [SEGMENT] = {"segment", false, {"segment"}},
};

typedef struct row {
  char *text[ROLES]; /* NULL where there is no such column */
  double time, price;
} row;

typedef struct reading {
  rq_csv csv;
  const char *wanted[ROLES];
  bool any_brand;       /* no column for the brand is needed */
  size_t column[ROLES]; /* RQ_CSV_FIELDS where absent */
  size_t fields;
  const char *time_name;
  bool dates;
  row *rows;
  size_t count, room;
} reading;

/* ---- --columns ---- */

rq_status rq_log_columns_parse(char *text, rq_log_columns *columns, rq_error *error) {
  const char **slot[ROLES] = {&columns->customer, &columns->time, &columns->brand, &columns->price, &columns->segment};
  char *save = NULL;
  for (char *part = strtok_r(text, ",", &save); part; part = strtok_r(NULL, ",", &save)) {
    char *equals = strchr(part, '=');
    if (!equals || equals == part || !equals[1])
      return rq_fail(error, RQ_USAGE, "--columns: '%s' is not ROLE=NAME, as in customer=household", part);
    *equals = '\0';
    const char *names[ROLES];
    int found = ROLES;
    for (int r = 0; r < ROLES; r++) {
      names[r] = roles[r].name;
      if (!strcasecmp(part, names[r])) found = r;
    }
    if (found == ROLES) {
      const char *near = rq_suggest(part, names, ROLES);
      return rq_fail(error, RQ_USAGE, "--columns: unknown role '%s'%s%s%s; roles are customer, time, brand, price and segment", part,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    *slot[found] = equals + 1;
  }
  return RQ_OK;
}

/* ---- the header ---- */

static size_t find_name(const reading *in, const char *name, size_t *times) {
  size_t found = RQ_CSV_FIELDS;
  *times = 0;
  for (size_t i = in->csv.count; i-- > 0;)
    if (!strcasecmp(in->csv.field[i].text, name)) {
      found = i;
      ++*times;
    }
  return found;
}

static void missing_column(const reading *in, const struct role *role, const char *wanted, rq_error *error) {
  const char *names[RQ_CSV_FIELDS], *near = NULL;
  for (size_t i = 0; i < in->csv.count; i++) names[i] = in->csv.field[i].text;
  if (wanted) near = rq_suggest(wanted, names, in->csv.count);
  for (size_t k = 0; !wanted && !near && role->usual[k]; k++) near = rq_suggest(role->usual[k], names, in->csv.count);
  char known[128] = "";
  for (size_t k = 0; role->usual[k]; k++) {
    size_t used = strlen(known);
    snprintf(known + used, sizeof known - used, "%s%s", k == 0 ? "" : (role->usual[k + 1] ? ", " : " or "), role->usual[k]);
  }
  const char *open = near ? "; did you mean '" : "", *close = near ? "'?" : "";
  if (wanted)
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: no column '%s'%s%s%s", in->csv.path, in->csv.line, wanted, open, near ? near : "", close);
  else
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: no column for the %s (%s)%s%s%s; name it with --columns %s=NAME", in->csv.path, in->csv.line,
            role->name, known, open, near ? near : "", close, role->name);
}

/* Finds the column of a role; messages where it is missing or there are two. */
static void find_column(reading *in, int r, rq_error *error) {
  size_t times = 0;
  const char *name = in->wanted[r];
  in->column[r] = RQ_CSV_FIELDS;
  if (name) in->column[r] = find_name(in, name, &times);
  for (size_t k = 0; !name && times == 0 && roles[r].usual[k]; k++) in->column[r] = find_name(in, roles[r].usual[k], &times);
  if (times > 1)
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: %zu columns are called '%s'", in->csv.path, in->csv.line, times,
            in->csv.field[in->column[r]].text);
  bool needed = roles[r].needed && !(r == BRAND && in->any_brand);
  if (times == 0 && (name || needed)) missing_column(in, &roles[r], name, error);
}

static rq_status read_header(reading *in, rq_error *error) {
  bool more;
  rq_status status = rq_csv_next(&in->csv, &more, error);
  if (status != RQ_OK) return status;
  if (!more) return rq_fail(error, RQ_BAD_DATA, "%s: the file is empty; its first line names the columns", in->csv.path);
  for (int r = 0; r < ROLES; r++) find_column(in, r, error);
  in->fields = in->csv.count;
  if (error->count) return error->status;
  in->time_name = in->csv.field[in->column[TIME]].text;
  return RQ_OK;
}

/* ---- values ---- */

static bool digits(const char *text, size_t count, long *value) {
  *value = 0;
  for (size_t i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *value = *value * 10 + (text[i] - '0');
  }
  return true;
}

/* Days from 1970-01-01 in the Gregorian calendar. */
static long day_number(long year, long month, long day) {
  long y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719469;
}

/* "2024-03-31", then perhaps 'T' or a blank and a time of day "10:20", "10:20:30", "10:20:30.5Z": in days. */
static bool read_date(const char *text, double *days) {
  static const long lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  long year, month, day, hour = 0, minute = 0, second = 0;
  if (strlen(text) < 10 || !digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) || text[7] != '-' ||
      !digits(text + 8, 2, &day))
    return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (leap && month == 2)) return false;
  const char *rest = text + 10;
  if (*rest == 'T' || *rest == ' ') {
    if (strlen(rest) < 6 || !digits(rest + 1, 2, &hour) || rest[3] != ':' || !digits(rest + 4, 2, &minute)) return false;
    rest += 6;
    if (*rest == ':') {
      if (strlen(rest) < 3 || !digits(rest + 1, 2, &second)) return false;
      rest += 3;
      if (*rest == '.') rest += 1 + strspn(rest + 1, "0123456789");
    }
    if (*rest == 'Z') rest++;
  }
  if (*rest || hour > 23 || minute > 59 || second > 60) return false;
  *days = (double)day_number(year, month, day) + (double)(hour * 3600 + minute * 60 + second) / 86400.0;
  return true;
}

static void read_time(reading *in, row *to, const rq_csv_field *at, rq_error *error) {
  const char *text = at->text;
  if (in->count == 0) in->dates = read_date(text, &to->time);
  bool good = in->dates ? read_date(text, &to->time) : rq_csv_number(text, &to->time);
  if (good) return;
  const char *allowed = in->dates        ? "a date like 2024-03-31, as in the first line"
                        : in->count == 0 ? "a number, 0 or more, or a date like 2024-03-31"
                                         : "a number, 0 or more";
  rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: %s is '%s'; it must be %s", in->csv.path, in->csv.line, at->column, in->time_name, text,
          allowed);
}

static rq_status read_row(reading *in, rq_error *error) {
  const rq_csv *csv = &in->csv;
  unsigned before = error->count;
  if (csv->count != in->fields)
    return rq_fail(error, RQ_BAD_DATA, "%s:%zu: %zu values; the header names %zu columns", csv->path, csv->line, csv->count, in->fields);
  row to = {.time = 0, .price = NAN};
  for (int r = 0; r < ROLES; r++) {
    if (in->column[r] == RQ_CSV_FIELDS) continue;
    const rq_csv_field *at = &csv->field[in->column[r]];
    to.text[r] = at->text;
    if (!*at->text && r != TIME && r != PRICE)
      rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: the %s is missing", csv->path, csv->line, at->column, roles[r].name);
  }
  read_time(in, &to, &csv->field[in->column[TIME]], error);
  if (to.text[PRICE] && *to.text[PRICE] && !rq_csv_number(to.text[PRICE], &to.price))
    rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: price is '%s'; it must be a number, 0 or more", csv->path, csv->line,
            csv->field[in->column[PRICE]].column, to.text[PRICE]);
  if (in->count == in->room) {
    size_t room = in->room ? 2 * in->room : 1024;
    row *bigger = realloc(in->rows, room * sizeof *bigger);
    if (!bigger) return rq_no_memory(error, "the purchase log");
    in->rows = bigger;
    in->room = room;
  }
  in->rows[in->count++] = to;
  return error->count > before ? RQ_BAD_DATA : RQ_OK;
}

static rq_status read_rows(reading *in, rq_error *error) {
  bool more = true;
  while (more && error->status != RQ_INTERNAL) {
    if (error->count >= MOST_MISTAKES) {
      rq_fail(error, RQ_BAD_DATA, "%s: there may be more mistakes after line %zu", in->csv.path, in->csv.line);
      break;
    }
    rq_status status = rq_csv_next(&in->csv, &more, error);
    if (status == RQ_OK && more) read_row(in, error);
  }
  if (error->count) return error->status;
  if (in->count == 0) return rq_fail(error, RQ_BAD_DATA, "%s: no purchases below the header", in->csv.path);
  if (in->count >= UINT32_MAX) return rq_fail(error, RQ_BAD_DATA, "%s: more purchases than 4,294,967,294", in->csv.path);
  return RQ_OK;
}

/* ---- numbering names ---- */

typedef struct named {
  const char *text;
  size_t row;
} named;

static int by_text(const void *left, const void *right) {
  const named *a = left, *b = right;
  int order = strcmp(a->text, b->text);
  return order ? order : (a->row < b->row ? -1 : a->row > b->row);
}

/* Numbers the texts of a role alphabetically. `names` gets copies where it is not NULL. */
static rq_status number_texts(const reading *in, int role, uint32_t **number, size_t *distinct, char ***names, rq_error *error) {
  named *all = malloc(in->count * sizeof *all);
  *number = malloc(in->count * sizeof **number);
  rq_status status = RQ_OK;
  *distinct = 0;
  if (!all || !*number) {
    status = rq_no_memory(error, "the purchase log");
    goto out;
  }
  for (size_t i = 0; i < in->count; i++) all[i] = (named){in->rows[i].text[role], i};
  qsort(all, in->count, sizeof *all, by_text);
  for (size_t i = 0; i < in->count; i++) {
    if (i == 0 || strcmp(all[i].text, all[i - 1].text) != 0) ++*distinct;
    (*number)[all[i].row] = (uint32_t)(*distinct - 1);
  }
  if (!names) goto out;
  *names = calloc(*distinct, sizeof **names);
  for (size_t i = 0, k = 0; *names && i < in->count && status == RQ_OK; i++)
    if (i == 0 || strcmp(all[i].text, all[i - 1].text) != 0) {
      (*names)[k] = strdup(all[i].text);
      if (!(*names)[k++]) status = rq_no_memory(error, "the purchase log");
    }
  if (!*names) {
    *distinct = 0;
    status = rq_no_memory(error, "the purchase log");
  }
out:
  free(all);
  return status;
}

static rq_status take_numbers(const reading *in, rq_log *log, rq_error *error) {
  bool priced = false;
  log->time = malloc(in->count * sizeof *log->time);
  log->price = malloc(in->count * sizeof *log->price);
  if (!log->time || !log->price) return rq_no_memory(error, "the purchase log");
  double first = in->rows[0].time;
  for (size_t i = 1; i < in->count; i++)
    if (in->rows[i].time < first) first = in->rows[i].time;
  for (size_t i = 0; i < in->count; i++) {
    log->time[i] = in->dates ? in->rows[i].time - first : in->rows[i].time;
    log->price[i] = in->rows[i].price;
    priced = priced || !isnan(log->price[i]);
  }
  if (!priced) {
    free(log->price);
    log->price = NULL;
  }
  return RQ_OK;
}

static void name_unit(const reading *in, rq_log *log) {
  static const struct unit {
    const char *name, *unit;
    double per_year;
  } units[] = {{"week", "weeks", 365.25 / 7}, {"day", "days", 365.25}, {"occasion", "occasions", 0}};
  log->unit = "time units";
  if (in->dates) {
    log->unit = "days";
    log->units_per_year = 365.25;
  }
  for (size_t k = 0; !in->dates && k < sizeof units / sizeof *units; k++)
    if (!strcasecmp(in->time_name, units[k].name)) {
      log->unit = units[k].unit;
      log->units_per_year = units[k].per_year;
      log->own_clock = k == 2;
    }
}

/* Where the log says nothing of brands. */
static rq_status one_brand(rq_log *log, rq_error *error) {
  log->brand = calloc(log->count, sizeof *log->brand);
  log->brand_name = calloc(1, sizeof *log->brand_name);
  char *name = strdup("");
  if (!log->brand || !log->brand_name || !name) {
    free(name);
    return rq_no_memory(error, "the purchase log");
  }
  log->brand_name[0] = name;
  log->brands = 1;
  return RQ_OK;
}

static rq_status make_log(const reading *in, rq_log *log, rq_error *error) {
  name_unit(in, log);
  log->count = in->count;
  rq_status status = number_texts(in, CUSTOMER, &log->customer, &log->customers, &log->customer_name, error);
  if (status == RQ_OK && in->column[BRAND] != RQ_CSV_FIELDS)
    status = number_texts(in, BRAND, &log->brand, &log->brands, &log->brand_name, error);
  else if (status == RQ_OK)
    status = one_brand(log, error);
  if (status == RQ_OK && in->column[SEGMENT] != RQ_CSV_FIELDS)
    status = number_texts(in, SEGMENT, &log->segment, &log->segments, &log->segment_name, error);
  if (status == RQ_OK && (log->brands > MOST_BRANDS || log->segments > MOST_BRANDS))
    status =
        rq_fail(error, RQ_BAD_DATA, "%s: %zu different %s; at most %u: is it the right column?", in->csv.path,
                log->brands > MOST_BRANDS ? log->brands : log->segments, log->brands > MOST_BRANDS ? "brands" : "segments", MOST_BRANDS);
  if (status == RQ_OK) status = take_numbers(in, log, error);
  if (status == RQ_OK) status = rq_log_sort(log, error);
  return status;
}

rq_status rq_log_from_records(rq_csv *csv, const rq_log_columns *columns, rq_log *log, rq_error *error) {
  *log = (rq_log){0};
  reading *in = calloc(1, sizeof *in);
  if (!in) {
    rq_csv_close(csv);
    return rq_no_memory(error, "the purchase log");
  }
  const char *const wanted[ROLES] = {columns->customer, columns->time, columns->brand, columns->price, columns->segment};
  memcpy(in->wanted, wanted, sizeof wanted);
  in->any_brand = columns->any_brand;
  in->csv = *csv;
  rq_status status = read_header(in, error);
  if (status == RQ_OK) status = read_rows(in, error);
  if (status == RQ_OK) status = make_log(in, log, error);
  rq_csv_close(&in->csv);
  free(in->rows);
  free(in);
  *csv = (rq_csv){0};
  if (status != RQ_OK) rq_log_free(log);
  return status;
}

rq_status rq_log_from_csv(const char *path, const rq_log_columns *columns, rq_log *log, rq_error *error) {
  rq_csv csv;
  *log = (rq_log){0};
  rq_status status = rq_csv_open(&csv, path, error);
  return status ? status : rq_log_from_records(&csv, columns, log, error);
}
