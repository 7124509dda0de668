/* Reading a manifest: what is kept, and what each mistake is told. */
#include "analysis/ensemble.h"
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

#define SCENARIOS                                                                                                                          \
  "\"scenarios\": [{\"name\": \"as written\", \"slug\": \"as_written\", \"differs\": []},"                                                 \
  "{\"name\": \"\xe4\xba\xba\xe6\x83\x85\", \"slug\": \"\xe4\xba\xba\xe6\x83\x85\", \"differs\": ["                                        \
  "{\"key\": \"campaigns.0.value\", \"as_written\": 1.5, \"value\": \"0.4\"}, {\"key\": \"campaigns\", \"value\": []}]}]"
#define RUNS                                                                                                                               \
  "\"runs\": [{\"scenario\": \"as written\", \"replicate\": 1, \"path\": \"runs/as_written/r0001.h5\", \"state\": \"finished\", "          \
  "\"seconds\": 1.5, \"state_digest\": \"abc\", \"exit\": 0, \"message\": null},"                                                          \
  "{\"scenario\": \"\xe4\xba\xba\xe6\x83\x85\", \"replicate\": 1, \"path\": \"runs/x/r0001.h5\", \"state\": \"failed\", \"exit\": 74, "    \
  "\"message\": \"disk full\"}]"
#define HEAD                                                                                                                               \
  "{\"renqing_manifest\": 1, \"title\": \"t\", \"config\": \"a.yaml\", \"config_sha256\": \"00\", \"weeks\": 24, \"branch_week\": 3, "     \
  "\"replicates\": 1, \"question\": {\"base\": \"x\", \"outcomes\": [\"share\"], \"at\": 9}, \"new\": [], "
#define GOOD HEAD SCENARIOS ", " RUNS "}"

static char folder[] = "/tmp/renqing-ensemble-XXXXXX";

