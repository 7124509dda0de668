/* The text of an ODD description: lines are copied, marks become tables. */
#include "sim/odd_parts.h"
#include "sim/run.h"
#include "sim/version.h"
#include <stdlib.h>
#include <string.h>

/* Of a model that has no text of its own. */
static const char plain_text[] =
    "# The model, described by the ODD protocol\n\n"
    "<!-- program -->\n\n"
    "The order is that of the ODD protocol, second update (Grimm et al. 2020, JASSS 23(2):7). What stands here is made from the tables of "
    "the "
    "program.\n\n"
    "<!-- narrative -->\n\n"
    "## 1 Purpose and patterns\n\n<!-- purpose -->\n\n"
    "## 2 Entities, state variables, and scales\n\n"
    "One step is one unit of the model's time, which the program calls a week. The value *before drawing* is what a variable has until "
    "the start (element 5) or a process sets it.\n\n"
    "<!-- state agent -->\n\n<!-- state pair -->\n\n<!-- state tie -->\n\n<!-- state global -->\n\n"
    "## 3 Process overview and scheduling\n\nThe processes of a step, in this order:\n\n<!-- schedule -->\n\n"
    "## 4 Design concepts\n\n"
    "**Stochasticity.** Each random number is a function of seed, replicate, agent, step, purpose and number of the draw, so results do "
    "not "
    "depend on the order of computing.\n\n"
    "**Observation.** In every step:\n\n<!-- series -->\n\n<!-- events -->\n\n<!-- dimensions -->\n\n"
    "## 5 Initialization\n\nParameters of the run and of the start:\n\n<!-- parameters engine -->\n\n"
    "## 6 Input data\n\nNone but the configuration, and the network where it is read from a file.\n\n"
    "## 7 Submodels\n\nParameters of the model:\n\n<!-- parameters model -->\n";

/* ---- marks ---- */

rq_status rq_odd_wrong(const rq_odd *odd, const char *what, const char *name) {
  return rq_fail(odd->error, RQ_INTERNAL, "the ODD description of model '%s', line %zu: there is no %s '%s'", odd->model->name, odd->line,
                 what, name);
}

const char *rq_odd_symbol_of(rq_odd_mark *mark, const char *name) {
  for (size_t k = 0; k < mark->symbols; k++) {
    if (strcmp(mark->symbol[k].name, name) != 0) continue;
    mark->symbol[k].used = true;
    return mark->symbol[k].symbol;
  }
  return "";
}

void rq_odd_cell(const rq_odd *odd, const char *text) {
  for (; *text; text++) {
    if (*text == '|') fputc('\\', odd->out);
    if (*text == '<')
      fputs("&lt;", odd->out);
    else
      fputc(*text, odd->out);
  }
}

static rq_status program(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  fprintf(odd->out, "Model `%s` of renqing %s (%s).\n", odd->model->name, rq_version(), rq_commit());
  return RQ_OK;
}

static rq_status purpose(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  const char *says = odd->model->description;
  fprintf(odd->out, "%c%s.\n", *says >= 'a' && *says <= 'z' ? *says - 'a' + 'A' : *says, says + 1);
  return RQ_OK;
}

static rq_status narrative(rq_odd *odd, rq_odd_mark *mark) {
  (void)mark;
  const char *where = odd->citation ? odd->citation : "";
  size_t length = strlen(where);
  if (length && where[length - 1] == '.') length--;
  if (length)
    fprintf(odd->out,
            "What is told in words (patterns, design concepts, rules and reasons) stands in the publication that it follows: %.*s.\n",
            (int)length, where);
  else
    fprintf(odd->out, "What is told in words (patterns, design concepts, rules and reasons) stands in its source, `models/%s.c`.\n",
            odd->model->name);
  return RQ_OK;
}

static rq_status note(rq_odd *odd, rq_odd_mark *mark) {
  (void)odd;
  mark->symbols = 0; /* whatever looks like one */
  return RQ_OK;
}

static const struct kind {
  const char *name;
  rq_status (*write)(rq_odd *, rq_odd_mark *);
} kinds[] = {
    {"parameters", rq_odd_parameters},
    {"shipped", rq_odd_shipped},
    {"presets", rq_odd_presets},
    {"state", rq_odd_state},
    {"schedule", rq_odd_schedule},
    {"series", rq_odd_series},
    {"events", rq_odd_events},
    {"dimensions", rq_odd_dimensions},
    {"program", program},
    {"purpose", purpose},
    {"narrative", narrative},
    {"note", note},
};

static rq_status write_mark(rq_odd *odd, rq_odd_mark *mark) {
  for (size_t k = 0; mark->words && k < RQ_COUNT_OF(kinds); k++) {
    if (strcmp(kinds[k].name, mark->word[0]) != 0) continue;
    rq_status status = kinds[k].write(odd, mark);
    for (size_t s = 0; !status && s < mark->symbols; s++)
      if (!mark->symbol[s].used) status = rq_odd_wrong(odd, "row for the symbol of", mark->symbol[s].name);
    return status;
  }
  return rq_odd_wrong(odd, "mark", mark->words ? mark->word[0] : "");
}

