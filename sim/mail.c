/* Mail: posted into the sender's block, delivered to the receiver's, without locks and in an order that does not
 * depend on threads: receiver, kind, keyed priority, sender, and then as posted. Under way a letter takes only the words
 * that its kind has: receiver, sender, kind and priority, and these words. */
#include "sim/state.h"
#include <stdlib.h>
#include <string.h>

enum { HEAD = 3, MOST_WORDS = 7, KIND_SHIFT = 24 };

bool rq_grow(void **array, uint32_t *room, uint64_t count, size_t size) {
  if (count <= *room) return true;
  uint64_t want = count + count / 2 + 16;
  if (want > UINT32_MAX) return false;
  void *grown = realloc(*array, want * size);
  if (!grown) return false;
  *array = grown;
  *room = (uint32_t)want;
  return true;
}

/* ---- posting ---- */

void rq_post(rq_block *b, const rq_mail *mail) {
  rq_store *s = b->store;
  const rq_mail_kind *kind = &b->world->model->mails[mail->kind];
  rq_outbox *box = &s->outbox[kind->phase];
  if (!box->room && s->spares) *box = s->spare[--s->spares];
  if (box->used + HEAD + MOST_WORDS > box->room &&
      !rq_grow((void **)&box->word, &box->room, (uint64_t)box->used + HEAD + MOST_WORDS, sizeof *box->word)) {
    s->out_of_memory = true;
    return;
  }
  uint32_t *letter = box->word + box->used;
  letter[0] = mail->to;
  letter[1] = mail->from;
  letter[2] = mail->kind << KIND_SHIFT | (mail->priority & RQ_MOST_PRIORITY);
  memcpy(letter + HEAD, mail->word, sizeof mail->word); /* a fixed size is copied fastest; the next letter overwrites what is too much */
  box->used += HEAD + kind->words;
  s->posted[mail->kind]++;
}

/* ---- sorting by receiving block ---- */

static uint32_t length_of(const rq_world *w, const uint32_t *letter) {
  return HEAD + w->model->mails[letter[2] >> KIND_SHIFT].words;
}

uint32_t rq_mail_length(const rq_world *w, const uint32_t *letter, uint32_t phase) {
  uint32_t kind = letter[2] >> KIND_SHIFT;
  return kind < w->model->mails_count && w->model->mails[kind].phase == phase ? length_of(w, letter) : 0;
}

/* The mail that a block posted for a phase becomes its incoming mail (of others), in order of the receiving block; stable. */
static bool sort_by_block(const rq_world *w, rq_store *s, const rq_outbox *box) {
  rq_outbox *to = &s->incoming;
  if (!s->begin && !(s->begin = malloc((w->blocks + 1) * sizeof *s->begin))) return false;
  if (!rq_grow((void **)&to->word, &to->room, (uint64_t)box->used + MOST_WORDS, sizeof *to->word)) return false;
  memset(s->begin, 0, (w->blocks + 1) * sizeof *s->begin);
  for (uint32_t at = 0, n; at < box->used; at += n) {
    n = length_of(w, box->word + at);
    s->begin[rq_block_of(box->word[at])] += n;
  }
  uint32_t sum = 0;
  for (uint32_t k = 0; k <= w->blocks; k++) {
    uint32_t words = s->begin[k];
    s->begin[k] = sum;
    sum += words;
  }
  for (uint32_t at = 0, n; at < box->used; at += n) {
    const uint32_t *letter = box->word + at;
    n = length_of(w, letter);
    uint32_t *cursor = &s->begin[rq_block_of(letter[0])];
    for (uint32_t k = 0; k < n; k++) to->word[*cursor + k] = letter[k];
    *cursor += n;
  }
  memmove(s->begin + 1, s->begin, w->blocks * sizeof *s->begin);
  s->begin[0] = 0;
  to->used = box->used;
  return true;
}

/* Mail is taken out of the outbox, so that new mail for the same phase waits until next week; its memory serves the next. */
bool rq_mail_take(const rq_world *w, uint32_t phase, rq_store *s) {
  rq_outbox *box = &s->outbox[phase];
  s->incoming.used = 0;
  if (!box->used) return true;
  bool sorted = sort_by_block(w, s, box);
  box->used = 0;
  s->spare[s->spares++] = *box;
  *box = (rq_outbox){0};
  return sorted;
}

void rq_mail_free(const rq_world *w, rq_store *s) {
  for (uint32_t p = 0; s->outbox && p < w->model->phases_count; p++) free(s->outbox[p].word);
  for (uint32_t k = 0; s->spare && k < s->spares; k++) free(s->spare[k].word);
  free(s->incoming.word);
  free(s->outbox);
  free(s->spare);
  free(s->begin);
}

