/* The ODD description: it has all elements, and says nothing that the program's tables do not. */
#include "models/renqing.h"
#include "sim/cli/cli.h"
#include "tests/odd/described.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const rq_schema *const schemas[] = {&rq_engine_schema, NULL};

static size_t rows_of(const rq_group *group) {
  return group->counted ? *group->counted : group->parameters_count;
}

/* ---- elements ---- */

static void test_elements_in_order(void **state) {
  (void)state;
  static const char *const headings[] = {"\n## 1 Purpose and patterns\n",
                                         "\n## 2 Entities, state variables, and scales\n",
                                         "\n## 3 Process overview and scheduling\n",
                                         "\n## 4 Design concepts\n",
                                         "\n### 4.1 Basic principles\n",
                                         "\n### 4.2 Emergence\n",
                                         "\n### 4.3 Adaptation\n",
                                         "\n### 4.4 Objectives\n",
                                         "\n### 4.5 Learning\n",
                                         "\n### 4.6 Prediction\n",
                                         "\n### 4.7 Sensing\n",
                                         "\n### 4.8 Interaction\n",
                                         "\n### 4.9 Stochasticity\n",
                                         "\n### 4.10 Collectives\n",
                                         "\n### 4.11 Observation\n",
                                         "\n## 5 Initialization\n",
                                         "\n## 6 Input data\n",
                                         "\n## 7 Submodels\n"};
  char *text = described(&rq_renqing_model, NULL);
  const char *at = text;
  for (size_t k = 0; k < RQ_COUNT_OF(headings); k++) {
    const char *found = strstr(at, headings[k]);
    if (!found) fail_msg("there is no '%s' where it belongs", headings[k]);
    if (k) assert_true(strcspn(at + 1, ".") < (size_t)(found - at)); /* something is said in between */
    at = found + 1;
  }
  unsigned elements = 0;
  for (const char *line = text; (line = strstr(line, "\n## ")); line++) elements += line[4] >= '0' && line[4] <= '9';
  assert_int_equal(elements, 7);
  free(text);
}

/* ---- tables ---- */

static void test_every_parameter_once(void **state) {
  (void)state;
  char *text = described(&rq_renqing_model, NULL);
  const rq_schema *both[] = {schemas[0], rq_renqing_model.schema};
  size_t parameters = 0;
  for (size_t s = 0; s < 2; s++)
    for (size_t g = 0; g < both[s]->groups_count; g++)
      for (size_t k = 0; k < rows_of(&both[s]->groups[g]); k++) {
        const rq_group *group = &both[s]->groups[g];
        const char *key = group->parameters[k].key, *dot = strrchr(key, '.'); /* "map.label": a table of its own */
        char path[128];
        snprintf(path, sizeof path, "%s%s%.*s", group->path, dot ? "." : "", dot ? (int)(dot - key) : 0, key);
        unsigned times = times_in_tables(text, path, dot ? dot + 1 : key);
        if (times != 1) fail_msg("%s.%s stands in the tables %u times", group->path, key, times);
        parameters++;
      }
  assert_true(parameters > 200);
  free(text);
}

/* What is in a group of the model's own stands with the submodel that uses it, but for what only the start uses. */
static void test_groups_covered_by_submodels(void **state) {
  (void)state;
  static const char *const at_the_start[] = {"", "population", "population.orientation", "population.generations", "ties.start"};
  char *text = described(&rq_renqing_model, NULL), *submodels = part_of(text, "\n## 7 ", NULL);
  const rq_schema *schema = rq_renqing_model.schema;
  for (size_t g = 0; g < schema->groups_count; g++) {
    bool start = false;
    for (size_t k = 0; k < RQ_COUNT_OF(at_the_start); k++) start |= strcmp(at_the_start[k], schema->groups[g].path) == 0;
    if (!start && times_in_tables(submodels, schema->groups[g].path, schema->groups[g].parameters[0].key) != 1)
      fail_msg("no submodel has the parameters of %s", schema->groups[g].path);
  }
  free(submodels);
  free(text);
}

static void test_processes_covered_by_submodels(void **state) {
  (void)state;
  char *text = text_alone(), *submodels = part_of(text, "\n## 7 ", NULL);
  for (uint32_t p = 0; p < rq_renqing_model.phases_count; p++) {
    bool covered = false;
    char name[64];
    snprintf(name, sizeof name, "`%s`", rq_renqing_model.phases[p].name);
    for (const char *line = submodels; (line = strstr(line, "\n### ")) && !covered; line++) {
      const char *found = strstr(line, name);
      covered = found && found < line + 1 + strcspn(line + 1, "\n");
    }
    if (!covered) fail_msg("no heading of a submodel names the process %s", name);
  }
  free(submodels);
  free(text);
}

static unsigned cells(const char *line) {
  unsigned bars = 0;
  for (const char *at = line; *at && *at != '\n'; at++) bars += *at == '|' && (at == line || at[-1] != '\\');
  return bars;
}

