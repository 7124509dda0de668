/* The same bits whatever the machine does: any number of threads, processors with and without fused multiply-add, observed or not. Controls:
 * models that draw a number, or add up floats, in the order in which blocks happen to run are found out. */
#define _XOPEN_SOURCE 700 /* nftw, readlink */
#include "models/renqing.h"
#include "sim/run.h"
#include "tiny.h"
#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the three configurations ---- */

#define BRANDS                                                                                                                             \
  "brands=[{name: A, failure_rate: 0.1}, {name: B, price: 97.3}, {name: C, enters: 6, awareness: 0.2}]", "market.price_war=yes",           \
      "market.purchase_rate=0.8"
#define CAMPAIGNS                                                                                                                          \
  "campaigns=[{brand: C, favor: gift, channel: personalisation, target: prospects, start: 6, budget: 4000, until: 30},"                    \
  " {brand: A, favor: discount, channel: email, value: 0.15, start: 2, every: 3, budget: 9000, until: 30},"                                \
  " {brand: A, favor: event, channel: face_to_face, target: most_connected, fraction: 0.02, start: 3, every: 4},"                          \
  " {brand: B, favor: personal_service, channel: live_chat, target: brokers, fraction: 0.1, every: 2, budget: 30000.55, until: 30}]"

typedef struct setting {
  const char *name;
  uint32_t weeks;
  const char *set[10];
} setting;

static const setting settings[] = {
    {"renqing",
     32,
     {"population.size=9000", "population.network.mean_degree=12", "population.network.circle_neighbours=6", BRANDS, CAMPAIGNS}},
    {"transactional",
     32,
     {"culture=transactional", "population.size=12500", "population.network.kind=small_world", "population.network.mean_degree=8"}},
    {"karate", 200, {"population.network.kind=karate", "meetings.rate=1.5"}},
};

static rq_setup load(const setting *s, const char *more) {
  const char *sets[12];
  size_t count = 0;
  while (s->set[count]) {
    sets[count] = s->set[count];
    count++;
  }
  if (more) sets[count++] = more;
  rq_setup setup;
  rq_error error = RQ_NO_ERROR;
  rq_config_source source = {.sets = sets, .sets_count = count};
  if (rq_setup_load(&source, &rq_renqing_model, &setup, &error)) fail_msg("%s", error.text);
  setup.settings.weeks = s->weeks;
  return setup;
}

static void digest_of(const setting *s, const char *more, int threads, char digest[RQ_DIGEST_LENGTH]) {
  rq_setup setup = load(s, more);
  rq_error error = RQ_NO_ERROR;
  rq_world *world;
  rq_observer observer = {.verify = false};
  if (rq_setup_world(&setup, threads, &world, &error) || rq_turn_weeks(&setup, world, NULL, &observer, &error) ||
      rq_world_digest(world, digest, &error))
    fail_msg("%s", error.text);
  rq_world_free(world);
  rq_setup_free(&setup);
}

static void threads_do_not_matter(void **state) {
  (void)state;
  static const int threads[] = {2, 3, 8};
  for (size_t k = 0; k < RQ_COUNT_OF(settings); k++) {
    char one[RQ_DIGEST_LENGTH], other[RQ_DIGEST_LENGTH];
    digest_of(&settings[k], NULL, 1, one);
    print_message("%-14s %s\n", settings[k].name, one);
    for (size_t t = 0; t < RQ_COUNT_OF(threads); t++) {
      digest_of(&settings[k], NULL, threads[t], other);
      assert_string_equal(one, other);
    }
  }
}

static void another_seed_is_another_society(void **state) {
  (void)state;
  char one[RQ_DIGEST_LENGTH], other[RQ_DIGEST_LENGTH];
  digest_of(&settings[2], NULL, 1, one);
  digest_of(&settings[2], "seed=2", 1, other);
  assert_string_not_equal(one, other);
  digest_of(&settings[2], "replicate=1", 1, other);
  assert_string_not_equal(one, other);
}

/* ---- processors ---- */

