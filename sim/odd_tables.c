/* Tables of an ODD description that come from the model itself: state variables, processes, what is observed. */
#include "sim/odd_parts.h"
#include <string.h>

/* ---- state variables ---- */

static const char *values_of(rq_type type) {
  switch (type) {
  case RQ_U8:
    return "whole, 0 to 255";
  case RQ_U16:
    return "whole, 0 to 65535";
  case RQ_U32:
    return "whole, 32 bits";
  case RQ_I16:
  case RQ_I32:
  case RQ_I64:
    return "whole, with sign";
  case RQ_F32:
    return "real, 32 bits";
  case RQ_F64:
    return "real, 64 bits";
  case RQ_FRACTION:
    return "0 to 1, in 16 bits";
  case RQ_FIXED:
    return "multiples of 1/1024";
  }
  return "";
}

/* Codes as words: "0 kin, 1 circle". */
static void write_meanings(const rq_odd *odd, const char *meanings) {
  for (unsigned code = 0; *meanings; code++) {
    size_t length = strcspn(meanings, " ");
    fprintf(odd->out, "%s%u %.*s", code ? ", " : "", code, (int)length, meanings);
    meanings += length + (meanings[length] == ' ');
  }
}

static const char *dimension_name(const rq_odd *odd, uint8_t dim) {
  return odd->dimension[dim - 1].name;
}

/* "brand × lag"; nothing where there is none. */
static void write_dimensions(const rq_odd *odd, const uint8_t dims[2]) {
  if (dims[0]) fputs(dimension_name(odd, dims[0]), odd->out);
  if (dims[1]) fprintf(odd->out, " × %s", dimension_name(odd, dims[1]));
}

static void write_field(rq_odd *odd, rq_odd_mark *mark, const rq_field *f, bool symbols, bool each) {
  fputs("| ", odd->out);
  if (symbols) {
    rq_odd_cell(odd, rq_odd_symbol_of(mark, f->name));
    fputs(" | ", odd->out);
  }
  fprintf(odd->out, "`%s` | ", f->name);
  if (each) {
    write_dimensions(odd, f->dims);
    fputs(" | ", odd->out);
  }
  rq_odd_cell(odd, f->long_name);
  fprintf(odd->out, " | %s | ", strcmp(f->unit, "1") == 0 ? "" : f->unit);
  if (f->meanings)
    write_meanings(odd, f->meanings);
  else
    fputs(values_of(f->type), odd->out);
  fprintf(odd->out, " | %s |\n", rq_number_show(&odd->arena, f->initial));
}

static const struct state {
  const char *name, *says;
  rq_place place;
  bool plain, dimensioned; /* which of the fields */
} states[] = {
    {"agent", "An agent", RQ_PER_AGENT, true, false},
    {"pair", "An agent with regard to each item of a dimension", RQ_PER_AGENT, false, true},
    {"tie", "A half of a tie", RQ_PER_TIE, true, true},
    {"global", "The whole", RQ_GLOBAL, true, true},
};

static bool belongs(const struct state *s, const rq_field *f) {
  return f->place == s->place && (f->dims[0] ? s->dimensioned : s->plain);
}

rq_status rq_odd_state(rq_odd *odd, rq_odd_mark *mark) {
  const rq_model *m = odd->model;
  const struct state *s = states;
  const char *name = mark->words == 2 ? mark->word[1] : "";
  while (s < states + RQ_COUNT_OF(states) && strcmp(s->name, name) != 0) s++;
  if (s == states + RQ_COUNT_OF(states)) return rq_odd_wrong(odd, "kind of state", name);
  uint32_t count = 0;
  bool each = false, symbols = mark->symbols > 0;
  for (uint32_t f = 0; f < m->fields_count; f++) {
    count += belongs(s, &m->fields[f]);
    each |= belongs(s, &m->fields[f]) && m->fields[f].dims[0];
  }
  fprintf(odd->out, count ? "*%s:*\n\n" : "*%s:* no state variables.\n", s->says);
  if (!count) return RQ_OK;
  fprintf(odd->out, "|%s variable |%s meaning | unit | values | before drawing |\n", symbols ? " symbol |" : "", each ? " for each |" : "");
  fprintf(odd->out, "|%s---|%s---|---|---|---|\n", symbols ? "---|" : "", each ? "---|" : "");
  for (uint32_t f = 0; f < m->fields_count; f++)
    if (belongs(s, &m->fields[f])) write_field(odd, mark, &m->fields[f], symbols, each);
  return RQ_OK;
}