static void test_tables_are_whole(void **state) {
  (void)state;
  for (size_t m = 0; rq_models[m]; m++) {
    char *text = described(rq_models[m], NULL);
    unsigned columns = 0, tables = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
      bool first = *line == '|' && !columns;
      tables += first;
      if (first && (line - text < 2 || line[-2] != '\n')) fail_msg("no empty line before the table %.40s", line);
      if (*line == '|' && columns && cells(line) != columns) fail_msg("%s: %.80s", rq_models[m]->name, line);
      columns = *line == '|' ? cells(line) : 0;
    }
    assert_true(tables >= 4);
    free(text);
  }
}

/* ---- names ---- */

static bool is_word_of(const char *const *words, const char *name) {
  for (; words && *words; words++)
    if (strcmp(*words, name) == 0) return true;
  return false;
}

static bool in_schema(const rq_schema *schema, const char *name) {
  for (size_t g = 0; g < schema->groups_count; g++) {
    const rq_group *group = &schema->groups[g];
    if (strcmp(group->path, name) == 0) return true;
    for (size_t k = 0; k < rows_of(group); k++) {
      char path[128];
      snprintf(path, sizeof path, "%s%s%s", group->path, *group->path ? "." : "", group->parameters[k].key);
      if (strcmp(path, name) == 0) return true;
      if (group->parameters[k].type == RQ_CHOICE && is_word_of(group->parameters[k].choices, name)) return true;
    }
  }
  return false;
}

/* Among words that are separated by spaces. */
static bool is_meaning(const char *meanings, const char *name) {
  size_t length = strlen(name);
  for (const char *at = meanings; at && (at = strstr(at, name)); at++)
    if ((at == meanings || at[-1] == ' ') && (at[length] == ' ' || !at[length])) return true;
  return false;
}

static bool in_model(const rq_model *m, const char *name) {
  bool found = false;
  for (uint32_t k = 0; k < m->fields_count; k++) found |= strcmp(m->fields[k].name, name) == 0 || is_meaning(m->fields[k].meanings, name);
  for (uint32_t k = 0; k < m->series_count; k++) found |= strcmp(m->series[k].name, name) == 0;
  for (uint32_t k = 0; k < m->events_count; k++) found |= strcmp(m->events[k].name, name) == 0;
  for (uint32_t k = 0; k < m->phases_count; k++) found |= strcmp(m->phases[k].name, name) == 0;
  return found;
}

static bool is_known(const char *name) {
  if (strncmp(name, "renqing ", 8) != 0)
    return in_schema(&rq_engine_schema, name) || in_schema(rq_renqing_model.schema, name) || in_model(&rq_renqing_model, name);
  for (size_t k = 0; rq_commands[k]; k++)
    if (strncmp(rq_commands[k]->name, name + 8, strcspn(name + 8, " ")) == 0) return true;
  return false;
}

static void test_names_exist(void **state) {
  (void)state;
  char *text = text_alone();
  unsigned names = 0;
  for (char *at = strchr(text, '`'), *end; at; at = strchr(end + 1, '`')) {
    end = strchr(at + 1, '`');
    assert_non_null(end);
    *end = '\0';
    if (!is_known(at + 1)) fail_msg("the description names '%s', which is not there", at + 1);
    names++;
  }
  assert_true(names > 60);
  assert_false(is_known("favors.repayment.rho")); /* the check itself */
  assert_false(is_known("renqing dance"));
  free(text);
}

static void test_mistakes_are_told(void **state) {
  (void)state;
  static const struct {
    const char *odd, *says;
  } wrong[] = {
      {"\n<!-- parameters no.such -->\n", "line 2: there is no group of parameters without a table so far 'no.such'"},
      {"<!-- parameters meetings -->\n\n<!-- parameters face meetings -->\n",
       "line 3: there is no group of parameters without a table so far 'meetings'"},
      {"<!-- sheduel -->\n", "line 1: there is no mark 'sheduel'"},
      {"<!-- parameters meetings\nmeetings.rat = x\n-->\n", "there is no row for the symbol of 'meetings.rat'"},
      {"<!-- state tie\nclosenes = g\n-->\n", "there is no row for the symbol of 'closenes'"},
      {"a\nb {{meetings.rat}}\n", "line 2: there is no default of 'meetings.rat'"},
      {"<!-- shipped meetings -->\n", "there is no shipped list 'meetings'"},
      {"<!-- presets seed -->\n", "there is no choice 'seed'"},
      {"<!-- state ties -->\n", "there is no kind of state 'ties'"},
  };
  for (size_t k = 0; k < RQ_COUNT_OF(wrong); k++) {
    char *says = mistake_in(wrong[k].odd);
    if (!strstr(says, wrong[k].says)) fail_msg("%s", says);
    free(says);
  }
}

/* ---- generated ---- */

/* The renqing model with something else in its tables, described. */
static void expect_follows(const rq_model *changed, const char *part) {
  char *before = described(&rq_renqing_model, NULL), *after = described(changed, NULL);
  assert_null(strstr(before, part));
  assert_non_null(strstr(after, part));
  free(before);
  free(after);
}

