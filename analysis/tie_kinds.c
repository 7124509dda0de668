/* Blocks of halves are summed by threads and merged in order. */
#include "analysis/tie_kinds.h"
#include "analysis/society.h"
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 14, BLOCKS = RQ_SLAB / BLOCK, KINDS = RQ_CLASSES * RQ_BASES };

void rq_tie_kind_add(rq_tie_kind *k, double closeness, double affective, double cognitive) {
  rq_moments_add(&k->closeness, closeness);
  rq_moments_add(&k->affective, affective);
  rq_moments_add(&k->cognitive, cognitive);
  rq_pairs_add(&k->trusts, affective, cognitive);
}

void rq_tie_kind_merge(rq_tie_kind *k, const rq_tie_kind *more) {
  rq_moments_merge(&k->closeness, &more->closeness);
  rq_moments_merge(&k->affective, &more->affective);
  rq_moments_merge(&k->cognitive, &more->cognitive);
  rq_moments_merge(&k->owed, &more->owed);
  rq_pairs_merge(&k->trusts, &more->trusts);
}

/* Plain sums of one kind in a block: a block is short enough for them to lose no digits, and they need no division. */
typedef struct sums {
  uint64_t count;
  double g, a, c, gg, aa, cc, ac;
} sums;

static rq_moments moments(double sum, double squares, uint64_t count) {
  double mean = sum / (double)count, rest = squares - sum * mean;
  return (rq_moments){count, mean, rest > 0 ? rest : 0};
}

static void sum_block(const rq_slabs *x, size_t from, size_t until, const rq_classes *classes, rq_tie_kind *kinds) {
  sums sum[KINDS] = {0};
  for (size_t k = from; k < until; k++) {
    double g = (double)x->value[RQ_TIE_CLOSENESS][k], a = (double)x->value[RQ_TIE_AFFECTIVE][k], c = (double)x->value[RQ_TIE_COGNITIVE][k];
    float b = x->value[RQ_TIE_BASIS][k];
    unsigned basis = b >= 0 && b < RQ_BASES ? (unsigned)b : RQ_ACQUAINTANCE;
    sums *s = &sum[rq_class_of(classes, g, basis == RQ_KIN) * RQ_BASES + basis];
    s->count++;
    s->g += g;
    s->a += a;
    s->c += c;
    s->gg += g * g;
    s->aa += a * a;
    s->cc += c * c;
    s->ac += a * c;
  }
  memset(kinds, 0, KINDS * sizeof *kinds);
  for (unsigned k = 0; k < KINDS; k++) {
    const sums *s = &sum[k];
    if (s->count == 0) continue;
    kinds[k].closeness = moments(s->g, s->gg, s->count);
    rq_moments a = kinds[k].affective = moments(s->a, s->aa, s->count);
    rq_moments c = kinds[k].cognitive = moments(s->c, s->cc, s->count);
    kinds[k].trusts = (rq_pairs){s->count, {a.mean, c.mean}, {a.squares, c.squares}, s->ac - s->a * c.mean};
  }
}

rq_status rq_tie_kinds_find(const rq_run *run, uint32_t week, const rq_classes *classes, rq_tie_kind kinds[RQ_CLASSES][RQ_BASES],
                            rq_error *error) {
  unsigned wanted = 1u << RQ_TIE_CLOSENESS | 1u << RQ_TIE_AFFECTIVE | 1u << RQ_TIE_COGNITIVE | 1u << RQ_TIE_BASIS;
  uint64_t halves = 0;
  rq_slabs x = {0};
  rq_tie_kind *block = malloc((size_t)BLOCKS * KINDS * sizeof *block);
  rq_status status = block ? rq_snapshot_halves(run, week, &halves, error) : rq_no_memory(error, "ties");
  if (status == RQ_OK) status = rq_slabs_open(&x, run, week, halves, wanted, error);
  memset(kinds, 0, KINDS * sizeof **kinds);
  while (status == RQ_OK && rq_slabs_next(&x, &status, error)) {
    size_t blocks = (x.count + BLOCK - 1) / BLOCK;
#pragma omp parallel for schedule(dynamic)
    for (size_t b = 0; b < blocks; b++)
      sum_block(&x, b * BLOCK, (b + 1) * BLOCK < x.count ? (b + 1) * BLOCK : x.count, classes, block + b * KINDS);
    for (size_t b = 0; b < blocks; b++)
      for (unsigned k = 0; k < KINDS; k++) rq_tie_kind_merge(&kinds[k / RQ_BASES][k % RQ_BASES], &block[b * KINDS + k]);
  }
  rq_slabs_close(&x);
  free(block);
  return status;
}
