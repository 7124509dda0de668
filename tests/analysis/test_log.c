/* Purchase logs from CSV: what is understood, and the message for what is not. */
#include "analysis/log.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/renqing-test-log-XXXXXX";

static void write_file(const char *path, const char *text, size_t length) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

static rq_status read_text(const char *text, size_t length, const rq_log_columns *columns, rq_log *log, rq_error *error) {
  write_file("log.csv", text, length);
  return rq_log_from_csv("log.csv", columns, log, error);
}

static rq_log good(const char *text) {
  rq_log log;
  rq_error error = RQ_NO_ERROR;
  rq_log_columns columns = {0};
  rq_status status = read_text(text, strlen(text), &columns, &log, &error);
  if (status != RQ_OK) fail_msg("%s", error.text);
  return log;
}

/* "customer:time:brand" of each purchase in order. */
static void expect_purchases(const rq_log *log, const char *expected) {
  char text[1024] = "";
  for (size_t i = 0; i < log->count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%u:%g:%s", i ? " " : "", log->customer[i], log->time[i], log->brand_name[log->brand[i]]);
  }
  assert_string_equal(text, expected);
}

static void plain_log(void **state) {
  (void)state;
  rq_log log = good("customer,week,brand\n7,2,b\n7,1,a\n5,3,a\n");
  expect_purchases(&log, "0:3:a 1:1:a 1:2:b");
  assert_int_equal(log.customers, 2);
  assert_int_equal(log.begin[1], 1);
  assert_int_equal(log.begin[2], 3);
  assert_string_equal(log.unit, "weeks");
  assert_true(log.from == 1 && log.until == 3 && log.grain == 1);
  assert_null(log.price);
  assert_null(log.segment);
  rq_log_free(&log);
}

static void equal_times_keep_their_order(void **state) {
  (void)state;
  rq_log log = good("customer,time,brand\nx,1,b\nx,1,a\nx,0.5,c\nx,1,b\n");
  expect_purchases(&log, "0:0.5:c 0:1:b 0:1:a 0:1:b");
  assert_true(log.grain == 0);
  rq_log_free(&log);
}

static void spreadsheet_habits(void **state) {
  (void)state;
  rq_log log = good("\xef\xbb\xbf\r\n  \r\n\"Customer\" ,Quantity,BRAND, Date ,Price\r\n"
                    "\"x, \"\"y\"\"\",1, a b ,2024-02-28,\r\n\r\n\"x, \"\"y\"\"\",2,\"a b\",2024-03-01T12:00,3.50\r\n"
                    "z,9,\"two\nlines\",2024-02-29 06:00:00,1e1");
  expect_purchases(&log, "0:0:a b 0:2.5:a b 1:1.25:two\nlines");
  assert_string_equal(log.unit, "days");
  assert_true(isnan(log.price[0]) && log.price[1] == 3.5 && log.price[2] == 10);
  rq_log_free(&log);
}

static void semicolons_and_tabs(void **state) {
  (void)state;
  rq_log log = good("household;occasion;brand\n1;1;a\n1;2;a,b\n");
  expect_purchases(&log, "0:1:a 0:2:a,b");
  assert_true(log.own_clock);
  assert_string_equal(log.unit, "occasions");
  assert_true(rq_log_end(&log, 0) == 2);
  rq_log_free(&log);
  log = good("customer\tday\tbrand\tsegment\n1\t1\t\xe4\xba\xba\xe6\x83\x85\tnew\n");
  expect_purchases(&log, "0:1:\xe4\xba\xba\xe6\x83\x85");
  assert_string_equal(log.segment_name[0], "new");
  assert_string_equal(log.unit, "days");
  rq_log_free(&log);
}

static void columns_by_name(void **state) {
  (void)state;
  char text[] = "customer=who,TIME=When,brand=label";
  rq_log_columns columns = {0};
  rq_error error = RQ_NO_ERROR;
  rq_log log;
  assert_int_equal(rq_log_columns_parse(text, &columns, &error), RQ_OK);
  const char csv[] = "when,who,label,brand\n4,a,x,y\n";
  assert_int_equal(read_text(csv, strlen(csv), &columns, &log, &error), RQ_OK);
  expect_purchases(&log, "0:4:x");
  assert_string_equal(log.unit, "time units");
  rq_log_free(&log);
}

