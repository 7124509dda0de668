/* The course of a run. */
#include "sim/run.h"
#include "sim/profile.h"
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* ---- the configuration ---- */

rq_status rq_setup_fill(rq_config *config, const rq_model *model, rq_setup *setup, rq_error *error) {
  *setup = (rq_setup){.config = config, .model = model, .parameters = calloc(1, model->schema->size), .folder = rq_config_folder(config)};
  if (!setup->parameters) return rq_no_memory(error, "the parameters");
  rq_config_fill(config, &rq_engine_schema, &setup->settings);
  rq_config_fill(config, model->schema, setup->parameters);
  if (model->prepare) model->prepare(setup->parameters);
  rq_error found = RQ_NO_ERROR;
  if (model->check) model->check(setup->parameters, &found);
  rq_declared_check(&setup->settings.study, model, setup->parameters, &found);
  rq_status status = rq_config_blame(config, &found, error);
  rq_error_free(&found);
  if (status) free(setup->parameters);
  return status;
}

rq_status rq_setup_load(const rq_config_source *source, const rq_model *model, rq_setup *setup, rq_error *error) {
  const rq_schema *const schemas[] = {&rq_engine_schema, model->schema};
  rq_config *config;
  *setup = (rq_setup){.model = model};
  rq_status status = rq_config_load(source, schemas, RQ_COUNT_OF(schemas), &config, error);
  if (status) return status;
  status = rq_setup_fill(config, model, setup, error);
  if (status) {
    rq_config_free(config);
    *setup = (rq_setup){0};
  }
  return status;
}

rq_status rq_setup_load_any(const rq_config_source *source, const rq_model *const *models, rq_setup *setup, rq_error *error) {
  rq_config_source from = *source;
  char *text;
  int number = rq_config_choice(source, &rq_engine_schema, "model", &text, &from.length);
  from.text = text;
  rq_status status = rq_setup_load(&from, models[number], setup, error);
  free(text);
  return status;
}

void rq_setup_free(rq_setup *setup) {
  free(setup->parameters);
  rq_config_free(setup->config);
  *setup = (rq_setup){0};
}

/* ---- the society ---- */

static rq_key key_of(const rq_settings *s) {
  return (rq_key){(uint32_t)s->seed, (uint32_t)s->replicate};
}

rq_status rq_setup_network(const rq_setup *setup, rq_network *network, rq_error *error) {
  const rq_settings *s = &setup->settings;
  rq_network_settings settings = s->network;
  settings.weighted = setup->model->weighted;
  return rq_network_build(&settings, (uint32_t)s->people, key_of(s), setup->folder, network, error);
}

rq_status rq_setup_world(const rq_setup *setup, int threads, rq_world **world, rq_error *error) {
  rq_world_settings settings = {.key = key_of(&setup->settings), .threads = threads, .panel = (uint32_t)setup->settings.panel};
  rq_network network = {0};
  if (setup->network) return rq_world_create(setup->model, setup->parameters, setup->network, &settings, world, error);
  int most = omp_get_max_threads();
  if (threads > 0) omp_set_num_threads(threads);
  rq_status status = rq_setup_network(setup, &network, error);
  omp_set_num_threads(most);
  rq_profile_network(setup->profile, &network);
  rq_profile_lap(setup->profile, RQ_STAGE_NETWORK);
  if (status == RQ_OK) status = rq_world_create(setup->model, setup->parameters, &network, &settings, world, error);
  if (status == RQ_OK) rq_world_profile(*world, setup->profile);
  rq_network_free(&network);
  rq_profile_lap(setup->profile, RQ_STAGE_SOCIETY);
  return status;
}

/* ---- the weeks ---- */

static bool wants_snapshot(const rq_settings *s, uint32_t week) {
  for (size_t i = 0; i < s->snapshot_at.count; i++)
    if (s->snapshot_at.value[i] == (double)week) return true;
  return s->snapshot_every > 0 && week > 0 && week % s->snapshot_every == 0;
}

static rq_status verify(const rq_world *world, rq_error *error) {
  rq_status status = rq_world_verify(world, error);
  rq_profile_lap(rq_world_profiled(world), RQ_STAGE_CHECKS);
  return status ? rq_fail(error, status, "invariants are broken at week %u", (unsigned)rq_week(world)) : RQ_OK;
}

static rq_status write_snapshot(const rq_world *world, rq_writer *writer, rq_error *error) {
  rq_status status = rq_writer_snapshot(writer, world, error);
  rq_profile_lap(rq_world_profiled(world), RQ_STAGE_SNAPSHOTS);
  return status;
}

/* The week that was turned, to the writer. `last`: no more weeks will follow. */
static rq_status write_week(const rq_settings *s, const rq_world *world, rq_writer *writer, bool last, rq_error *error) {
  if (!writer) return RQ_OK;
  rq_status status = rq_writer_week(writer, world, error);
  rq_profile_lap(rq_world_profiled(world), RQ_STAGE_SERIES);
  if (status == RQ_OK && (last || wants_snapshot(s, rq_week(world)))) status = write_snapshot(world, writer, error);
  return status;
}

/* What is kept of a week besides series and snapshots, when the observer has seen it with this status. */
static rq_status keep_week(const rq_settings *s, const rq_world *world, rq_writer *writer, const rq_observer *observer, rq_status seen,
                           rq_error *error) {
  uint32_t week = rq_week(world);
  bool early = seen == RQ_INTERRUPTED || seen == RQ_STOPPED;
  if (!writer || week >= s->weeks) return RQ_OK;
  if (!observer->checkpoints) return early && !wants_snapshot(s, week) ? write_snapshot(world, writer, error) : RQ_OK;
  if (!early && !(observer->checkpoint_every && week % observer->checkpoint_every == 0)) return RQ_OK;
  rq_status status = rq_writer_checkpoint(writer, world, error);
  rq_profile_lap(rq_world_profiled(world), RQ_STAGE_CHECKPOINTS);
  return status;
}

rq_status rq_turn_weeks(const rq_setup *setup, rq_world *world, rq_writer *writer, const rq_observer *observer, rq_error *error) {
  const rq_settings *s = &setup->settings;
  rq_status status = observer->verify ? verify(world, error) : RQ_OK;
  if (status == RQ_OK && writer && rq_week(world) == 0 && wants_snapshot(s, 0)) status = write_snapshot(world, writer, error);
  while (status == RQ_OK && rq_week(world) < s->weeks) {
    status = rq_tick(world, error);
    if (status == RQ_OK && observer->verify) status = verify(world, error);
    if (status) return status;
    status = write_week(s, world, writer, rq_week(world) == s->weeks, error);
    if (status) continue;
    if (observer->week) status = observer->week(observer->context, world, error);
    rq_profile_lap(rq_world_profiled(world), RQ_STAGE_REST);
    rq_status kept = keep_week(s, world, writer, observer, status, error);
    if (kept) return kept;
  }
  return status;
}
