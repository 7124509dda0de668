/* From a configuration to scenarios, what they change, the week until which they are the same, and the list of runs. */
#include "models/models.h"
#include "sim/cli/cli.h"
#include "sim/cli/whatif.h"
#include "sim/suggest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_SLUG = 100 };

/* ---- names ---- */

/* The folder of a scenario; never cut inside a character of UTF-8. */
static char *slug_of(const char *name, size_t again) {
  char *slug = malloc(LONGEST_SLUG + 24);
  if (!slug) return NULL;
  size_t length = 0;
  for (; length < LONGEST_SLUG && name[length]; length++) {
    bool plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", name[length]);
    slug[length] = (char)(plain || (unsigned char)name[length] >= 0x80 ? name[length] : '_');
  }
  while (name[length] && length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80) length--;
  slug[length] = '\0';
  if (again > 1) snprintf(slug + length, 24, "-%zu", again);
  return slug;
}

static bool slug_taken(const rq_ensemble *e, const char *slug) {
  for (size_t s = 0; s < e->scenarios; s++)
    if (strcmp(e->scenario[s].slug, slug) == 0) return true;
  return false;
}

static bool listed(const char *const *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

static bool in_folder(const rq_ensemble *old, const char *name) {
  for (size_t s = 0; old && s < old->scenarios; s++)
    if (strcmp(old->scenario[s].name, name) == 0) return true;
  return false;
}

/* Every scenario that was asked for must be there. */
static rq_status check_asked(const rq_whatif_options *o, const rq_config *config, rq_error *error) {
  rq_status status = RQ_OK;
  for (size_t i = 0; i < o->scenarios_count; i++) {
    rq_suggestion closest = {.word = o->scenarios[i]};
    bool found = strcmp(o->scenarios[i], RQ_AS_WRITTEN) == 0;
    for (size_t s = 0; s < rq_config_scenarios(config) && !found; s++) {
      found = strcmp(o->scenarios[i], rq_config_scenario_name(config, s)) == 0;
      rq_suggestion_offer(&closest, rq_config_scenario_name(config, s));
    }
    if (found) continue;
    if (closest.best)
      status = rq_fail(error, RQ_USAGE, "%s: there is no scenario '%s'; did you mean '%s'?", o->config, o->scenarios[i], closest.best);
    else
      status = rq_fail(error, RQ_USAGE, "%s: there is no scenario '%s'%s", o->config, o->scenarios[i],
                       rq_config_scenarios(config) ? "" : "; it has no scenarios");
  }
  return status;
}

/* ---- differences ---- */

typedef struct noting {
  const char *config;
  rq_scenario *scenario;
  int64_t from; /* the earliest of all so far */
  rq_status status;
  rq_error *error;
} noting;

static void note(void *context, const char *key, const char *one, const char *other, int64_t from) {
  noting *n = context;
  rq_scenario *s = n->scenario;
  if (from < n->from) n->from = from;
  if (strcmp(key, "replicate") == 0)
    n->status = rq_fail(n->error, RQ_BAD_DATA, "%s: scenario '%s' sets replicate; the replicates of a what-if are numbered from 1",
                        n->config, s->name);
  if (strcmp(key, "weeks") == 0)
    n->status =
        rq_fail(n->error, RQ_BAD_DATA, "%s: scenario '%s' sets weeks; all runs of a what-if must be of one length", n->config, s->name);
  if (n->status) return;
  rq_difference *grown = realloc(s->differs, (s->differs_count + 1) * sizeof *grown);
  if (grown) {
    s->differs = grown;
    grown[s->differs_count++] = (rq_difference){strdup(key), strdup(one), strdup(other)};
    const rq_difference *d = &grown[s->differs_count - 1];
    if (d->key && d->as_written && d->value) return;
  }
  n->status = rq_no_memory(n->error, "the scenarios");
}

/* The last week before anything that differs can matter. */
static rq_status find_branch(rq_design *d, int64_t from, rq_error *error) {
  const rq_settings *s = &d->setup[0].settings;
  d->explicit_warmup = s->warmup >= 0;
  int64_t week = d->explicit_warmup ? s->warmup : from - 1;
  if (d->explicit_warmup && week >= s->weeks)
    return rq_fail(error, RQ_BAD_DATA, "%s: warmup is %lld, but the run has %lld weeks; nothing would differ", d->options->config,
                   (long long)week, (long long)s->weeks);
  if (week > s->weeks - 1) week = s->weeks - 1; /* nothing differs in time */
  d->ensemble.branch_week = week > 0 ? (uint32_t)week : 0;
  return RQ_OK;
}

/* ---- scenarios ---- */

/* Loads one scenario and notes what it changes; `*from` is the earliest week in which anything can. */
static rq_status add_scenario(rq_design *d, const char *name, bool wanted, int64_t *from, rq_error *error) {
  rq_ensemble *e = &d->ensemble;
  size_t s = e->scenarios;
  const rq_whatif_options *o = d->options;
  rq_config_source source = {.path = o->config, .sets = o->sets, .sets_count = o->sets_count, .scenario = s ? name : NULL};
  rq_status status = rq_setup_load_any(&source, rq_models, &d->setup[s], error);
  if (status) return status;
  d->wanted[s] = wanted;
  rq_scenario *scenario = &e->scenario[s];
  scenario->name = strdup(name);
  for (size_t again = 1; !scenario->slug; again++) {
    char *slug = slug_of(s ? name : "as_written", again);
    if (!slug || !scenario->name) {
      free(slug);
      free(scenario->name);
      *scenario = (rq_scenario){0};
      return rq_no_memory(error, "the scenarios");
    }
    if (slug_taken(e, slug))
      free(slug);
    else
      scenario->slug = slug;
  }
  e->scenarios++;
  if (s == 0) return RQ_OK;
  if (d->setup[s].model != d->setup[0].model)
    return rq_fail(error, RQ_BAD_DATA, "%s: scenario '%s' is of another model; scenarios of one model can be compared", o->config, name);
  noting n = {.config = o->config, .scenario = scenario, .from = *from, .error = error};
  status = rq_config_compare(d->setup[0].config, d->setup[s].config, note, &n, error);
  *from = n.from;
  return status ? status : n.status;
}

static rq_status add_scenarios(rq_design *d, const rq_ensemble *old, rq_error *error) {
  const rq_whatif_options *o = d->options;
  d->setup = calloc(1, sizeof *d->setup);
  d->ensemble.scenario = calloc(1, sizeof *d->ensemble.scenario);
  d->wanted = calloc(1, sizeof *d->wanted);
  if (!d->setup || !d->ensemble.scenario || !d->wanted) return rq_no_memory(error, "the scenarios");
  int64_t from = INT64_MAX;
  rq_status status = add_scenario(d, RQ_AS_WRITTEN, true, &from, error);
  if (!status) status = check_asked(o, d->setup[0].config, error);
  if (status) return status;
  const rq_config *config = d->setup[0].config;
  size_t most = rq_config_scenarios(config) + 1;
  void *setup = realloc(d->setup, most * sizeof *d->setup), *wanted = realloc(d->wanted, most * sizeof *d->wanted),
       *scenario = realloc(d->ensemble.scenario, most * sizeof *d->ensemble.scenario);
  if (setup) d->setup = setup;
  if (wanted) d->wanted = wanted;
  if (scenario) d->ensemble.scenario = scenario;
  if (!setup || !wanted || !scenario) return rq_no_memory(error, "the scenarios");
  for (size_t i = 0; i + 1 < most && !status; i++) {
    const char *name = rq_config_scenario_name(config, i);
    bool known = in_folder(old, name), asked = o->scenarios_count ? listed(o->scenarios, o->scenarios_count, name) : !o->missing || known;
    if (strcmp(name, RQ_AS_WRITTEN) == 0)
      return rq_fail(error, RQ_BAD_DATA, "%s: a scenario is called '" RQ_AS_WRITTEN "', which is the configuration itself", o->config);
    d->setup[d->ensemble.scenarios] = (rq_setup){0};
    d->ensemble.scenario[d->ensemble.scenarios] = (rq_scenario){0};
    if (asked || known) status = add_scenario(d, name, asked, &from, error);
  }
  return status ? status : find_branch(d, from, error);
}

/* ---- runs ---- */

static rq_status add_members(rq_design *d, rq_error *error) {
  rq_ensemble *e = &d->ensemble;
  size_t count = e->scenarios * e->replicates;
  e->member = calloc(count, sizeof *e->member);
  if (!e->member) return rq_no_memory(error, "the runs");
  for (; e->members < count; e->members++) {
    rq_member *m = &e->member[e->members];
    *m = (rq_member){.scenario = e->members / e->replicates,
                     .replicate = (uint32_t)(e->members % e->replicates) + 1,
                     .state = RQ_MEMBER_MISSING,
                     .seconds = NAN,
                     .exit = -1,
                     .digest = strdup(""),
                     .message = strdup("")};
    char name[LONGEST_SLUG + 64];
    snprintf(name, sizeof name, "runs/%s/r%04u.h5", e->scenario[m->scenario].slug, (unsigned)m->replicate);
    m->path = strdup(name);
    m->file = rq_folder_path(e->folder, name, NULL);
    if (!m->path || !m->file || !m->digest || !m->message) return rq_no_memory(error, "the runs");
  }
  return RQ_OK;
}

/* What the configuration asks of the runs, for the manifest. */
static rq_status copy_question(const rq_settings *s, rq_question *q, rq_error *error) {
  q->brand = strdup(s->question_brand ? s->question_brand : "");
  q->base = strdup(s->question_base ? s->question_base : "");
  q->outcome = calloc(s->question_outcomes.count + 1, sizeof *q->outcome);
  q->at = (uint32_t)s->question_at;
  bool whole = q->brand && q->base && q->outcome;
  for (; whole && q->outcomes < s->question_outcomes.count; q->outcomes++)
    whole = (q->outcome[q->outcomes] = strdup(s->question_outcomes.text[q->outcomes])) != NULL;
  return whole ? RQ_OK : rq_no_memory(error, "the scenarios");
}

rq_status rq_design_make(const rq_whatif_options *o, const rq_ensemble *old, uint32_t replicates, rq_design *d, rq_error *error) {
  *d = (rq_design){.options = o};
  rq_ensemble *e = &d->ensemble;
  rq_status status = add_scenarios(d, old, error);
  if (status) return status;
  const rq_setup *base = &d->setup[0];
  e->folder = strdup(o->folder);
  for (size_t length = e->folder ? strlen(e->folder) : 0; length > 1 && e->folder[length - 1] == '/';) e->folder[--length] = '\0';
  e->title = strdup(base->settings.title ? base->settings.title : "");
  e->config = strdup(o->config);
  e->config_sha256 = rq_config_sha256(base->config);
  if (!e->folder || !e->title || !e->config || !e->config_sha256) return rq_no_memory(error, "the scenarios");
  e->weeks = (uint32_t)base->settings.weeks;
  uint32_t there = old ? old->replicates : 0;
  uint32_t usual = o->missing && there ? there : (uint32_t)base->settings.replicates;
  d->replicates = replicates ? replicates : o->replicates ? o->replicates : usual;
  e->replicates = d->replicates > there ? d->replicates : there;
  status = copy_question(&base->settings, &e->question, error);
  return status ? status : add_members(d, error);
}

void rq_design_free(rq_design *d) {
  for (size_t s = 0; d->setup && s < d->ensemble.scenarios; s++) rq_setup_free(&d->setup[s]);
  free(d->setup);
  free(d->wanted);
  rq_ensemble_free(&d->ensemble);
  *d = (rq_design){0};
}

bool rq_design_wants(const rq_design *d, const rq_member *m) {
  return d->wanted[m->scenario] && m->replicate <= d->replicates;
}

bool rq_design_misses(const rq_design *d, const rq_member *m) {
  return rq_design_wants(d, m) && m->state != RQ_MEMBER_FINISHED;
}

bool rq_design_shares(const rq_design *d, uint32_t replicate) {
  const rq_ensemble *e = &d->ensemble;
  size_t missing = 0;
  for (size_t k = replicate - 1; k < e->members; k += e->replicates) missing += rq_design_misses(d, &e->member[k]);
  return e->branch_week > 0 && (missing > 1 || (missing == 1 && d->explicit_warmup));
}
