/* Mail: posted into the sender's block, delivered to the receiver's, without locks and in an order that does not
 * depend on threads: receiver, kind, keyed priority, sender, and then as posted. */
#include "sim/state.h"
#include <stdlib.h>
#include <string.h>

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

void rq_post(rq_block *b, const rq_mail *mail) {
  rq_store *s = b->store;
  rq_outbox *box = &s->outbox[b->world->model->mails[mail->kind].phase];
  if (!rq_grow((void **)&box->mail, &box->room, (uint64_t)box->count + 1, sizeof *box->mail)) {
    s->out_of_memory = true;
    return;
  }
  box->mail[box->count++] = *mail;
  s->posted[mail->kind]++;
}

void rq_outbox_free(rq_outbox *box) {
  free(box->mail);
  free(box->order);
  free(box->begin);
}

/* Counting sort by receiving block; stable. */
bool rq_mail_sort(const rq_world *w, rq_outbox *box) {
  if (!box->begin && !(box->begin = malloc((w->blocks + 1) * sizeof *box->begin))) return false;
  memset(box->begin, 0, (w->blocks + 1) * sizeof *box->begin);
  if (!rq_grow((void **)&box->order, &box->order_room, box->count, sizeof *box->order)) return false;
  for (uint32_t m = 0; m < box->count; m++) box->begin[rq_block_of(box->mail[m].to)]++;
  uint32_t sum = 0;
  for (uint32_t k = 0; k <= w->blocks; k++) {
    uint32_t n = box->begin[k];
    box->begin[k] = sum;
    sum += n;
  }
  for (uint32_t m = 0; m < box->count; m++) box->order[box->begin[rq_block_of(box->mail[m].to)]++] = m;
  memmove(box->begin + 1, box->begin, w->blocks * sizeof *box->begin);
  box->begin[0] = 0;
  return true;
}

static bool before(const rq_mail *a, const rq_mail *b) {
  if (a->kind != b->kind) return a->kind < b->kind;
  if (a->priority != b->priority) return a->priority < b->priority;
  return a->from < b->from;
}

/* The few messages of one receiver, by comparison; stable. */
static void insertion_sort(rq_mail *mail, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    rq_mail m = mail[i];
    uint32_t k = i;
    for (; k > 0 && before(&m, &mail[k - 1]); k--) mail[k] = mail[k - 1];
    mail[k] = m;
  }
}

/* A receiver of very much mail (a hub) is sorted by merging halves; `spare` holds count messages. */
static void merge_sort(rq_mail *mail, rq_mail *spare, uint32_t count) {
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

bool rq_mail_deliver(const rq_world *w, uint32_t phase, uint32_t block, rq_scratch *scratch) {
  uint32_t total = 0, first = block * RQ_BLOCK;
  memset(scratch->begin, 0, sizeof scratch->begin);
  for (uint32_t s = 0; s < w->blocks; s++) {
    const rq_outbox *in = &w->store[s].incoming[phase];
    if (!in->count) continue;
    for (uint32_t k = in->begin[block]; k < in->begin[block + 1]; k++) scratch->begin[in->mail[in->order[k]].to - first + 1]++;
    total += in->begin[block + 1] - in->begin[block];
  }
  if (!rq_grow((void **)&scratch->mail, &scratch->room, 2 * (uint64_t)total, sizeof *scratch->mail)) return false;
  for (uint32_t i = 0; i < RQ_BLOCK; i++) {
    scratch->cursor[i] = scratch->begin[i];
    scratch->begin[i + 1] += scratch->begin[i];
  }
  for (uint32_t s = 0; s < w->blocks && total; s++) {
    const rq_outbox *in = &w->store[s].incoming[phase];
    if (!in->count) continue;
    for (uint32_t k = in->begin[block]; k < in->begin[block + 1]; k++) {
      const rq_mail *m = &in->mail[in->order[k]];
      scratch->mail[scratch->cursor[m->to - first]++] = *m;
    }
  }
  for (uint32_t i = 0; i < RQ_BLOCK && total; i++) {
    uint32_t n = scratch->begin[i + 1] - scratch->begin[i];
    if (n > 1) merge_sort(scratch->mail + scratch->begin[i], scratch->mail + total, n);
  }
  return true;
}
