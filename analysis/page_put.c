/* Words, numbers and tables as HTML. */
#include "analysis/page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"

void rq_put(const rq_page *p, const char *html) {
  fputs(html, p->out);
}

static void put_escaped(const rq_page *p, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    switch (text[i]) {
    case '&':
      rq_put(p, "&amp;");
      break;
    case '<':
      rq_put(p, "&lt;");
      break;
    case '>':
      rq_put(p, "&gt;");
      break;
    case '"':
      rq_put(p, "&quot;");
      break;
    case '\'':
      rq_put(p, "&#39;");
      break;
    default:
      fputc(text[i], p->out);
    }
  }
}

void rq_put_text(const rq_page *p, const char *text) {
  if (text) put_escaped(p, text, strlen(text));
}

void rq_put_word(const rq_page *p, const char *key) {
  const char *word = rq_page_word(p, key);
  rq_put_text(p, word ? word : key);
}

void rq_put_name(const rq_page *p, const char *kind, const char *name) {
  char key[128];
  int length = snprintf(key, sizeof key, "%s.%s", kind, name ? name : "");
  const char *word = length > 0 && (size_t)length < sizeof key ? rq_page_word(p, key) : NULL;
  rq_put_text(p, word ? word : name);
}

/* What {name} stands for. */
static void put_value(const rq_page *p, const char *name) {
  const json_t *value = json_object_get(p->data, name);
  if (!value) value = json_object_get(json_object_get(p->data, "say"), name);
  if (json_is_integer(value)) {
    char number[RQ_PAGE_NUMBER];
    rq_put_text(p, rq_page_number(p, number, (double)json_integer_value(value), RQ_WHOLE, false));
  } else if (strcmp(name, "base") == 0 || strcmp(name, "best") == 0 || strcmp(name, "next") == 0) {
    rq_put_name(p, "scenario", json_string_value(value));
  } else {
    rq_put_text(p, json_string_value(value));
  }
}

void rq_put_sentence(const rq_page *p, const char *key) {
  const char *word = rq_page_word(p, key);
  while (word && *word) {
    size_t plain = strcspn(word, "{");
    put_escaped(p, word, plain);
    word += plain;
    const char *end = *word ? strchr(word, '}') : NULL;
    char name[32];
    if (!end || (size_t)(end - word) > sizeof name) continue;
    snprintf(name, sizeof name, "%.*s", (int)(end - word - 1), word + 1);
    put_value(p, name);
    word = end + 1;
  }
}

void rq_put_date(const rq_page *p, const char *iso) {
  unsigned year, month, day;
  if (!iso || sscanf(iso, "%4u-%2u-%2u", &year, &month, &day) != 3 || month < 1 || month > 12) return;
  char key[16];
  snprintf(key, sizeof key, "month.%u", month);
  const char *name = rq_page_word(p, key);
  if (p->language == 1)
    fprintf(p->out, "%u年%u月%u日", year, month, day);
  else
    fprintf(p->out, "%u %s %u", day, name ? name : "", year);
}

/* ---- numbers ---- */

rq_page_form rq_page_form_of(const json_t *outcome) {
  static const rq_page_form forms[] = {RQ_WHOLE, RQ_INDEX, RQ_CENTS, RQ_INDEX};
  json_int_t decimals = json_integer_value(json_object_get(outcome, "decimals"));
  if (json_is_true(json_object_get(outcome, "percent"))) return RQ_PERCENT;
  return forms[decimals >= 0 && decimals < 4 ? decimals : 3];
}

/* Digits with commas between thousands; "-" as a minus sign. */
static void grouped(char *to, size_t room, double value, int decimals, bool sign) {
  char digits[48];
  snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
  size_t whole = strcspn(digits, "."), at = 0;
  bool zero = strspn(digits, "0.") == strlen(digits);
  at += (size_t)snprintf(to, room, "%s", zero ? "" : value < 0 ? MINUS : sign ? "+" : "");
  for (size_t i = 0; digits[i] && at + 2 < room; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) to[at++] = ',';
    to[at++] = digits[i];
  }
  to[at] = '\0';
}

static void bare(char *to, size_t room, double value, rq_page_form form, bool sign) {
  static const int decimals[] = {[RQ_PERCENT] = 1, [RQ_INDEX] = 3, [RQ_WHOLE] = 0, [RQ_CENTS] = 2, [RQ_PLAIN] = 0};
  if (form == RQ_PLAIN)
    snprintf(to, room, "%g", value);
  else
    grouped(to, room, form == RQ_PERCENT ? value * 100 : value, decimals[form], sign);
}

