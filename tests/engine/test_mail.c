/* Mail arrives once, in the order receiver, kind, priority, sender, as posted; for an earlier phase it arrives in the next week. Held to
 * a plain list that is sorted as a whole, over three blocks and a hub. */
#include "tiny.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST, SECOND, THIRD, PHASES };
/* Numbers of kinds are not in the order of phases, and two kinds come to one phase. */
enum { TO_THIRD, TO_SECOND_LATE, TO_FIRST, TO_SECOND, KINDS };
static const rq_mail_kind kinds[KINDS] = {{"to third", THIRD, 7}, {"late", SECOND, 7}, {"to first", FIRST, 7}, {"to second", SECOND, 7}};

#define PEOPLE 9000u
#define HUB 4097u
#define MOST 40000u
#define WEEKS 4u

/* What one phase of one week posts or gets. */
typedef struct bag {
  rq_mail mail[MOST];
  uint32_t count;
} bag;

typedef struct book {
  bag posted[PHASES], got[PHASES][3]; /* got by block */
} book;

/* The letters of a person in a phase of a week: by key, so that the test can post them too. */
static uint32_t letters(rq_key key, uint32_t week, uint32_t phase, uint32_t person, rq_mail out[4]) {
  rq_words word = rq_draw(key, person, week, 10 + phase, 0);
  uint32_t count = word.v[0] % 4;
  for (uint32_t k = 0; k < count; k++) {
    rq_words w = rq_draw(key, person, week, 20 + phase, k);
    bool hub = w.v[0] % 16 == 0;
    out[k] = (rq_mail){.to = hub ? HUB : w.v[1] % PEOPLE, .from = person, .priority = w.v[2] % 5, .kind = w.v[3] % KINDS};
    out[k].word[0].u = (week * PHASES + phase) * 4 + k;
    for (uint32_t c = 1; c < 7; c++) out[k].word[c].u = w.v[c % 4] + c;
  }
  return count;
}

/* Rounds have each letter once: round r has letter r of everybody who has so many, in order of receiver. */
static void check_rounds(const rq_block *b) {
  rq_round round = {0};
  uint8_t letters_of[RQ_BLOCK];
  uint32_t seen = 0;
  for (round.number = 0; rq_letters_round(b, &round);)
    for (uint32_t k = 0; k < round.count; k++, seen++) {
      uint32_t m = round.of[k], n = b->mail[m].to - b->first;
      if (m != b->mail_begin[n] + round.number - 1 || (k > 0 && m <= round.of[k - 1])) abort();
    }
  if (seen != b->mail_count) abort();
  for (uint32_t n = 0; n < b->count; n++) {
    uint32_t count = b->mail_begin[n + 1] - b->mail_begin[n];
    letters_of[n] = (uint8_t)(count < 200 ? count : 200);
    seen -= count - letters_of[n];
  }
  for (round.number = 0; rq_agents_round(b, letters_of, &round); seen -= round.count)
    for (uint32_t k = 0; k < round.count; k++)
      if (letters_of[round.of[k]] < round.number || (k > 0 && round.of[k] <= round.of[k - 1])) abort();
  if (seen) abort();
}

static void run(rq_block *b, uint32_t phase) {
  check_rounds(b);
  book *x = *(book *const *)rq_parameters(b->world);
  bag *got = &x->got[phase][b->number];
  for (uint32_t n = 0; n < b->count; n++)
    for (uint32_t m = b->mail_begin[n]; m < b->mail_begin[n + 1]; m++) {
      if (b->mail[m].to != b->first + n || got->count == MOST) abort();
      got->mail[got->count++] = b->mail[m];
    }
  for (uint32_t n = 0; n < b->count; n++) {
    rq_mail mail[4];
    uint32_t count = letters(rq_world_key(b->world), rq_week(b->world), phase, b->first + n, mail);
    for (uint32_t k = 0; k < count; k++) rq_post(b, &mail[k]);
  }
}

static void run_first(rq_block *b) {
  run(b, FIRST);
}

static void run_second(rq_block *b) {
  run(b, SECOND);
}

static void run_third(rq_block *b) {
  run(b, THIRD);
}

