/* How results are kept and printed: text, JSON, CSV, definitions. */
#include "analysis/grid.h"
#include "analysis/measure.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { M_COUNT, M_SHARE, M_FLOW, M_CURVE, M_WHY };
static const rq_measure measures[] = {
    [M_COUNT] = {"count", "how many", "people", 0, "People, counted.", ""},
    [M_SHARE] = {"share", "share", "1", 3, "Share of the brand.", "Somebody (1999)"},
    [M_FLOW] = {"flow", "flow", "purchases", 1, "From, to.", ""},
    [M_CURVE] = {"curve", "curve", "1", 2, "Over time.", ""},
    [M_WHY] = {"why", "what is missing", "1", 2, "Never there.", ""},
};
static const char *const brands[] = {"A, \"a\"", "\xe4\xba\xba\xe6\x83\x85"};

static rq_status work(const rq_subject *s, rq_report *r, rq_error *error) {
  (void)error;
  static const double share[] = {0.25, NAN}, low[] = {0.2, NAN}, high[] = {0.3, NAN}, flow[] = {1, 2, 3, 40000.5}, x[] = {0, 2.5};
  rq_report_scalar(r, M_COUNT, 1234567);
  rq_report_sampled(r, 300, 4000, "people");
  rq_report_vector(r, M_SHARE, s->at == 1 ? 2 : 1, brands, share, low, high);
  rq_report_sampled(r, 4000, 4000, "people"); /* everybody: no sample */
  rq_report_matrix(r, M_FLOW, 2, brands, 2, brands, flow, NULL, NULL);
  rq_report_curve(r, M_CURVE, "weeks", 2, x, 2, brands, flow, NULL, NULL);
  rq_report_note(r, M_WHY, "there is no %s", "reason");
  return RQ_OK;
}

static const rq_section section = {"try", "to see", true, measures, RQ_COUNT_OF(measures), work, false, NULL};

/* What is written, by one of the printers; the caller's to free. */
static char *written(void (*print)(const rq_reports *, FILE *), size_t subjects) {
  rq_report report[2] = {{0}};
  rq_error error = RQ_NO_ERROR;
  const rq_subject subject[2] = {{.name = "one", .path = "one.h5", .at = 1}, {.name = "two", .path = "two.h5", .at = 2}};
  for (size_t s = 0; s < subjects; s++) assert_int_equal(rq_report_make(&report[s], &section, &subject[s], &error), RQ_OK);
  const rq_reports all = {report, subjects, 1};
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  assert_non_null(out);
  print(&all, out);
  fclose(out);
  for (size_t s = 0; s < subjects; s++) rq_report_free(&report[s]);
  return text;
}

static void expect_written(void (*print)(const rq_reports *, FILE *), size_t subjects, const char *expected) {
  char *text = written(print, subjects);
  assert_string_equal(text, expected);
  free(text);
}

static void csv(const rq_reports *all, FILE *out) {
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_reports_csv(all, out, &error), RQ_OK);
}

static void json(const rq_reports *all, FILE *out) {
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_reports_json(all, out, &error), RQ_OK);
}

static void as_text(void **state) {
  (void)state;
  expect_written(rq_reports_print, 1,
                 "try: to see (one)\n\n"
                 "  how many, people  1,234,567\n\n"
                 "                           A, \"a\"  \xe4\xba\xba\xe6\x83\x85\n"
                 "  share                     0.250     -\n"
                 "    95 % interval  [0.200, 0.300]\n\n"
                 "                   A, \"a\"      \xe4\xba\xba\xe6\x83\x85\n"
                 "  flow, purchases\n"
                 "    A, \"a\"            1.0       2.0\n"
                 "    \xe4\xba\xba\xe6\x83\x85              3.0  40,000.5\n\n"
                 "         A, \"a\"       \xe4\xba\xba\xe6\x83\x85\n"
                 "  curve\n"
                 "    0      1.00       2.00\n"
                 "    2.5    3.00  40,000.50\n"
                 "  (down: weeks)\n\n"
                 "  * what is missing: there is no reason\n\n"
                 "  ~ from a random sample of 300 of 4000 people: share\n"
                 "  ~ all else is exact\n\n");
}

static void side_by_side(void **state) {
  (void)state;
  char *text = written(rq_reports_print, 2);
  static const char expected[] = "try: to see\n\n"
                                 "                          one        two\n"
                                 "  how many, people  1,234,567  1,234,567\n\n"
                                 "                                one             two\n"
                                 "  share\n"
                                 "    A, \"a\"                    0.250           0.250\n"
                                 "      95 % interval  [0.200, 0.300]  [0.200, 0.300]\n"
                                 "    \xe4\xba\xba\xe6\x83\x85                          -\n\n"
                                 "  [one]\n";
  text[strlen(expected)] = '\0';
  assert_string_equal(text, expected);
  free(text);
}

