/* The profile of a run as a table and as JSON. */
#include "sim/cli/profile_table.h"
#include "sim/cli/progress.h"
#include <math.h>
#include <string.h>

enum { BAR = 10 };

/* ---- columns ---- */

/* Seconds, or nothing where there is nothing to say. */
static void print_seconds(double seconds, FILE *to) {
  if (seconds < 0.005)
    fprintf(to, "%7s", "");
  else
    fprintf(to, "%7.2f", seconds);
}

/* "12,345,678" in 11 columns. */
static void print_count(double count, FILE *to) {
  char digits[32], grouped[48];
  int length = snprintf(digits, sizeof digits, "%.0f", count), used = 0;
  for (int k = 0; k < length; k++) {
    if (k > 0 && (length - k) % 3 == 0) grouped[used++] = ',';
    grouped[used++] = digits[k];
  }
  grouped[used] = '\0';
  fprintf(to, "%11s", count < 0.5 ? "" : grouped);
}

static void print_bytes(const char *sign, double bytes, int width, FILE *to) {
  char text[RQ_BYTES_SIZE], whole[RQ_BYTES_SIZE + 2] = "";
  if (bytes >= 0.5e6 || !*sign) snprintf(whole, sizeof whole, "%s%s", sign, rq_bytes_text(text, bytes));
  fprintf(to, "%*s", width, whole);
}

/* `longest`: seconds of the longest bar; 0: none is drawn. */
static void print_row(const rq_profile *p, const rq_profile_row *r, const char *group, double whole, double longest, FILE *to) {
  int bar = longest > 0 ? (int)lround(BAR * r->seconds / longest) : 0;
  fprintf(to, "%-6s %-14s%8.2f%5.0f %%  %-*.*s", group, r->name, r->seconds, 100 * r->seconds / whole, BAR, bar, "##########");
  double busy = r->seconds > 0 ? 100 * r->busy / (p->threads * r->seconds) : 0;
  fprintf(to, "%5.0f %%", fmin(busy, 100));
  print_seconds(r->serial, to);
  print_seconds(r->mail, to);
  print_count(p->weeks > 0 ? r->letters / p->weeks : 0, to);
  print_bytes("+", r->growth, 9, to);
  fputc('\n', to);
}

static void print_memory(const rq_profile *p, double people, FILE *to) {
  static const rq_holder order[] = {RQ_HOLDS_NETWORK, RQ_HOLDS_TIES, RQ_HOLDS_PEOPLE, RQ_HOLDS_MAIL, RQ_HOLDS_OBSERVED};
  fprintf(to, "\nmemory%10s%10s%10s%10s%10s%10s%10s%10s\n      ", "network", "ties", "people", "mail", "observed", "program", "at most",
          "a person");
  for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) print_bytes("", p->held[order[k]], 10, to);
  print_bytes("", p->base, 10, to);
  print_bytes("", p->lap.peak, 10, to);
  print_bytes("", p->lap.peak / people, 10, to);
  fputc('\n', to);
}

void rq_profile_print(const rq_profile *p, double people, FILE *to) {
  char time[RQ_DURATION_SIZE];
  double whole = rq_profile_seconds(p), longest = 0;
  rq_profile_row sum = {.name = ""};
  for (uint32_t k = 0; k < p->rows_count; k++) {
    const rq_profile_row *r = &p->row[k];
    longest = fmax(longest, r->seconds);
    sum.seconds += r->seconds;
    sum.serial += r->serial;
    sum.mail += r->mail;
    sum.busy += r->busy;
    sum.letters += r->letters;
    sum.growth += r->growth;
  }
  fprintf(to, "\nWhere the time went: %s, %u weeks, %d thread%s\n\n%29s%7s  %-*s%7s%7s%7s%11s%9s\n%29s%7s  %-*s%7s%7s%7s%11s%9s\n",
          rq_duration_text(time, whole), (unsigned)p->weeks, p->threads, p->threads == 1 ? "" : "s", "", "", BAR, "", "threads", "serial",
          "mail", "letters", "peak", "seconds", "share", BAR, "", "busy", "s", "s", "a week", "memory");
  const char *group = "";
  for (uint32_t k = 0; k < p->rows_count; k++) {
    const rq_profile_row *r = &p->row[k];
    if (r->seconds <= 0) continue;
    print_row(p, r, strcmp(group, r->group) == 0 ? "" : r->group, whole, longest, to);
    group = r->group;
  }
  print_row(p, &sum, "in all", whole, 0, to);
  print_memory(p, people, to);
}

/* ---- JSON ---- */

static json_t *row_json(const rq_profile *p, const rq_profile_row *r) {
  double busy = r->seconds > 0 ? fmin(r->busy / (p->threads * r->seconds), 1) : 0;
  return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f}", "group", r->group, "name", r->name, "seconds", r->seconds, "serial_seconds",
                   r->serial, "mail_seconds", r->mail, "threads_busy", busy, "letters", r->letters, "peak_memory_growth_bytes", r->growth);
}

json_t *rq_profile_json(const rq_profile *p) {
  json_t *parts = json_array(), *memory = json_pack("{s:f, s:f}", "most", p->lap.peak, "before", p->base);
  for (uint32_t k = 0; k < p->rows_count; k++)
    if (p->row[k].seconds > 0) json_array_append_new(parts, row_json(p, &p->row[k]));
  for (int k = 0; k < RQ_HOLDERS; k++) json_object_set_new(memory, rq_holder_names[k], json_real(p->held[k]));
  return json_pack("{s:i, s:i, s:f, s:o, s:o}", "threads", p->threads, "weeks", (int)p->weeks, "seconds", rq_profile_seconds(p), "parts",
                   parts, "memory_bytes", memory);
}