static void test_follows_the_tables(void **state) {
  (void)state;
  rq_model changed = rq_renqing_model;
  rq_schema schema = *changed.schema;
  rq_group *groups = malloc(schema.groups_count * sizeof *groups);
  memcpy(groups, schema.groups, schema.groups_count * sizeof *groups);
  size_t g = 0;
  while (strcmp(groups[g].path, "favors.repayment") != 0) g++;
  rq_parameter rows[16];
  memcpy(rows, groups[g].parameters, groups[g].parameters_count * sizeof *rows);
  rows[0].initial = "0.4375";
  groups[g].parameters = rows;
  schema.groups = groups;
  changed.schema = &schema;
  expect_follows(
      &changed,
      "| λ_R | `occasions` | 0.4375 | 0 to 5 | 1/week | repaying occasions of a person who owes, Poisson | purpose; value assumed |");

  changed = rq_renqing_model;
  rq_phase phases[PHASES];
  memcpy(phases, changed.phases, sizeof phases);
  phases[P_NEEDS].says = "people dance";
  changed.phases = phases;
  expect_follows(&changed, "| 3 | `needs` | people dance | each agent | retry |");

  changed = rq_renqing_model;
  rq_series series[SERIES];
  memcpy(series, changed.series, sizeof series);
  series[S_FACE].long_name = "mean number of dances";
  changed.series = series;
  expect_follows(&changed, "| `face` |  | mean over `people` |  | mean number of dances |");
  free(groups);
}

static void test_presets_and_shipped(void **state) {
  (void)state;
  char *text = described(&rq_renqing_model, NULL);
  assert_non_null(strstr(text, "| 0; 1.5 with `culture: transactional` |"));
  assert_non_null(strstr(text, "| `population.orientation.beta` | 2 | 9 |\n"));
  assert_non_null(strstr(text, "\n| email | 0.20 | 0.5 | 5 | yes | yes | 0.05 | 104 |\n"));
  assert_non_null(strstr(text, " has 260 weeks "));
  free(text);
}

/* ---- equations ---- */

/* "(7.6.2; source)" at the end of a line of code: numbered through in each section, each with a source. */
static void test_equations_are_numbered(void **state) {
  (void)state;
  char *text = text_alone(), section[16] = "";
  unsigned number = 0, equations = 0;
  bool open = false; /* a block of code without a number so far */
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    if (*line == '#' && sscanf(line, "%*[#] %15[0-9.]", section) == 1) number = 0;
    bool code = strncmp(line, "      ", 6) == 0 || (strncmp(line, "    ", 4) == 0);
    const char *end = code ? strrchr(line, '(') : NULL, *from = code ? strstr(line, "   (") : NULL;
    char wanted[32];
    snprintf(wanted, sizeof wanted, "(%s.%u; ", section, number + 1);
    if (from) {
      if (strncmp(from + 3 + strspn(from + 3, " "), wanted, strlen(wanted)) != 0) fail_msg("not %s: %s", wanted, line);
      assert_true(end && line[strlen(line) - 1] == ')');
      number++;
      equations++;
    }
    if (open && !code) fail_msg("the block before '%.60s' has no number and source at its end", line);
    open = code && !from;
  }
  assert_true(equations > 35);
  free(text);
}

/* ---- other models ---- */

static void test_models_without_a_text(void **state) {
  (void)state;
  for (size_t m = 0; rq_models[m]; m++) {
    const rq_model *model = rq_models[m];
    if (model->odd) continue;
    char *text = described(model, "Somebody (1999), Something"), name[80];
    assert_non_null(strstr(text, "publication that it follows: Somebody (1999), Something.\n"));
    for (uint32_t p = 0; p < model->phases_count; p++) {
      snprintf(name, sizeof name, "| %u | `%s` | ", p + 1, model->phases[p].name);
      assert_non_null(strstr(text, name));
    }
    for (uint32_t s = 0; s < model->series_count; s++) {
      snprintf(name, sizeof name, "\n| `%s` | ", model->series[s].name);
      assert_non_null(strstr(text, name));
    }
    for (size_t g = 0; g < model->schema->groups_count; g++)
      for (size_t k = 0; k < rows_of(&model->schema->groups[g]); k++)
        assert_int_equal(times_in_tables(text, model->schema->groups[g].path, model->schema->groups[g].parameters[k].key), 1);
    snprintf(name, sizeof name, "| `model` | %s | ", model->name);
    assert_non_null(strstr(text, name));
    free(text);
    text = described(model, NULL);
    snprintf(name, sizeof name, "`models/%s.c`", model->name);
    assert_non_null(strstr(text, name));
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_elements_in_order),
      cmocka_unit_test(test_every_parameter_once),
      cmocka_unit_test(test_groups_covered_by_submodels),
      cmocka_unit_test(test_processes_covered_by_submodels),
      cmocka_unit_test(test_tables_are_whole),
      cmocka_unit_test(test_names_exist),
      cmocka_unit_test(test_mistakes_are_told),
      cmocka_unit_test(test_follows_the_tables),
      cmocka_unit_test(test_presets_and_shipped),
      cmocka_unit_test(test_equations_are_numbered),
      cmocka_unit_test(test_models_without_a_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