static void as_csv(void **state) {
  (void)state;
  expect_written(csv, 1,
                 "run,section,measure,row,column,value,lower,upper\n"
                 "one,try,count,,,1234567,,\n"
                 "one,try,share,\"A, \"\"a\"\"\",,0.25,0.20000000000000001,0.29999999999999999\n"
                 "one,try,share,\xe4\xba\xba\xe6\x83\x85,,,,\n"
                 "one,try,flow,\"A, \"\"a\"\"\",\"A, \"\"a\"\"\",1,,\n"
                 "one,try,flow,\"A, \"\"a\"\"\",\xe4\xba\xba\xe6\x83\x85,2,,\n"
                 "one,try,flow,\xe4\xba\xba\xe6\x83\x85,\"A, \"\"a\"\"\",3,,\n"
                 "one,try,flow,\xe4\xba\xba\xe6\x83\x85,\xe4\xba\xba\xe6\x83\x85,40000.5,,\n"
                 "one,try,curve,0,\"A, \"\"a\"\"\",1,,\n"
                 "one,try,curve,0,\xe4\xba\xba\xe6\x83\x85,2,,\n"
                 "one,try,curve,2.5,\"A, \"\"a\"\"\",3,,\n"
                 "one,try,curve,2.5,\xe4\xba\xba\xe6\x83\x85,40000.5,,\n");
}

static void as_json(void **state) {
  (void)state;
  char *text = written(json, 2);
  assert_non_null(strstr(text, "\"run\": \"one\""));
  assert_non_null(strstr(text, "\"file\": \"two.h5\""));
  assert_non_null(strstr(text, "\"note\": \"there is no reason\""));
  assert_non_null(strstr(text, "\"axis\": \"weeks\""));
  assert_non_null(strstr(text, "\"method\": \"exact\""));
  assert_non_null(strstr(text, "\"method\": \"sample\""));
  assert_non_null(strstr(text, "\"size\": 300.0"));
  assert_null(strstr(text, "nan"));
  free(text);
}

static void definitions(void **state) {
  (void)state;
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  rq_section_describe(&section, out);
  fclose(out);
  assert_non_null(strstr(text, "try: to see\n  count (people)\n      People, counted.\n  share\n"));
  assert_non_null(strstr(text, "      Share of the brand.\n      [Somebody (1999)]\n"));
  free(text);
}

static void runs_only(void **state) {
  (void)state;
  const rq_section of_runs = {"runs", "only", false, measures, RQ_COUNT_OF(measures), work, false, NULL};
  const rq_subject log = {.name = "log", .path = "log.csv"};
  rq_report report;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_report_make(&report, &of_runs, &log, &error), RQ_OK);
  assert_int_equal(report.count, 0);
  rq_report_free(&report);
}

static void numbers(void **state) {
  (void)state;
  static const struct try {
    double value;
    int decimals;
    const char *text;
  }
  tries[] = {{0, 0, "0"},       {-0.0004, 3, "0.000"}, {-0.5, 1, "-0.5"},
             {1234, 0, "1234"}, {12345, 0, "12,345"},  {-1234567.5, 2, "-1,234,567.50"},
             {NAN, 2, "-"},     {1e30, 2, "1e+30"},    {999999.9999, 2, "1,000,000.00"}};
  char buffer[RQ_NUMBER_SIZE];
  for (size_t i = 0; i < RQ_COUNT_OF(tries); i++)
    assert_string_equal(rq_number_text(buffer, tries[i].value, tries[i].decimals), tries[i].text);
  assert_int_equal(rq_text_width("abc"), 3);
  assert_int_equal(rq_text_width("\xe4\xba\xba\xe6\x83\x85"), 4);
  assert_int_equal(rq_text_width("Caf\xc3\xa9"), 4);
  assert_int_equal(rq_text_width("Cafe\xcc\x81"), 4);
}

/* A grid wider than the page is printed in pieces, each with the rows' titles. */
static void wide_grid(void **state) {
  (void)state;
  rq_grid g = rq_grid_make(1, 30);
  g.row[0] = rq_grid_text(&g, "row");
  for (size_t j = 0; j < 30; j++) g.cell[j] = rq_grid_text(&g, "%s", "123456");
  char *text = NULL;
  size_t length = 0, lines = 0, titles = 0;
  FILE *out = open_memstream(&text, &length);
  rq_grid_print(&g, out);
  fclose(out);
  for (char *p = text; *p; p += strcspn(p, "\n") + 1) {
    assert_true(strcspn(p, "\n") <= RQ_PAGE_WIDTH);
    titles += !strncmp(p, "  row", 5);
    lines++;
  }
  assert_int_equal(titles, 3);
  assert_int_equal(lines, 5);
  free(text);
  rq_grid_free(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_text),     cmocka_unit_test(side_by_side), cmocka_unit_test(as_csv),  cmocka_unit_test(as_json),
      cmocka_unit_test(definitions), cmocka_unit_test(runs_only),    cmocka_unit_test(numbers), cmocka_unit_test(wide_grid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