/* What this process gives: the digests, and a sum of the C library's bits, which is no part of the comparison. */
static void tell_digests(void) {
  for (size_t k = 0; k < RQ_COUNT_OF(settings); k++) {
    char digest[RQ_DIGEST_LENGTH];
    digest_of(&settings[k], NULL, 2, digest);
    printf("%s\n", digest);
  }
  uint64_t sum = 0;
  for (uint32_t n = 0; n < 200000; n++) {
    double x = exp(n * 0.0003 - 30) + log(n + 1.5) + tanh(n * 1e-5) + pow(n + 0.7, 0.3);
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    sum = sum * 31 + bits;
  }
  printf("%llu\n", (unsigned long long)sum);
}

static void child_says(const char *tunables, char *text, size_t size) {
  char self[4096];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  assert_true(length > 0);
  self[length] = '\0';
  int pipes[2];
  assert_int_equal(pipe(pipes), 0);
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (tunables && setenv("GLIBC_TUNABLES", tunables, 1)) _exit(1);
    if (!tunables) unsetenv("GLIBC_TUNABLES");
    if (dup2(pipes[1], STDOUT_FILENO) < 0) _exit(1);
    execl(self, self, "digests", (char *)NULL);
    _exit(1);
  }
  close(pipes[1]);
  size_t used = 0;
  for (ssize_t got; (got = read(pipes[0], text + used, size - 1 - used)) > 0;) used += (size_t)got;
  text[used] = '\0';
  close(pipes[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void processors_do_not_matter(void **state) {
  (void)state;
  char with[1024], without[1024];
  child_says(NULL, with, sizeof with);
  child_says("glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable", without, sizeof without);
  size_t digests = RQ_COUNT_OF(settings) * RQ_DIGEST_LENGTH; /* with a newline each */
  assert_true(strlen(with) > digests);
  bool took_hold = strcmp(with + digests, without + digests) != 0;
  print_message("the C library's own functions differ without AVX2 and FMA: %s\n", took_hold ? "yes" : "no (this machine cannot tell)");
  with[digests] = without[digests] = '\0';
  assert_string_equal(with, without);
}

/* ---- looking ---- */

static int drop(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about;
  (void)kind;
  (void)where;
  return remove(path);
}

static void observed_digest(const setting *s, const char *panel, char digest[RQ_DIGEST_LENGTH]) {
  char folder[] = "/tmp/renqing-threads-XXXXXX", path[sizeof folder + 16];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/run.h5", folder);
  rq_setup setup = load(s, panel);
  setup.settings.weeks = 20;
  setup.settings.snapshot_every = 3;
  rq_error error = RQ_NO_ERROR;
  rq_world *world;
  rq_writer *writer = NULL;
  rq_provenance provenance = {.scenario = "", .command_line = "test", .threads = 1};
  rq_observer observer = {.verify = true};
  if (rq_setup_world(&setup, 2, &world, &error) ||
      rq_writer_open(path, false, &setup.settings, setup.config, world, &provenance, &writer, &error) ||
      rq_turn_weeks(&setup, world, writer, &observer, &error) || rq_writer_finish(writer, world, "finished", &error) ||
      rq_world_digest(world, digest, &error))
    fail_msg("%s", error.text);
  rq_writer_free(writer);
  rq_world_free(world);
  rq_setup_free(&setup);
  assert_int_equal(nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void looking_changes_nothing(void **state) {
  (void)state;
  setting s = {"looked at", 20, {"population.size=1500", "population.network.mean_degree=20", BRANDS, CAMPAIGNS}};
  char bare[RQ_DIGEST_LENGTH], digest[RQ_DIGEST_LENGTH];
  digest_of(&s, "panel.size=0", 2, bare);
  digest_of(&s, "panel.size=100000", 2, digest);
  assert_string_equal(bare, digest);
  observed_digest(&s, "panel.size=0", digest);
  assert_string_equal(bare, digest);
  observed_digest(&s, "panel.size=100000", digest);
  assert_string_equal(bare, digest);
}

/* ---- controls: order dependence, planted ---- */

typedef enum plant { NOTHING, DRAWS_IN_TURN, ADDS_IN_TURN } plant;
typedef struct planted {
  plant what;
  uint32_t draws; /* handed out so far, in the order in which blocks come */
  float sum;
} planted;

enum { X, TOTAL, PLANTED_FIELDS };
static const rq_field planted_fields[PLANTED_FIELDS] = {{"x", RQ_F32, RQ_PER_AGENT, {0, 0}, false, false, "", NULL, 0, ""},
                                                        {"total", RQ_F32, RQ_GLOBAL, {0, 0}, false, false, "", NULL, 0, ""}};
static const rq_series planted_series[] = {{"sum", RQ_TOTAL, {0, 0}, 0, "", ""}};

/* The first block has by far the most to do. */
static void work(const rq_block *b) {
  struct timespec pause = {.tv_nsec = b->number == 0 ? 5000000 : 0};
  nanosleep(&pause, NULL);
}

static void planted_week(rq_block *b) {
  planted *p = *(planted *const *)rq_parameters(b->world);
  static const float parts[4] = {1e8f, 1, -1e8f, 1}; /* in this order 1; with the first one last 0 */
  float *x = rq_array(b->world, X), part = parts[b->number];
  work(b);
  uint32_t turn = b->number; /* sound: by key */
#pragma omp critical
  {
    if (p->what == DRAWS_IN_TURN) turn = p->draws++ % 4;
    if (p->what == ADDS_IN_TURN) p->sum += part;
  }
  for (uint32_t i = b->first; i < b->first + b->count; i++) x[i] += rq_uniform(rq_world_key(b->world), turn, rq_week(b->world), 1, i);
  rq_add(b, 0, 0, (double)part); /* sound: added in the order of blocks */
}

static void planted_sum(rq_world *w) {
  const planted *p = *(planted *const *)rq_parameters(w);
  *(float *)rq_array(w, TOTAL) = p->what == ADDS_IN_TURN ? p->sum : (float)rq_tallied(w, 0, 0);
}

static const rq_phase planted_phases[] = {{"x", "", planted_week, NULL}, {"total", "", NULL, planted_sum}};
static const rq_model planted_model = {.name = "planted",
                                       .fields = planted_fields,
                                       .fields_count = PLANTED_FIELDS,
                                       .series = planted_series,
                                       .series_count = 1,
                                       .phases = planted_phases,
                                       .phases_count = 2,
                                       .dimensions = tiny_dimensions,
                                       .populate = tiny_populate};

/* How many of ten tries with two threads give another digest than one thread. */
static uint32_t differing(plant what) {
  char one[RQ_DIGEST_LENGTH], other[RQ_DIGEST_LENGTH];
  uint32_t differ = 0;
  for (int k = 0; k <= 10; k++) {
    planted state = {.what = what}, *at = &state;
    rq_world_settings s = {.key = {1, 0}, .threads = k ? 2 : 1};
    rq_world *w = tiny_world(&planted_model, &at, 4 * RQ_BLOCK, 0, &s);
    for (uint32_t week = 0; week < 3; week++) tiny_tick(w);
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(rq_world_digest(w, k ? other : one, &error), RQ_OK);
    differ += k && strcmp(one, other) != 0;
    rq_world_free(w);
  }
  return differ;
}

static void planted_order_dependence_is_found_out(void **state) {
  (void)state;
  assert_int_equal(differing(NOTHING), 0);
  uint32_t draws = differing(DRAWS_IN_TURN), sums = differing(ADDS_IN_TURN);
  print_message("found out in %u and %u of 10 tries\n", draws, sums);
  assert_true(draws >= 1 && sums >= 1);
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "digests") == 0) {
    tell_digests();
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(another_seed_is_another_society),
      cmocka_unit_test(processors_do_not_matter),
      cmocka_unit_test(looking_changes_nothing),
      cmocka_unit_test(planted_order_dependence_is_found_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