char *rq_page_number(const rq_page *p, char buffer[RQ_PAGE_NUMBER], double value, rq_page_form form, bool difference) {
  if (!isfinite(value) || fabs(value) > 1e15) return strcpy(buffer, "–");
  char number[40];
  bare(number, sizeof number, value, form, difference);
  const char *unit = form != RQ_PERCENT ? "" : difference ? rq_page_word(p, "points") : "%";
  snprintf(buffer, RQ_PAGE_NUMBER, "%s%s", number, unit);
  return buffer;
}

char *rq_page_interval(char buffer[RQ_PAGE_NUMBER], double lower, double upper, rq_page_form form, bool difference) {
  buffer[0] = '\0';
  if (!isfinite(lower) || !isfinite(upper) || fabs(lower) > 1e15 || fabs(upper) > 1e15) return buffer;
  char from[28], to[28];
  bare(from, sizeof from, lower, form, difference);
  bare(to, sizeof to, upper, form, difference);
  snprintf(buffer, RQ_PAGE_NUMBER, "%s – %s", from, to);
  return buffer;
}

/* ---- tables ---- */

void rq_table_open(const rq_page *p, const char *caption) {
  rq_put(p, "<div class=scroll tabindex=0 role=region aria-label=\"");
  rq_put_sentence(p, caption);
  rq_put(p, "\"><table><caption>");
  rq_put_sentence(p, caption);
  rq_put(p, "</caption><thead><tr>");
}

void rq_table_heads(const rq_page *p, const char *const *keys) {
  for (; *keys; keys++) rq_table_head(p, "column", *keys);
}

/* Columns of texts stand at the left, also their heads. */
void rq_table_head(const rq_page *p, const char *kind, const char *name) {
  static const char *const texts[] = {"scenario", "to", "measure", "segment", "state", "digest", "value"};
  bool text = false;
  for (unsigned k = 0; strcmp(kind, "column") == 0 && k < sizeof texts / sizeof *texts; k++) text = text || strcmp(name, texts[k]) == 0;
  rq_put(p, text || strcmp(kind, "item") == 0 ? "<th scope=col class=text>" : "<th scope=col>");
  rq_put_name(p, kind, name);
}

void rq_table_body(const rq_page *p) {
  rq_put(p, "</thead><tbody>");
}

void rq_table_row(const rq_page *p, const char *kind, const char *name) {
  rq_put(p, "\n<tr><th scope=row>");
  rq_put_name(p, kind, name);
}

void rq_table_cell(const rq_page *p, const char *text) {
  rq_put(p, "<td class=text>");
  rq_put_text(p, text);
}

void rq_table_number(const rq_page *p, double value, rq_page_form form, bool difference) {
  char number[RQ_PAGE_NUMBER];
  rq_put(p, "<td>");
  rq_put_text(p, rq_page_number(p, number, value, form, difference));
}

void rq_table_estimate(const rq_page *p, rq_estimate e, rq_page_form form, bool difference) {
  char between[RQ_PAGE_NUMBER];
  rq_table_number(p, e.value, form, difference);
  if (isnan(e.value) || !*rq_page_interval(between, e.lower, e.upper, form, difference)) return;
  rq_put(p, " <small>");
  rq_put_text(p, between);
  rq_put(p, "</small>");
}

void rq_table_close(const rq_page *p) {
  rq_put(p, "</tbody></table></div>\n");
}

/* ---- numbers of the document ---- */

const json_t *rq_page_at(const rq_page *p, const char *key) {
  const json_t *value = json_object_get(p->data, key);
  return json_is_null(value) ? NULL : value;
}

double rq_page_value(const json_t *value) {
  return json_is_number(value) ? json_number_value(value) : NAN;
}

rq_estimate rq_page_strand(const rq_page *p, const char *strand, size_t scenario, size_t place) {
  const json_t *of = json_array_get(json_object_get(rq_page_at(p, "strands"), strand), scenario);
  return (rq_estimate){rq_page_value(json_array_get(json_object_get(of, "mean"), place)),
                       rq_page_value(json_array_get(json_object_get(of, "lower"), place)),
                       rq_page_value(json_array_get(json_object_get(of, "upper"), place))};
}

const char *rq_page_scenario(const rq_page *p, size_t scenario) {
  return json_string_value(json_array_get(rq_page_at(p, "scenarios"), scenario));
}

const json_t *rq_page_outcome_of(const rq_page *p, const char *name) {
  size_t at;
  const json_t *outcome;
  json_array_foreach(json_object_get(rq_page_at(p, "compare"), "outcomes"), at, outcome) {
    const char *its = json_string_value(json_object_get(outcome, "name"));
    if (its && name && strcmp(its, name) == 0) return outcome;
  }
  return NULL;
}

const char *rq_page_outcome(const rq_page *p, const json_t *outcome) {
  char key[128];
  const char *name = json_string_value(json_object_get(outcome, "name"));
  snprintf(key, sizeof key, "outcome.%s", name ? name : "");
  return rq_page_word(p, key) ? name : json_string_value(json_object_get(outcome, "label"));
}