static const struct broken_columns {
  const char *text, *message;
} wrong_columns[] = {
    {"customer", "--columns: 'customer' is not ROLE=NAME, as in customer=household\n"},
    {"=x", "--columns: '=x' is not ROLE=NAME, as in customer=household\n"},
    {"brand=", "--columns: 'brand=' is not ROLE=NAME, as in customer=household\n"},
    {"custmer=x", "--columns: unknown role 'custmer'; did you mean 'customer'?; roles are customer, time, brand, price and segment\n"},
    {"zzz=x", "--columns: unknown role 'zzz'; roles are customer, time, brand, price and segment\n"},
};

static void columns_misspelt(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrong_columns / sizeof *wrong_columns; i++) {
    char text[64];
    rq_log_columns columns = {0};
    rq_error error = RQ_NO_ERROR;
    strcpy(text, wrong_columns[i].text);
    assert_int_equal(rq_log_columns_parse(text, &columns, &error), RQ_USAGE);
    assert_string_equal(error.text, wrong_columns[i].message);
    rq_error_free(&error);
  }
}

#define HEAD "customer,week,brand\n"
static const struct broken {
  const char *csv, *message;
  size_t length; /* 0: strlen */
} wrong[] = {
    {"", "log.csv: the file is empty; its first line names the columns\n", 0},
    {"\n \r\n\n", "log.csv: the file is empty; its first line names the columns\n", 0},
    {HEAD, "log.csv: no purchases below the header\n", 0},
    {"custmer,week,brand\n1,1,a\n",
     "log.csv:1: no column for the customer (customer, customer_id, household or person); did you mean 'custmer'?; name it with --columns "
     "customer=NAME\n",
     0},
    {"customer,brand\n1,a\n", "log.csv:1: no column for the time (time, week, occasion, day or date); name it with --columns time=NAME\n",
     0},
    {"1,2\n3,4\n",
     "log.csv:1: no column for the customer (customer, customer_id, household or person); name it with --columns customer=NAME\n"
     "log.csv:1: no column for the time (time, week, occasion, day or date); name it with --columns time=NAME\n"
     "log.csv:1: no column for the brand (brand or product); name it with --columns brand=NAME\n",
     0},
    {"customer,week,brand,Brand\n1,1,a,b\n", "log.csv:1: 2 columns are called 'brand'\n", 0},
    {HEAD "1,1\n", "log.csv:2: 2 values; the header names 3 columns\n", 0},
    {HEAD "1,1,a,b\n1,2,a\n", "log.csv:2: 4 values; the header names 3 columns\n", 0},
    {HEAD "1,1,a\n1,x,a\n", "log.csv:3:3: week is 'x'; it must be a number, 0 or more\n", 0},
    {HEAD "1,soon,a\n", "log.csv:2:3: week is 'soon'; it must be a number, 0 or more, or a date like 2024-03-31\n", 0},
    {HEAD "1,-1,a\n", "log.csv:2:3: week is '-1'; it must be a number, 0 or more, or a date like 2024-03-31\n", 0},
    {HEAD "1,1,a\n1,NaN,a\n1,inf,b\n1,0x10,b\n1,,b\n",
     "log.csv:3:3: week is 'NaN'; it must be a number, 0 or more\nlog.csv:4:3: week is 'inf'; it must be a number, 0 or more\n"
     "log.csv:5:3: week is '0x10'; it must be a number, 0 or more\nlog.csv:6:3: week is ''; it must be a number, 0 or more\n",
     0},
    {HEAD "1,1e999,a\n", "log.csv:2:3: week is '1e999'; it must be a number, 0 or more, or a date like 2024-03-31\n", 0},
    {HEAD "1,2023-02-29,a\n", "log.csv:2:3: week is '2023-02-29'; it must be a number, 0 or more, or a date like 2024-03-31\n", 0},
    {HEAD "1,2024-02-29,a\n2,2024-02-30,a\n2,17,a\n2,2024-03-01Tx,a\n",
     "log.csv:3:3: week is '2024-02-30'; it must be a date like 2024-03-31, as in the first line\n"
     "log.csv:4:3: week is '17'; it must be a date like 2024-03-31, as in the first line\n"
     "log.csv:5:3: week is '2024-03-01Tx'; it must be a date like 2024-03-31, as in the first line\n",
     0},
    {HEAD ",1,a\n1,1, \n", "log.csv:2:1: the customer is missing\nlog.csv:3:5: the brand is missing\n", 0},
    {"customer,week,brand,price\n1,1,a,-2\n1,2,a,nan\n1,3,a,2 EUR\n",
     "log.csv:2:7: price is '-2'; it must be a number, 0 or more\nlog.csv:3:7: price is 'nan'; it must be a number, 0 or more\n"
     "log.csv:4:7: price is '2 EUR'; it must be a number, 0 or more\n",
     0},
    {HEAD "1,1,\"a\n1,2,b\n", "log.csv:2:5: the quote that begins here is never closed\n", 0},
    {HEAD "1,1,\"a\"b\n", "log.csv:2:8: text after the closing quote; a quote inside a field is written twice\n", 0},
    {HEAD "1,1,a\0b\n", "log.csv:2:6: a zero byte; this is not a text file\n", sizeof HEAD + 7},
    {HEAD "1,1,\xc4\xe3\n", "log.csv:2:5: not UTF-8; convert the file, for example with iconv -f GB18030 -t UTF-8\n", 0},
    {"\xff\xfe"
     "c\0,\0",
     "log.csv: the file is UTF-16; save it as UTF-8\n", 6},
    {HEAD "1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n1,x,a\n", NULL, 0}, /* ten, then no more */
};

