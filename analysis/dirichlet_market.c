/* A market, counted from a purchase log. */
#include "analysis/dirichlet_fit.h"
#include <stdlib.h>
#include <string.h>

void rq_market_free(rq_market *m) {
  free(m->above);
  free(m->brand_above);
  free(m->share);
  free(m->category);
  free(m->sole);
  *m = (rq_market){0};
}

static void count_buyer(const uint32_t *bought, uint32_t all, rq_market *m) {
  for (uint32_t k = 0; k < all; k++) m->above[k]++;
  for (size_t b = 0; b < m->brands; b++) {
    for (uint32_t k = 0; k < bought[b]; k++) m->brand_above[b * m->most + k]++;
    m->share[b] += bought[b];
    if (!bought[b]) continue;
    m->category[b] += all;
    m->sole[b] += bought[b] == all;
  }
}

rq_status rq_market_from_log(const rq_log *log, rq_market *m, rq_error *error) {
  *m = (rq_market){.brands = log->brands, .buyers = (double)log->customers, .purchases = (double)log->count};
  for (size_t c = 0; c < log->customers; c++) {
    size_t all = log->begin[c + 1] - log->begin[c];
    if (all > m->most) m->most = all;
  }
  uint32_t *bought = malloc((m->brands + 1) * sizeof *bought);
  m->above = calloc(m->most + 1, sizeof *m->above);
  m->brand_above = calloc(m->brands * m->most + 1, sizeof *m->brand_above);
  m->share = calloc(m->brands + 1, sizeof *m->share);
  m->category = calloc(m->brands + 1, sizeof *m->category);
  m->sole = calloc(m->brands + 1, sizeof *m->sole);
  bool good = bought && m->above && m->brand_above && m->share && m->category && m->sole;
  for (size_t c = 0; good && c < log->customers; c++) {
    memset(bought, 0, m->brands * sizeof *bought);
    for (size_t i = log->begin[c]; i < log->begin[c + 1]; i++) bought[log->brand[i]]++;
    count_buyer(bought, (uint32_t)(log->begin[c + 1] - log->begin[c]), m);
  }
  for (size_t b = 0; good && b < m->brands; b++) m->share[b] /= m->purchases;
  free(bought);
  return good ? RQ_OK : rq_no_memory(error, "the market");
}
