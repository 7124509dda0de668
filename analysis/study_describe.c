/* What can be set in a study, for its help: a table from its schemas. */
#include "analysis/grid.h"
#include "analysis/study_sets.h"
#include "sim/settings.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 80

/* The keys of the engine that matter to a study; the others are for runs and their files. */
static const char *const engine_keys[] = {
    "seed", "replicates", "weeks", "population.size", "population.network.kind", "population.network.mean_degree"};

static void describe_range(const rq_parameter *p, FILE *out) {
  bool numeric = p->type == RQ_NUMBER || p->type == RQ_INTEGER || p->type == RQ_NUMBERS || p->type == RQ_INTEGERS;
  if (p->type == RQ_CHOICE) {
    for (size_t i = 0; p->choices[i]; i++) fprintf(out, "%s%s", i ? "|" : " ", p->choices[i]);
  } else if (p->type == RQ_BOOLEAN) {
    fputs(" yes|no", out);
  } else if (numeric) {
    fprintf(out, " %.10g to %.10g", p->minimum, p->maximum);
  }
  if (p->type == RQ_NUMBERS || p->type == RQ_INTEGERS) fputs(" each", out);
  if (*p->unit) fprintf(out, " %s", p->unit);
}

static void describe_numbers(const rq_numbers *numbers, FILE *out) {
  for (size_t i = 0; i < numbers->count; i++) fprintf(out, "%s%.7g", i ? ", " : "", numbers->value[i]);
}

/* What it is if nothing is set. */
static void describe_value(const rq_parameter *p, const void *object, FILE *out) {
  if (p->type == RQ_TEXT && !*(const char *const *)object) return;
  fputs(" (", out);
  if (p->type == RQ_NUMBER) fprintf(out, "%.7g", *(const double *)object);
  if (p->type == RQ_INTEGER) fprintf(out, "%lld", (long long)*(const int64_t *)object);
  if (p->type == RQ_BOOLEAN) fputs(*(const bool *)object ? "yes" : "no", out);
  if (p->type == RQ_CHOICE) fputs(p->choices[*(const int *)object], out);
  if (p->type == RQ_TEXT) fputs(*(const char *const *)object, out);
  if (p->type == RQ_NUMBERS || p->type == RQ_INTEGERS) describe_numbers(object, out);
  fputc(')', out);
}

/* One key under the name that --set takes; `image`: the C struct of the schema. */
static void describe_key(const char *path, const rq_parameter *p, const char *image, FILE *out) {
  fprintf(out, "  %s%s%s", path, *path ? "." : "", p->key);
  describe_range(p, out);
  describe_value(p, image + p->offset, out);
  fputs("\n      ", out);
  rq_print_wrapped(out, p->description, 6, 6, WIDTH);
}

static size_t count_rows(const rq_group *group) {
  return group->counted ? *group->counted : group->parameters_count;
}

static bool is_engine_key(const rq_group *group, const rq_parameter *p) {
  char key[128];
  snprintf(key, sizeof key, "%s%s%s", group->path, *group->path ? "." : "", p->key);
  for (size_t i = 0; i < RQ_COUNT_OF(engine_keys); i++)
    if (!strcmp(key, engine_keys[i])) return true;
  return false;
}

/* Whether keys of the group need not say so. */
static bool is_own(const rq_study *study, const rq_group *group) {
  return !strcmp(group->path, study->name) || (study->model && !strcmp(group->path, study->model->name));
}

/* The keys of one schema: of the engine's a few, of the model's those of its own group, of others all. */
static void describe_schema(const rq_study *study, const rq_schema *schema, const rq_config *config, FILE *out) {
  bool engine = schema == &rq_engine_schema, model = study->model && schema == study->model->schema;
  char *image = calloc(1, schema->size + 1);
  if (!image) return;
  rq_config_fill(config, schema, image);
  for (size_t g = 0; g < schema->groups_count; g++) {
    const rq_group *group = &schema->groups[g];
    bool own = is_own(study, group);
    if (group->list || (model && !own)) continue;
    for (size_t i = 0; i < count_rows(group); i++)
      if (!engine || is_engine_key(group, &group->parameters[i]))
        describe_key(own ? "" : group->path, &group->parameters[i], image + group->items_offset, out);
  }
  free(image);
}

rq_status rq_study_describe(const rq_study *study, FILE *out, rq_error *error) {
  static const char *const nothing[] = {NULL};
  rq_config *config = NULL;
  rq_status status = rq_study_load(study, &(rq_study_request){.full = true}, nothing, nothing, &config, error);
  if (status) return status;
  fprintf(out, "%s\n  ", study->name);
  rq_print_wrapped(out, study->question, 2, 2, WIDTH);
  if (*study->citation) {
    fputs("  ", out);
    rq_print_wrapped(out, study->citation, 2, 2, WIDTH);
  }
  fputs("\nWhat --set takes, with ranges and (what it is):\n\n", out);
  for (size_t s = 0; study->schema[s]; s++)
    if (study->schema[s] != &rq_engine_schema) describe_schema(study, study->schema[s], config, out);
  for (const rq_study_alias *a = study->aliases; a && a->key; a++) fprintf(out, "  %s\n      %s\n", a->key, a->target);
  if (study->model) {
    fputc('\n', out);
    describe_schema(study, &rq_engine_schema, config, out);
    fputs("\nAll other keys of a configuration: renqing config explain [KEY]\n", out);
  }
  rq_config_free(config);
  return RQ_OK;
}
