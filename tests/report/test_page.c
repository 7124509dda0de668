/* The page of a report, from documents made by hand: whatever names hold, words in every language, intervals over replicates. */
#include "analysis/charts.h"
#include "analysis/page.h"
#include "analysis/page_strands.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "\xe4\xba\xba\xe6\x83\x85 </script><b>\"'&<!--"

static json_t *strand(double one, double two) {
  return json_pack("[{s:[f,f], s:[f,n], s:[f,n]}]", "mean", one, two, "lower", one - 0.1, "upper", one + 0.1);
}

/* A single run of two brands; every name that a configuration can give is hostile. */
static json_t *hostile_document(void) {
  json_t *d = json_pack("{s:s, s:s, s:[s,s], s:[s], s:i, s:i, s:i, s:i, s:s}", "title", HOSTILE, "brand", HOSTILE, "brands", HOSTILE, "B",
                        "scenarios", HOSTILE, "weeks", 8, "period", 4, "step", 4, "trust_week", 8, "configuration", HOSTILE);
  json_object_set_new(d, "strands",
                      json_pack("{s:o, s:o, s:o, s:o, s:[n]}", "share", strand(0.25, 0.5), "staying", strand(0.5, 0.75), "survival",
                                strand(1, 0.5), "switching",
                                json_pack("[{s:[f,f,f,f], s:[], s:[]}]", "mean", 3.0, 1.0, 1.0, 1.0, "lower", "upper"), "customers"));
  json_object_set_new(d, "facts", json_pack("{s:s, s:s}", "command_line", HOSTILE, "created", "2026-11-22T07:00:00Z"));
  json_object_set_new(d, "market", json_pack("[{s:s, s:s}]", "name", HOSTILE, "quality", HOSTILE));
  json_object_set_new(d, "runs",
                      json_pack("[{s:i, s:i, s:s, s:s}]", "place", 0, "replicate", 1, "state", HOSTILE, "state_digest", HOSTILE));
  json_object_set_new(d, "answer",
                      json_pack("[{s:s, s:i, s:b, s:[s,s], s:[f,n]}]", "name", HOSTILE, "decimals", 3, "percent", 1, "labels", HOSTILE, "B",
                                "value", 0.125));
  json_object_set_new(d, "path", json_string(HOSTILE));
  assert_non_null(json_object_get(d, "strands"));
  assert_non_null(json_object_get(d, "answer"));
  return d;
}

static void written(json_t *document, unsigned language, bool charts, char **text) {
  size_t length = 0;
  rq_page page = {document, language, NULL, charts};
  rq_page_say(&page, document);
  page.out = open_memstream(text, &length);
  assert_non_null(page.out);
  rq_page_write(&page);
  fclose(page.out);
}

static size_t count(const char *text, const char *what) {
  size_t n = 0;
  for (; (text = strstr(text, what)) != NULL; text += strlen(what)) n++;
  return n;
}

static void names_cannot_break_the_page(void **state) {
  (void)state;
  json_t *d = hostile_document();
  for (unsigned language = 0; language < 2; language++) {
    char *page = NULL;
    written(d, language, false, &page);
    assert_int_equal(count(page, "<script"), 1);
    assert_int_equal(count(page, "</script>"), 1);
    assert_int_equal(count(page, "<b>"), 0);
    assert_int_equal(count(page, "<!--"), 0);
    assert_true(count(page, "&lt;/script&gt;&lt;b&gt;&quot;&#39;&amp;&lt;!--") > 10);
    /* and the document comes back as it went in */
    const char *data = strstr(page, "id=data>") + strlen("id=data>");
    json_t *back = json_loadb(data, (size_t)(strstr(data, "</script>") - data), 0, NULL);
    assert_string_equal(json_string_value(json_object_get(back, "brand")), HOSTILE);
    json_decref(back);
    free(page);
  }
  json_decref(d);
}

static void numbers_stand_in_the_tables(void **state) {
  (void)state;
  json_t *d = hostile_document();
  char *page = NULL;
  written(d, 0, false, &page);
  assert_non_null(strstr(page, "<td>25.0% <small>15.0 – 35.0</small>"));
  assert_non_null(strstr(page, "<td>75.0%</tbody>")); /* no interval */
  assert_non_null(strstr(page, "<td>12.5%<td>–"));
  assert_non_null(strstr(page, "22 November 2026"));
  assert_non_null(strstr(page, "ends with 37.5% of all purchases"));
  free(page);
  written(d, 1, false, &page);
  assert_non_null(strstr(page, "<html lang=zh>"));
  assert_non_null(strstr(page, "2026年11月22日"));
  free(page);
  json_decref(d);
}

