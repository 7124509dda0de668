/* Exchanges over many ties at once: between gathering the halves from their rows and putting them back, all is done in vectors. */
#include "models/people.h"
#include "sim/compiler.h"

static inline void add(exchanges *x, uint32_t person, const ties *t, uint32_t k, uint32_t week) {
  uint32_t n = x->count++;
  x->person[n] = person;
  x->place[n] = k;
  x->kin[n] = t->basis[k] == KIN;
  x->kept[n] = 1;
  x->weeks[n] = (float)(int32_t)(week - t->last[k]);
  x->g[n] = rq_fraction(t->g[k]);
  x->a[n] = rq_fraction(t->a[k]);
  x->c[n] = rq_fraction(t->c[k]);
}

void exchanges_add(const rq_block *b, exchanges *x, uint32_t person, uint32_t k) {
  ties t = ties_of(b, person);
  add(x, person, &t, k, rq_week(b->world));
}

RQ_CLONES void exchanges_now(const fading *fade, exchanges *restrict x) {
  const fading f = *fade;
  const uint32_t count = x->count;
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) {
    half was = {x->g[n], x->a[n], x->c[n]}, now = faded(&f, was, x->weeks[n], x->kin[n]);
    x->g[n] = now.g;
    x->a[n] = now.a;
    x->c[n] = now.c;
  }
}

void exchanges_between(const rq_block *b, exchanges *x, const uint32_t *person, const uint32_t *other, uint32_t count) {
  const renqing_parameters *p = rq_parameters(b->world);
  uint32_t place[EXCHANGES], week = rq_week(b->world);
  rq_find_each(b, person, other, count, place);
  x->count = 0;
  for (uint32_t n = 0; n < count; n++) {
    ties t = ties_of(b, person[n]);
    add(x, person[n], &t, place[n], week);
  }
  exchanges_now(&p->fading, x);
}

/* rq_to_fraction, still as wide as it was. */
RQ_CLONES static void to_fractions(const float *value, uint32_t count, int32_t *restrict fraction) {
#pragma omp simd
  for (uint32_t n = 0; n < count; n++) fraction[n] = rq_to_fraction(value[n]);
}

void exchanges_keep(const rq_block *b, exchanges *x) {
  int32_t g[EXCHANGES], a[EXCHANGES], c[EXCHANGES];
  uint32_t week = rq_week(b->world);
  to_fractions(x->g, x->count, g);
  to_fractions(x->a, x->count, a);
  to_fractions(x->c, x->count, c);
  for (uint32_t n = 0; n < x->count; n++) {
    if (!x->kept[n]) continue;
    ties t = ties_of(b, x->person[n]);
    uint32_t k = x->place[n];
    t.g[k] = (uint16_t)g[n];
    t.a[k] = (uint16_t)a[n];
    t.c[k] = (uint16_t)c[n];
    t.last[k] = (uint16_t)week;
  }
  x->count = 0;
}