/* ---- processes ---- */

rq_status rq_odd_schedule(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  const rq_model *m = odd->model;
  fputs("| | process | what happens | who acts | messages that arrive |\n|---|---|---|---|---|\n", odd->out);
  for (uint32_t p = 0; p < m->phases_count; p++) {
    const rq_phase *phase = &m->phases[p];
    fprintf(odd->out, "| %u | `%s` | ", p + 1, phase->name);
    rq_odd_cell(odd, phase->says);
    fputs(phase->once ? (phase->run ? " | the whole, then each agent | " : " | the whole | ") : " | each agent | ", odd->out);
    const char *comma = "";
    for (uint32_t k = 0; k < m->mails_count; k++) {
      if (m->mails[k].phase != p) continue;
      fprintf(odd->out, "%s%s", comma, m->mails[k].name);
      comma = ", ";
    }
    fputs(" |\n", odd->out);
  }
  return RQ_OK;
}

/* ---- observation ---- */

rq_status rq_odd_series(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  const rq_model *m = odd->model;
  fputs("| series | for each | what it is | unit | meaning |\n|---|---|---|---|---|\n", odd->out);
  for (uint32_t s = 0; s < m->series_count; s++) {
    const rq_series *series = &m->series[s];
    fprintf(odd->out, "| `%s` | ", series->name);
    write_dimensions(odd, series->dims);
    if (series->kind == RQ_MEAN)
      fprintf(odd->out, " | mean over `%s`", m->series[series->over].name);
    else
      fputs(series->kind == RQ_TALLY ? " | count" : " | sum", odd->out);
    fprintf(odd->out, " | %s | ", strcmp(series->unit, "1") == 0 ? "" : series->unit);
    rq_odd_cell(odd, series->long_name);
    fputs(" |\n", odd->out);
  }
  return RQ_OK;
}

rq_status rq_odd_events(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  const rq_model *m = odd->model;
  if (!m->events_count) return RQ_OK;
  fputs("| event | what is noted | with |\n|---|---|---|\n", odd->out);
  for (uint32_t e = 0; e < m->events_count; e++) {
    const rq_event_kind *kind = &m->events[e];
    fprintf(odd->out, "| `%s` | ", kind->name);
    rq_odd_cell(odd, kind->long_name);
    fputs(" | ", odd->out);
    for (uint32_t c = 0; c < kind->columns_count; c++) fprintf(odd->out, "%s%s", c ? ", " : "", kind->columns[c].name);
    fputs(" |\n", odd->out);
  }
  return RQ_OK;
}

rq_status rq_odd_dimensions(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  uint32_t count = odd->model->dimensions_count;
  if (!count) return RQ_OK;
  fputs("| dimension | its items |\n|---|---|\n", odd->out);
  for (uint32_t k = 0; k < count; k++) {
    const rq_dimension *d = &odd->dimension[k];
    fprintf(odd->out, "| %s | ", d->name);
    if (!d->size) fputs("those of the configuration", odd->out);
    if (d->size && !d->labels) fprintf(odd->out, "numbers from 0 on; by default %u", d->size);
    for (uint32_t i = 0; d->labels && i < d->size; i++) {
      fputs(i ? ", " : "", odd->out);
      rq_odd_cell(odd, d->labels[i]);
    }
    fputs(" |\n", odd->out);
  }
  return RQ_OK;
}