static const rq_phase phases[PHASES] = {{"first", "", run_first, NULL}, {"second", "", run_second, NULL}, {"third", "", run_third, NULL}};
static const rq_model postal = {.name = "postal",
                                .mails = kinds,
                                .mails_count = KINDS,
                                .phases = phases,
                                .phases_count = PHASES,
                                .dimensions = tiny_dimensions,
                                .populate = tiny_populate};

/* ---- the reference: one list a phase, sorted as a whole ---- */

/* Place in the order of posting: week, phase and which of the person's letters, as `letters` wrote it. */
static uint32_t posted_in(const rq_mail *m) {
  return m->word[0].u;
}

static int canonical(const void *one, const void *other) {
  const rq_mail *a = one, *b = other;
  if (a->to != b->to) return a->to < b->to ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->priority != b->priority) return a->priority < b->priority ? -1 : 1;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  return (posted_in(a) > posted_in(b)) - (posted_in(a) < posted_in(b));
}

/* Puts the letters of a phase into the bag of the phase that gets them. */
static void post_all(book *x, rq_key key, uint32_t week, uint32_t phase) {
  for (uint32_t i = 0; i < PEOPLE; i++) {
    rq_mail mail[4];
    uint32_t count = letters(key, week, phase, i, mail);
    for (uint32_t k = 0; k < count; k++) {
      bag *to = &x->posted[kinds[mail[k].kind].phase];
      assert_true(to->count < MOST);
      to->mail[to->count++] = mail[k];
    }
  }
}

/* Takes what is due in a phase, in order, and compares it with what the blocks got. */
static void check_phase(book *x, uint32_t phase, uint64_t *letters_checked) {
  bag *due = &x->posted[phase];
  qsort(due->mail, due->count, sizeof *due->mail, canonical);
  uint32_t seen = 0;
  for (uint32_t block = 0; block < 3; block++) {
    bag *got = &x->got[phase][block];
    for (uint32_t k = 0; k < got->count; k++, seen++) {
      assert_true(seen < due->count);
      assert_memory_equal(&got->mail[k], &due->mail[seen], sizeof(rq_mail));
    }
    got->count = 0;
  }
  assert_int_equal(seen, due->count);
  *letters_checked += due->count;
  due->count = 0;
}

static void mail_comes_in_canonical_order(void **state) {
  (void)state;
  book *x = calloc(1, sizeof *x);
  assert_non_null(x);
  for (int threads = 1; threads <= 3; threads += 2) {
    memset(x, 0, sizeof *x);
    rq_world_settings settings = {.key = {5, 1}, .threads = threads};
    rq_world *w = tiny_world(&postal, &x, PEOPLE, 0, &settings);
    uint64_t checked = 0;
    for (uint32_t week = 1; week <= WEEKS; week++) {
      tiny_tick(w);
      for (uint32_t phase = 0; phase < PHASES; phase++) {
        check_phase(x, phase, &checked); /* what an earlier phase of this week or a later one of last week has posted */
        post_all(x, settings.key, week, phase);
      }
    }
    assert_true(checked > WEEKS * PEOPLE);
    uint64_t posted = 0, waiting = 0;
    for (uint32_t k = 0; k < KINDS; k++) posted += rq_world_mail(w, k);
    for (uint32_t p = 0; p < PHASES; p++) waiting += x->posted[p].count;
    assert_true(waiting > 0);
    assert_int_equal(posted, checked + waiting);
    rq_world_free(w);
  }
  free(x);
}

/* Mail in transit belongs to the state: with one letter more under way, the digest is another. */
static void mail_in_transit_is_in_the_digest(void **state) {
  (void)state;
  book *x = calloc(1, sizeof *x);
  assert_non_null(x);
  rq_world_settings settings = {.key = {5, 1}, .threads = 1};
  char digest[2][RQ_DIGEST_LENGTH];
  for (uint32_t k = 0; k < 2; k++) {
    settings.key.seed = 5 + k; /* no state but mail */
    memset(x, 0, sizeof *x);
    rq_world *w = tiny_world(&postal, &x, PEOPLE, 0, &settings);
    tiny_tick(w);
    rq_error error = RQ_NO_ERROR;
    assert_int_equal(rq_world_digest(w, digest[k], &error), RQ_OK);
    rq_world_free(w);
  }
  assert_string_not_equal(digest[0], digest[1]);
  free(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mail_comes_in_canonical_order),
      cmocka_unit_test(mail_in_transit_is_in_the_digest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