static void broken_logs(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    rq_log log;
    rq_error error = RQ_NO_ERROR;
    rq_log_columns columns = {0};
    rq_status status = read_text(wrong[i].csv, wrong[i].length ? wrong[i].length : strlen(wrong[i].csv), &columns, &log, &error);
    assert_int_equal(status, RQ_BAD_DATA);
    assert_null(log.customer);
    if (wrong[i].message)
      assert_string_equal(error.text, wrong[i].message);
    else {
      assert_int_equal(error.count, 11);
      assert_non_null(strstr(error.text, "log.csv: there may be more mistakes after line 11\n"));
    }
    rq_error_free(&error);
  }
}

static void expect_unreadable(const char *path, const rq_log_columns *columns, rq_status expected, const char *message) {
  rq_log log;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(rq_log_from_csv(path, columns, &log, &error), expected);
  assert_string_equal(error.text, message);
  rq_error_free(&error);
}

static void unreadable_files(void **state) {
  (void)state;
  rq_log_columns usual = {0}, wanted = {.customer = "Househld"};
  expect_unreadable("nowhere.csv", &usual, RQ_NO_INPUT, "nowhere.csv: No such file or directory\n");
  assert_int_equal(mkdir("sub", 0700), 0);
  expect_unreadable("sub", &usual, RQ_NO_INPUT, "sub: Is a directory\n");
  write_file("log.csv", "household,week,brand\n1,1,a\n", 27);
  expect_unreadable("log.csv", &wanted, RQ_BAD_DATA, "log.csv:1: no column 'Househld'; did you mean 'household'?\n");
}

static void too_many_brands(void **state) {
  (void)state;
  FILE *file = fopen("log.csv", "w");
  fputs(HEAD, file);
  for (int i = 0; i < 201; i++) fprintf(file, "1,%d,brand %d\n", i, i);
  fclose(file);
  rq_log_columns usual = {0};
  expect_unreadable("log.csv", &usual, RQ_BAD_DATA, "log.csv: 201 different brands; at most 200: is it the right column?\n");
}

static void too_many_columns(void **state) {
  (void)state;
  FILE *file = fopen("log.csv", "w");
  for (int i = 0; i < 300; i++) fputs("c,", file);
  fputs("\n1,1,a\n", file);
  fclose(file);
  rq_log_columns usual = {0};
  expect_unreadable("log.csv", &usual, RQ_BAD_DATA, "log.csv:1:513: more than 256 columns\n");
}

static int enter(void **state) {
  (void)state;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state) {
  (void)state;
  remove("log.csv");
  rmdir("sub");
  return chdir("/") == 0 ? rmdir(folder) : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_log),          cmocka_unit_test(equal_times_keep_their_order),
      cmocka_unit_test(spreadsheet_habits), cmocka_unit_test(semicolons_and_tabs),
      cmocka_unit_test(columns_by_name),    cmocka_unit_test(columns_misspelt),
      cmocka_unit_test(broken_logs),        cmocka_unit_test(unreadable_files),
      cmocka_unit_test(too_many_brands),    cmocka_unit_test(too_many_columns),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