static const char blanks[] = " \t\r";

static const char *trimmed(rq_odd *odd, const char *text, size_t length) {
  while (length && strchr(blanks, *text)) text++, length--;
  while (length && strchr(blanks, text[length - 1])) length--;
  const char *copy = rq_arena_text(&odd->arena, text, length);
  return copy ? copy : "";
}

/* The words of the first line, and a symbol from each line after it. */
static void parse_mark(rq_odd *odd, const char *text, size_t length, rq_odd_mark *mark) {
  const char *end = text + length, *line = memchr(text, '\n', length);
  if (!line) line = end;
  for (const char *at = text; at < line;) {
    size_t skip = strspn(at, blanks), word = strcspn(at + skip, " \t\r\n");
    if (at + skip + word > line) word = (size_t)(line - at) - skip;
    if (word && mark->words < RQ_ODD_WORDS) mark->word[mark->words++] = trimmed(odd, at + skip, word);
    at += skip + (word ? word : 1);
  }
  while (line < end) {
    const char *from = line + 1, *next = memchr(from, '\n', (size_t)(end - from));
    line = next ? next : end;
    const char *equals = memchr(from, '=', (size_t)(line - from));
    if (equals && mark->symbols < RQ_ODD_SYMBOLS)
      mark->symbol[mark->symbols++] =
          (rq_odd_symbol){trimmed(odd, from, (size_t)(equals - from)), trimmed(odd, equals + 1, (size_t)(line - equals) - 1), false};
  }
}

/* ---- lines ---- */

/* A line in which {{KEY}} stands for the default of the key. */
static rq_status write_line(rq_odd *odd, const char *line, size_t length) {
  for (const char *end = line + length; line < end;) {
    const char *open = strstr(line, "{{"), *close = open ? strstr(open, "}}") : NULL;
    if (!close || close > end) {
      fwrite(line, 1, (size_t)(end - line), odd->out);
      return RQ_OK;
    }
    fwrite(line, 1, (size_t)(open - line), odd->out);
    const char *key = trimmed(odd, open + 2, (size_t)(close - open) - 2);
    const rq_entry *entry = rq_entry_find(odd->root, key);
    const char *value = entry && entry->kind == RQ_ENTRY_VALUE ? rq_odd_default(odd, entry) : NULL;
    if (!value) return rq_odd_wrong(odd, "default of", key);
    fputs(value, odd->out);
    line = close + 2;
  }
  return RQ_OK;
}

static rq_status write_text(rq_odd *odd, const char *text) {
  rq_status status = RQ_OK;
  for (odd->line = 1; *text && !status; odd->line++) {
    size_t length = strcspn(text, "\n");
    const char *end = strncmp(text, "<!-- ", 5) == 0 ? strstr(text, "-->") : NULL;
    if (end) {
      rq_odd_mark mark = {.words = 0};
      parse_mark(odd, text + 5, (size_t)(end - text) - 5, &mark);
      status = write_mark(odd, &mark);
      for (const char *at = text; at < end; at++) odd->line += *at == '\n';
      text = end + strcspn(end, "\n");
    } else {
      status = write_line(odd, text, length);
      if (!status) fputc('\n', odd->out);
      text += length;
    }
    if (*text) text++;
  }
  return status;
}

/* ---- the model ---- */

/* Its dimensions as they are by default. */
static rq_status find_dimensions(rq_odd *odd, rq_setup *setup) {
  const char *set = rq_arena_format(&odd->arena, "model=%s", odd->model->name);
  rq_dimension *dimension = rq_arena_take(&odd->arena, (odd->model->dimensions_count + 1) * sizeof *dimension);
  if (!set || !dimension) return rq_no_memory(odd->error, "the description");
  rq_status status = rq_setup_load(&(rq_config_source){.sets = &set, .sets_count = 1}, odd->model, setup, odd->error);
  if (!status && odd->model->dimensions) odd->model->dimensions(setup->parameters, dimension);
  odd->dimension = dimension;
  return status;
}

rq_status rq_odd_write(const rq_model *model, const char *citation, FILE *out, rq_error *error) {
  rq_odd odd = {.model = model, .citation = citation, .schemas = {&rq_engine_schema, model->schema}, .out = out, .error = error};
  rq_setup setup = {0};
  rq_status status = find_dimensions(&odd, &setup);
  odd.root = rq_entries_build(&odd.arena, odd.schemas, RQ_ODD_SCHEMAS);
  if (!status && !odd.root) status = rq_no_memory(error, "the keys");
  if (!status) status = write_text(&odd, model->odd ? model->odd : plain_text);
  if (!status && odd.arena.exhausted) status = rq_no_memory(error, "the description");
  rq_setup_free(&setup);
  rq_arena_free(&odd.arena);
  return status;
}
