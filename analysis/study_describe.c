/* The parameters of a study, for its help: as a table from its schemas. */
#include "analysis/grid.h"
#include "analysis/study.h"
#include <math.h>
#include <string.h>

#define WIDTH 80

static void describe_range(const rq_parameter *p, FILE *out) {
  bool numeric = p->type == RQ_NUMBER || p->type == RQ_INTEGER || p->type == RQ_NUMBERS || p->type == RQ_INTEGERS;
  if (p->type == RQ_CHOICE) {
    for (size_t i = 0; p->choices[i]; i++) fprintf(out, "%s%s", i ? "|" : " ", p->choices[i]);
  } else if (p->type == RQ_BOOLEAN) {
    fputs(" yes|no", out);
  } else if (numeric) {
    fprintf(out, " %.7g to %.7g", p->minimum, p->maximum);
  }
  if (p->type == RQ_NUMBERS || p->type == RQ_INTEGERS) fputs(" each", out);
  if (*p->unit) fprintf(out, " %s", p->unit);
  if (p->initial && *p->initial) fprintf(out, " (%s)", p->initial);
}

static void describe_group(const rq_group *group, FILE *out) {
  size_t count = group->counted ? *group->counted : group->parameters_count;
  for (size_t i = 0; i < count; i++) {
    const rq_parameter *p = &group->parameters[i];
    fprintf(out, "  %s%s%s", group->path, *group->path ? "." : "", p->key);
    describe_range(p, out);
    fputs("\n      ", out);
    rq_print_wrapped(out, p->description, 6, 6, WIDTH);
  }
}

void rq_study_describe(const rq_study *study, FILE *out) {
  fprintf(out, "%s\n  ", study->name);
  rq_print_wrapped(out, study->question, 2, 2, WIDTH);
  fputs("  ", out);
  rq_print_wrapped(out, study->citation, 2, 2, WIDTH);
  fputs("\nParameters, with ranges and (defaults):\n\n", out);
  for (size_t s = 0; study->schema[s]; s++)
    for (size_t g = 0; g < study->schema[s]->groups_count; g++) describe_group(&study->schema[s]->groups[g], out);
}