static void a_build_without_charts_says_so(void **state) {
  (void)state;
  json_t *d = hostile_document();
  char *with = NULL, *without = NULL;
  written(d, 0, true, &with);
  written(d, 0, false, &without);
  assert_null(strstr(with, "<li>This build of renqing came without the charts"));
  assert_true(count(with, "class=chart ") >= 5);
  assert_non_null(strstr(without, "<li>This build of renqing came without the charts"));
  assert_int_equal(count(without, "class=chart "), 0);
  assert_int_equal(count(with, "<table>"), count(without, "<table>"));
  free(with);
  free(without);
  json_decref(d);
}

static void warnings_are_said_in_chinese(void **state) {
  (void)state;
  json_t *d = hostile_document();
  json_object_set_new(d, "compare",
                      json_pack("{s:[s,s], s:[], s:s}", "warnings", "3 of 18 runs are missing or damaged: their pairs are left out",
                                "something new", "verdict_parts", "verdict", ""));
  char *page = NULL;
  written(d, 1, true, &page);
  assert_non_null(strstr(page, "<li>有 3 次运行（共 18 次）缺失或损坏：相应配对未计入"));
  assert_non_null(strstr(page, "<li lang=en>something new"));
  free(page);
  json_decref(d);
}

static void every_word_is_there_in_both_languages(void **state) {
  (void)state;
  const rq_page english = {.language = 0}, chinese = {.language = 1};
  for (const rq_page_section *s = rq_page_sections; s->id; s++) {
    char about[48];
    snprintf(about, sizeof about, "%s.about", s->id);
    assert_non_null(rq_page_word(&english, s->id));
    assert_non_null(rq_page_word(&english, about));
  }
  json_t *words = rq_page_words(&chinese);
  const char *key;
  json_t *word;
  json_object_foreach(words, key, word) {
    const char *in_english = rq_page_word(&english, key), *in_chinese = json_string_value(word);
    assert_non_null(in_english);
    /* the verdict is compare's own in English; months are numbers in Chinese */
    bool chinese_only = strncmp(key, "verdict.", 8) == 0, english_only = strncmp(key, "month.", 6) == 0;
    if (!*in_english && !chinese_only) fail_msg("no English word for %s", key);
    if (!*in_chinese && !english_only) fail_msg("no Chinese word for %s", key);
    if (chinese_only) continue;
    for (const char *place = strchr(in_english, '{'); place; place = strchr(place + 1, '{')) { /* the same values are told */
      char name[48];
      snprintf(name, sizeof name, "%.*s", (int)(strchr(place, '}') - place + 1), place);
      if (!strstr(in_chinese, name)) fail_msg("%s does not say %s in Chinese", key, name);
    }
  }
  json_decref(words);
}

static void numbers_are_written_with_care(void **state) {
  (void)state;
  const rq_page p = {.language = 0};
  char text[RQ_PAGE_NUMBER];
  assert_string_equal(rq_page_number(&p, text, 1234567.4, RQ_WHOLE, false), "1,234,567");
  assert_string_equal(rq_page_number(&p, text, -1234.567, RQ_CENTS, false), "\xe2\x88\x92"
                                                                            "1,234.57");
  assert_string_equal(rq_page_number(&p, text, 0.1234, RQ_PERCENT, true), "+12.3 pp");
  assert_string_equal(rq_page_number(&p, text, -0.00001, RQ_PERCENT, true), "0.0 pp");
  assert_string_equal(rq_page_number(&p, text, NAN, RQ_INDEX, false), "–");
  assert_string_equal(rq_page_interval(text, -0.05, 0.05, RQ_PERCENT, true), "\xe2\x88\x92"
                                                                             "5.0 – +5.0");
  assert_string_equal(rq_page_interval(text, NAN, 1, RQ_PERCENT, true), "");
}

/* Mean and interval over replicates against numbers from R: t.test(c(1, 2, 4)). */
static void intervals_are_those_of_t(void **state) {
  (void)state;
  rq_estimate a = {1, NAN, NAN}, b = {2, NAN, NAN}, c = {4, NAN, NAN}, none = {NAN, NAN, NAN};
  const rq_estimate *runs[] = {&a, &b, &none, &c};
  rq_estimate e = rq_over_runs(runs, 4, 0);
  assert_true(fabs(e.value - 7.0 / 3) < 1e-12);
  assert_true(fabs(e.lower - -1.461250) < 1e-5 && fabs(e.upper - 6.127916) < 1e-5);
  a = (rq_estimate){0.5, 0.4, 0.6};
  e = rq_over_runs(runs, 1, 0); /* of one run its own */
  assert_true(e.value == 0.5 && e.lower == 0.4 && e.upper == 0.6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_cannot_break_the_page),
      cmocka_unit_test(numbers_stand_in_the_tables),
      cmocka_unit_test(a_build_without_charts_says_so),
      cmocka_unit_test(warnings_are_said_in_chinese),
      cmocka_unit_test(every_word_is_there_in_both_languages),
      cmocka_unit_test(numbers_are_written_with_care),
      cmocka_unit_test(intervals_are_those_of_t),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