static rq_status read_it(const char *manifest, rq_ensemble *e, rq_error *error) {
  char path[128];
  snprintf(path, sizeof path, "%s/" RQ_MANIFEST, folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(manifest, file);
  assert_int_equal(fclose(file), 0);
  char slashed[128];
  snprintf(slashed, sizeof slashed, "%s//", folder);
  return rq_ensemble_read(slashed, e, error);
}

static void test_kept(void **state) {
  (void)state;
  rq_ensemble e;
  rq_error error = RQ_NO_ERROR;
  assert_int_equal(read_it(GOOD, &e, &error), RQ_OK);
  assert_string_equal(e.folder, folder);
  assert_string_equal(e.title, "t");
  assert_int_equal(e.weeks, 24);
  assert_int_equal(e.branch_week, 3);
  assert_string_equal(e.question.brand, "");
  assert_string_equal(e.question.base, "x");
  assert_int_equal(e.question.outcomes, 1);
  assert_string_equal(e.question.outcome[0], "share");
  assert_int_equal(e.question.at, 9);
  assert_int_equal(e.scenarios, 2);
  assert_int_equal(e.scenario[1].differs_count, 2);
  assert_string_equal(e.scenario[1].differs[0].as_written, "1.5");
  assert_string_equal(e.scenario[1].differs[0].value, "0.4");
  assert_string_equal(e.scenario[1].differs[1].as_written, "");
  assert_string_equal(e.scenario[1].differs[1].value, "[]");
  const rq_member *m = rq_ensemble_member(&e, 0, 1);
  assert_non_null(m);
  assert_int_equal(m->state, RQ_MEMBER_FINISHED);
  assert_true(m->seconds == 1.5);
  assert_string_equal(m->digest, "abc");
  char file[128];
  snprintf(file, sizeof file, "%s/runs/as_written/r0001.h5", folder);
  assert_string_equal(m->file, file);
  m = rq_ensemble_member(&e, 1, 1);
  assert_int_equal(m->state, RQ_MEMBER_FAILED);
  assert_int_equal(m->exit, 74);
  assert_true(isnan(m->seconds));
  assert_string_equal(m->message, "disk full");
  assert_null(rq_ensemble_member(&e, 1, 2));
  assert_int_equal(rq_ensemble_scenario(&e, "as written", &error), 0);
  assert_int_equal(error.count, 0);
  assert_int_equal(rq_ensemble_scenario(&e, "as writen", &error), 2);
  assert_non_null(strstr(error.text, "did you mean 'as written'?"));
  rq_error_free(&error);
  rq_ensemble_free(&e);
}

/* GOOD with one piece replaced. */
static char *spoiled(const char *piece, const char *by) {
  const char *at = strstr(GOOD, piece);
  assert_non_null(at);
  size_t room = strlen(GOOD) + strlen(by) + 1;
  char *text = malloc(room);
  assert_non_null(text);
  snprintf(text, room, "%.*s%s%s", (int)(at - GOOD), GOOD, by, at + strlen(piece));
  return text;
}

static void test_mistakes(void **state) {
  (void)state;
  static const char *const cases[][3] = {
      {"{\"renqing_manifest\": 1,", "{", "not a manifest"},
      {"\"renqing_manifest\": 1", "\"renqing_manifest\": 2", "form 2"},
      {"\"title\": \"t\"", "\"title\": 3", "\"title\" must be a text"},
      {"\"title\": \"t\"", "\"title\": \"a\\u001b[2J\"", "control characters"},
      {"\"title\": \"t\"", "\"title\": \"t\", \"title\": \"t\"", "duplicate"},
      {"\"weeks\": 24", "\"weeks\": -1", "\"weeks\" must be a whole number"},
      {"\"weeks\": 24", "\"weeks\": 2.5", "\"weeks\" must be a whole number"},
      {"\"branch_week\": 3", "\"branch_week\": 25", "after the last week"},
      {"\"scenarios\": [", "\"scenarios\": [3, ", "item 0 must be an object"},
      {"\"slug\": \"as_written\"", "\"slug\": \"../x\"", "scenario 0: \"slug\" may have"},
      {"\"name\": \"as written\"", "\"name\": \"\xe4\xba\xba\xe6\x83\x85\"", "scenario 1: has the name"},
      {"runs/x/r0001.h5", "/etc/passwd", "run 1: \"path\" leads out of the folder"},
      {"runs/x/r0001.h5", "runs/../../r.h5", "leads out of the folder"},
      {"runs/x/r0001.h5", "runs/x/..", "leads out of the folder"},
      {"runs/x/r0001.h5", "runs//r.h5", "leads out of the folder"},
      {"\"state\": \"finished\"", "\"state\": \"done\"", "run 0: \"state\" must be finished, failed, missing or running"},
      {"\"scenario\": \"as written\"", "\"scenario\": \"other\"", "none of the scenarios"},
      {"\"exit\": 74", "\"exit\": 740", "\"exit\" must be"},
      {"\"seconds\": 1.5", "\"seconds\": \"1.5\"", "\"seconds\" must be"},
      {"\"runs\": [", "\"runs\": [{\"scenario\": \"as written\", \"replicate\": 1, \"path\": \"a.h5\", \"state\": \"missing\"}, ",
       "two runs of scenario as written, replicate 1"},
      {"[\"share\"]", "[3]", "question: \"outcomes\" must be texts"},
      {"\"at\": 9", "\"at\": -9", "question: \"at\" must be a whole number"},
      {"}]}", "}]", ":1:"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *text = spoiled(cases[i][0], cases[i][1]);
    rq_ensemble e;
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(read_it(text, &e, &error), RQ_BAD_DATA);
    if (error.count != 1 || !strstr(error.text, cases[i][2])) fail_msg("case %zu: '%s'", i, error.text);
    assert_non_null(strstr(error.text, "manifest.json:"));
    rq_error_free(&error);
    rq_ensemble_free(&e);
    free(text);
  }
}

/* Cut anywhere, it is refused and nothing leaks. */
static void test_cut(void **state) {
  (void)state;
  char text[sizeof GOOD];
  for (size_t length = 0; length < sizeof GOOD - 1; length += 7) {
    memcpy(text, GOOD, length);
    text[length] = '\0';
    rq_ensemble e;
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(read_it(text, &e, &error), RQ_BAD_DATA);
    rq_error_free(&error);
    rq_ensemble_free(&e);
  }
}

static void test_none(void **state) {
  (void)state;
  rq_ensemble e;
  rq_error error = RQ_NO_ERROR;
  char path[128];
  snprintf(path, sizeof path, "%s/" RQ_MANIFEST, folder);
  unlink(path);
  assert_int_equal(rq_ensemble_read(folder, &e, &error), RQ_NO_INPUT);
  assert_non_null(strstr(error.text, "no runs in this folder"));
  rq_ensemble_free(&e);
  assert_int_equal(rq_ensemble_read("/nowhere/at/all", &e, &error), RQ_NO_INPUT);
  rq_ensemble_free(&e);
  rq_error_free(&error);
  assert_int_equal(rmdir(folder), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_kept), cmocka_unit_test(test_mistakes), cmocka_unit_test(test_cut),
                                     cmocka_unit_test(test_none)};
  if (!mkdtemp(folder)) return 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
