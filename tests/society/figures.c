/* What a society looks like: see figures.h. */
#include "figures.h"
#include <gsl/gsl_statistics_double.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- sums over weeks ---- */

typedef struct sums {
  double series[SERIES][ANSWERS];
  double asked[RULES], granted[RULES];
} sums;

static void add_favors(sums *s, const rq_world *w) {
  enum { WEEK, PERSON, OTHER, ROLE, RULE, ANSWER, COLUMNS = 10 };
  const double *event;
  size_t count = rq_world_events(w, E_FAVOR, &event);
  for (size_t k = 0; k < count; k++) {
    const double *e = event + k * COLUMNS;
    if (e[ROLE] != 1) continue; /* was asked */
    s->asked[(size_t)e[RULE]]++;
    s->granted[(size_t)e[RULE]] += e[ANSWER] == GRANTED;
  }
}

static void add_week(sums *s, const rq_world *w) {
  for (uint32_t k = 0; k < S_PURCHASES; k++)
    for (uint32_t cell = 0; cell < rq_series_cells(w, k); cell++) s->series[k][cell] += rq_tallied(w, k, cell);
  add_favors(s, w);
}

/* ---- at one moment ---- */

double society_correlation(const society *x) {
  size_t count = 0, room = 0;
  for (uint32_t i = 0; i < rq_agents(x->world); i++) room += rq_world_row(x->world, i).count;
  double *a = calloc(room + 1, sizeof *a), *c = calloc(room + 1, sizeof *c);
  assert_true(a && c);
  for (uint32_t i = 0; i < rq_agents(x->world); i++) {
    ties t = ties_seen(x->world, i);
    for (uint32_t k = 0; k < t.count; k++) {
      if (t.basis[k] == KIN) continue;
      half h = tie_now(x->p, &t, k, rq_week(x->world));
      a[count] = (double)h.a;
      c[count++] = (double)h.c;
    }
  }
  double r = gsl_stats_correlation(a, 1, c, 1, count);
  free(a);
  free(c);
  return r;
}

/* ---- figures ---- */

figures society_figures(society *x, uint32_t weeks) {
  sums s;
  memset(&s, 0, sizeof s);
  for (uint32_t w = 0; w < weeks; w++) {
    society_turn(x, 1, false);
    add_week(&s, x->world);
  }
  figures f = {0};
  double years = rq_agents(x->world) * (double)weeks / 52, looked = s.series[S_PEOPLE_LOOKED_AT][0];
  for (uint32_t class = 0; class < CLASSES; class ++) f.ties += s.series[S_TIES][class] / looked;
  for (uint32_t class = 0; class < CLASSES; class ++) f.class[class] = s.series[S_TIES][class] / looked / f.ties;
  for (uint32_t r = 0; r < RULES; r++) f.granted[r] = s.granted[r] / s.asked[r];
  f.closeness = s.series[S_CLOSENESS][0] / s.series[S_TIES_LOOKED_AT][0];
  f.inside = s.series[S_MET_INSIDE][0] / s.series[S_NEEDS][0];
  f.made = s.series[S_TIES_MADE][0] / 2 / years;
  f.ended = s.series[S_TIES_ENDED][0] / 2 / years;
  f.delay = s.series[S_REPAYMENT_DELAY][0] / s.series[S_REPAYMENTS][0];
  f.face = s.series[S_FACE][0] / s.series[S_PEOPLE][0];
  f.introductions = s.series[S_INTRODUCTIONS][0] / years;
  f.correlation = society_correlation(x);
  return f;
}

void society_print(const char *name, const figures *f) {
  print_message(
      "%-14s ties %.2f; expressive, mixed, instrumental %.3f %.3f %.3f; closeness %.3f; inside %.3f; granted %.3f %.3f %.3f; made, "
      "ended %.2f %.2f; delay %.2f; face %.3f; introductions %.2f; correlation %.3f\n",
      name, f->ties, f->class[EXPRESSIVE], f -> class[MIXED], f -> class[INSTRUMENTAL], f -> closeness, f -> inside,
      f -> granted[RULE_NEED], f -> granted[RULE_RENQING], f -> granted[RULE_EQUITY], f -> made, f -> ended, f -> delay, f -> face,
      f -> introductions, f -> correlation);
}
