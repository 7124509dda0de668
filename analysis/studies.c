/* The studies of the program: those in C, each of them a word here, and those that the configurations of configs/studies/ declare. */
#include "analysis/study_declared.h"
#include "sim/suggest.h"
#include <stdlib.h>
#include <string.h>

#define STUDIES(X) X(chips) X(face) X(graph) X(reciprocity) X(bass) X(quilts) X(dirichlet) X(trust) X(churn) X(talk) X(guanxi) X(contagion)

#define DECLARE(name) extern const rq_study rq_study_##name;
STUDIES(DECLARE)

#define ADDRESS(name) &rq_study_##name,
const rq_study *const rq_studies[] = {STUDIES(ADDRESS) NULL};

/* ---- configurations that are part of the program ---- */

extern const char rq_embedded_studies[]; /* embedded.S: name, text, name, text, ..., and an empty name */

bool rq_studies_embedded(size_t number, const char **name, const char **text) {
  const char *at = rq_embedded_studies;
  for (;; number--) {
    *name = at;
    if (!*at) return false;
    *text = at + strlen(at) + 1;
    if (number == 0) return true;
    at = *text + strlen(*text) + 1;
  }
}

const char *rq_studies_configuration(const char *wanted) {
  const char *name, *text;
  for (size_t i = 0; rq_studies_embedded(i, &name, &text); i++)
    if (!strcmp(name, wanted)) return text;
  return NULL;
}

static bool declares_study(const char *text) {
  return strstr(text, "\nstudy:") != NULL;
}

/* ---- all of them ---- */

static const rq_study *in_c(const char *name) {
  for (size_t i = 0; rq_studies[i]; i++)
    if (!strcmp(rq_studies[i]->name, name)) return rq_studies[i];
  return NULL;
}

static bool is_declared(const char *name) {
  const char *text = rq_studies_configuration(name);
  return text && declares_study(text);
}

static rq_status add_declared(rq_study_set *set, const char *path, const char *text, const rq_study *further, rq_error *error) {
  rq_declared_study *own = &set->declared[set->declared_count++];
  rq_status status = rq_declared_study_read(path, text, further, own, error);
  if (!status) set->study[set->count++] = &own->study;
  return status;
}

/* A study that is part of the program; RQ_OK also where none has that name. */
static rq_status add_embedded(rq_study_set *set, const char *wanted, rq_error *error) {
  const char *name, *text;
  rq_status status = RQ_OK;
  for (size_t i = 0; !status && rq_studies_embedded(i, &name, &text); i++) {
    char path[128];
    if (!declares_study(text) || (wanted && strcmp(name, wanted) != 0)) continue;
    snprintf(path, sizeof path, "%s.yaml", name);
    status = add_declared(set, path, text, in_c(name), error);
  }
  return status;
}

static rq_status nothing(const char *wanted, rq_error *error) {
  rq_suggestion meant = {.word = wanted};
  const char *name, *text;
  for (size_t i = 0; rq_studies[i]; i++) rq_suggestion_offer(&meant, rq_studies[i]->name);
  for (size_t i = 0; rq_studies_embedded(i, &name, &text); i++)
    if (declares_study(text)) rq_suggestion_offer(&meant, name);
  if (meant.best) return rq_fail(error, RQ_USAGE, "there is no study '%s'; did you mean '%s'?", wanted, meant.best);
  return rq_fail(error, RQ_USAGE, "there is no study '%s'; 'renqing study --list' names them, and a file ends in .yaml", wanted);
}

static int by_name(const void *a, const void *b) {
  return strcmp((*(const rq_study *const *)a)->name, (*(const rq_study *const *)b)->name);
}

rq_status rq_studies_gather(const char *name, rq_study_set *set, rq_error *error) {
  const char *unused[2];
  size_t plain = 0, embedded = 0;
  while (rq_studies[plain]) plain++;
  while (rq_studies_embedded(embedded, &unused[0], &unused[1])) embedded++;
  *set = (rq_study_set){.study = calloc(plain + embedded + 1, sizeof *set->study), .declared = calloc(embedded + 1, sizeof *set->declared)};
  if (!set->study || !set->declared) return rq_no_memory(error, "the studies");
  if (name && strpbrk(name, "./-")) return add_declared(set, name, NULL, NULL, error);
  for (size_t i = 0; i < plain; i++)
    if (!is_declared(rq_studies[i]->name) && (!name || !strcmp(name, rq_studies[i]->name))) set->study[set->count++] = rq_studies[i];
  rq_status status = add_embedded(set, name, error);
  if (!status && !set->count) status = nothing(name, error);
  if (!status) qsort(set->study, set->count, sizeof *set->study, by_name);
  return status;
}

void rq_studies_release(rq_study_set *set) {
  for (size_t i = 0; i < set->declared_count; i++) rq_declared_study_free(&set->declared[i]);
  free(set->declared);
  free(set->study);
  *set = (rq_study_set){.study = NULL};
}
