/* Cutting each customer's purchases into spells. */
#include "analysis/spells.h"
#include <math.h>
#include <stdlib.h>

/* The spell that begins with purchase i of a customer whose purchases end before `stop`. */
static rq_spell spell_from(const rq_log *log, size_t i, size_t stop, double end, double gap) {
  rq_spell s = {.customer = log->customer[i], .brand = log->brand[i], .start = log->time[i]};
  s.segment = log->segment ? log->segment[i] : RQ_NO_SEGMENT;
  for (size_t k = i;; k++) {
    s.purchases++;
    if (log->price && !isnan(log->price[k])) {
      s.spent += log->price[k];
      s.priced++;
    }
    double next = k + 1 < stop ? log->time[k + 1] : end;
    bool lapsed = gap > 0 && next - log->time[k] > gap;
    bool other = k + 1 < stop && log->brand[k + 1] != s.brand;
    if (!lapsed && !other && k + 1 < stop) continue;
    s.length = (lapsed ? log->time[k] + gap : next) - s.start;
    s.left = lapsed || other;
    return s;
  }
}

rq_status rq_spells_make(const rq_log *log, double gap, rq_spell **spells, size_t *count, rq_error *error) {
  size_t *known = calloc(log->brands ? log->brands : 1, sizeof *known); /* customer + 1 who was seen last with the brand */
  *spells = malloc((log->count ? log->count : 1) * sizeof **spells);
  *count = 0;
  if (!known || !*spells) {
    free(known);
    free(*spells);
    *spells = NULL;
    return rq_no_memory(error, "the customers' spells");
  }
  for (size_t c = 0; c < log->customers; c++) {
    size_t stop = log->begin[c + 1];
    for (size_t i = log->begin[c]; i < stop;) {
      rq_spell s = spell_from(log, i, stop, rq_log_end(log, c), gap);
      s.first = known[s.brand] != c + 1;
      known[s.brand] = c + 1;
      (*spells)[(*count)++] = s;
      i += s.purchases;
    }
  }
  free(known);
  return RQ_OK;
}
