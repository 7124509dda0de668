/* The week: every phase of the model in turn, every block of agents by itself, mail in between. */
#include "sim/state.h"
#include <omp.h>

static bool any_mail(const rq_world *w, uint32_t phase) {
  for (uint32_t b = 0; b < w->blocks; b++)
    if (w->store[b].outbox[phase].used) return true;
  return false;
}

static void take_mail(rq_world *w, uint32_t phase) {
#pragma omp parallel for schedule(static) num_threads(w->threads)
  for (uint32_t b = 0; b < w->blocks; b++) {
    rq_work *work = &w->scratch[omp_get_thread_num()].work;
    rq_work_begins(w->profile, work);
    if (!rq_mail_take(w, phase, &w->store[b])) w->store[b].out_of_memory = true;
    rq_work_lap(w->profile, work, &work->mail);
  }
}

static void run_block(rq_world *w, uint32_t phase, uint32_t b, bool mail) {
  rq_scratch *scratch = &w->scratch[omp_get_thread_num()];
  rq_block block = rq_block_at(w, b);
  rq_work_begins(w->profile, &scratch->work);
  if (mail && !block.store->out_of_memory && !rq_mail_deliver(w, b, scratch)) block.store->out_of_memory = true;
  rq_work_lap(w->profile, &scratch->work, &scratch->work.mail);
  block.mail = scratch->mail;
  block.mail_begin = mail ? scratch->begin : scratch->nothing;
  block.mail_count = block.mail_begin[block.count];
  if (!block.store->out_of_memory) w->model->phases[phase].run(&block);
  rq_work_lap(w->profile, &scratch->work, &scratch->work.rules);
}

static void run_phase(rq_world *w, uint32_t phase) {
  bool mail = any_mail(w, phase);
  if (mail) take_mail(w, phase);
#pragma omp parallel for schedule(dynamic) num_threads(w->threads)
  for (uint32_t b = 0; b < w->blocks; b++) run_block(w, phase, b, mail);
  rq_profile_phase(w, phase);
}

static void run_once(rq_world *w, uint32_t phase) {
  w->model->phases[phase].once(w);
  rq_profile_once(w, phase);
}

static bool out_of_memory(const rq_world *w) {
  for (uint32_t b = 0; b < w->blocks; b++)
    if (w->store[b].out_of_memory) return true;
  return false;
}

rq_status rq_tick(rq_world *w, rq_error *error) {
  const rq_model *model = w->model;
  w->week++;
  rq_observe_begin(w);
  rq_profile_lap(w->profile, RQ_STAGE_OBSERVATION);
  for (uint32_t phase = 0; phase < model->phases_count; phase++) {
    if (model->phases[phase].once) run_once(w, phase);
    if (model->phases[phase].run) run_phase(w, phase);
    if (out_of_memory(w) || !rq_observe_rosters(w)) return rq_no_memory(error, "a week");
    rq_profile_lap(w->profile, RQ_STAGE_OBSERVATION);
  }
  bool noted = rq_observe_end(w);
  rq_profile_week(w);
  return noted ? RQ_OK : rq_no_memory(error, "the panel's events");
}