/* ---- delivery ---- */

static bool before(const rq_letter *a, const rq_letter *b) {
  return a->rank != b->rank ? a->rank < b->rank : a->word[1] < b->word[1];
}

/* The few letters of one receiver, by comparison; stable. */
static void insertion_sort(rq_letter *mail, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    rq_letter m = mail[i];
    uint32_t k = i;
    for (; k > 0 && before(&m, &mail[k - 1]); k--) mail[k] = mail[k - 1];
    mail[k] = m;
  }
}

/* A receiver of very much mail (a hub) is sorted by merging halves; `spare` holds count letters. */
static void merge_sort(rq_letter *mail, rq_letter *spare, uint32_t count) {
  if (count <= 32) {
    insertion_sort(mail, count);
    return;
  }
  uint32_t half = count / 2, a = 0, b = half;
  merge_sort(mail, spare, half);
  merge_sort(mail + half, spare, count - half);
  memcpy(spare, mail, count * sizeof *mail);
  for (uint32_t k = 0; k < count; k++) {
    bool second = a == half || (b < count && before(&spare[b], &spare[a]));
    mail[k] = second ? spare[b++] : spare[a++];
  }
}

/* The letters for one block from every block: those of block s stand from *from to *end. */
static bool letters_from(const rq_world *w, uint32_t s, uint32_t block, const uint32_t **from, const uint32_t **end) {
  const rq_store *sender = &w->store[s];
  if (!sender->incoming.used) return false;
  *from = sender->incoming.word + sender->begin[block];
  *end = sender->incoming.word + sender->begin[block + 1];
  return *from < *end;
}

/* Counts the letters of each receiver; returns how many there are. */
static uint32_t count_letters(const rq_world *w, uint32_t block, uint32_t *counts) {
  const uint32_t *letter, *end;
  uint32_t total = 0, first = block * RQ_BLOCK;
  for (uint32_t s = 0; s < w->blocks; s++) {
    if (!letters_from(w, s, block, &letter, &end)) continue;
    for (; letter < end; letter += length_of(w, letter), total++) counts[letter[0] - first]++;
  }
  return total;
}

/* Puts each letter into the place of its receiver, as posted. */
static void place_letters(const rq_world *w, uint32_t block, rq_scratch *scratch) {
  const uint32_t *letter, *end;
  uint32_t first = block * RQ_BLOCK;
  memcpy(scratch->cursor, scratch->begin, sizeof scratch->cursor);
  for (uint32_t s = 0; s < w->blocks; s++) {
    if (!letters_from(w, s, block, &letter, &end)) continue;
    for (; letter < end; letter += length_of(w, letter))
      scratch->letter[scratch->cursor[letter[0] - first]++] = (rq_letter){letter[2], letter};
  }
}

/* The letters of each receiver stand together: they end where the next one's would have been put. */
static void sort_letters(uint32_t block, rq_scratch *scratch, uint32_t total) {
  uint32_t first = block * RQ_BLOCK;
  for (uint32_t k = 0; k < total;) {
    uint32_t end = scratch->cursor[scratch->letter[k].word[0] - first];
    if (end > k + 1) merge_sort(scratch->letter + k, scratch->letter + total, end - k);
    k = end;
  }
}

/* As models read it; of the words those that its kind does not have mean nothing. */
static void open_letter(const uint32_t *letter, rq_mail *mail) {
  mail->to = letter[0];
  mail->from = letter[1];
  mail->priority = letter[2] & RQ_MOST_PRIORITY;
  mail->kind = letter[2] >> KIND_SHIFT;
  memcpy(mail->word, letter + HEAD, sizeof mail->word);
}

bool rq_mail_deliver(const rq_world *w, uint32_t block, rq_scratch *scratch) {
  memset(scratch->begin, 0, sizeof scratch->begin);
  uint32_t total = count_letters(w, block, scratch->begin), sum = 0;
  if (!rq_grow((void **)&scratch->mail, &scratch->room, total, sizeof *scratch->mail)) return false;
  if (!rq_grow((void **)&scratch->letter, &scratch->letter_room, 2 * (uint64_t)total, sizeof *scratch->letter)) return false;
  if (!total) return true;
  for (uint32_t i = 0; i <= RQ_BLOCK; i++) {
    uint32_t n = scratch->begin[i];
    scratch->begin[i] = sum;
    sum += n;
  }
  place_letters(w, block, scratch);
  sort_letters(block, scratch, total);
  for (uint32_t k = 0; k < total; k++) open_letter(scratch->letter[k].word, &scratch->mail[k]);
  return true;
}
