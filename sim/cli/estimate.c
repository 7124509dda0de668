/* The estimate of a dry run. */
#include "sim/cli/estimate.h"
#include "sim/cli/progress.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* People and weeks of the small society. Long enough for habits of the first weeks to pass. */
enum { TRIAL_PEOPLE = 8192, TRIAL_WEEKS = 26 };

typedef struct trial {
  double people, halves, weeks;
  double build_seconds, week_seconds;
  double events; /* values noted of the panel, all weeks */
  double base;   /* bytes of the program without people */
} trial;

typedef struct estimate {
  double people, halves, memory, disk, seconds, free_memory;
} estimate;

static double halves_of(const rq_world *world) {
  double halves = 0;
  for (uint32_t agent = 0; agent < rq_agents(world); agent++) halves += rq_world_row(world, agent).count;
  return halves;
}

static rq_status try_out(const rq_setup *setup, int threads, trial *t, rq_error *error) {
  rq_setup small = *setup; /* the same configuration; only numbers of the settings differ */
  if (small.settings.people > TRIAL_PEOPLE) small.settings.people = TRIAL_PEOPLE;
  if (small.settings.weeks > TRIAL_WEEKS) small.settings.weeks = TRIAL_WEEKS;
  rq_world *world = NULL;
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) == 0) t->base = 1024.0 * (double)usage.ru_maxrss;
  double started = rq_seconds();
  rq_status status = rq_setup_world(&small, threads, &world, error);
  double built = rq_seconds();
  while (status == RQ_OK && rq_week(world) < small.settings.weeks) {
    status = rq_tick(world, error);
    for (uint32_t kind = 0; status == RQ_OK && kind < setup->model->events_count; kind++) {
      const double *values;
      t->events += (double)(rq_world_events(world, kind, &values) * setup->model->events[kind].columns_count);
    }
  }
  if (status == RQ_OK) {
    t->people = rq_agents(world);
    t->weeks = (double)small.settings.weeks;
    t->halves = halves_of(world);
    t->build_seconds = built - started;
    t->week_seconds = (rq_seconds() - built) / t->weeks;
  }
  rq_world_free(world);
  return status;
}

/* Bytes of one value as files hold it. */
static double size_in_file(rq_type type) {
  switch (type) {
  case RQ_U8: /* see rq_layout_file_type */
  case RQ_U16:
  case RQ_I16:
    return 2;
  case RQ_I64:
  case RQ_F64:
    return 8;
  default:
    return 4;
  }
}

/* Bytes of one snapshot before compression. */
static double snapshot_bytes(const rq_setup *setup, double people, double halves) {
  const rq_model *m = setup->model;
  rq_dimension dimension[UINT8_MAX + 1] = {{0}};
  if (m->dimensions) m->dimensions(setup->parameters, dimension);
  double bytes = 8 * people + 4 * halves; /* where rows begin, and the targets */
  for (uint32_t f = 0; f < m->fields_count; f++) {
    const rq_field *field = &m->fields[f];
    if (!field->snapshot || field->place == RQ_GLOBAL) continue;
    double width = field->dims[0] ? dimension[field->dims[0] - 1].size : 1;
    bytes += size_in_file(field->type) * (field->place == RQ_PER_TIE ? halves : people * width);
  }
  return bytes;
}

static double snapshots(const rq_settings *s) {
  double count = (double)s->snapshot_at.count + 1;
  return s->snapshot_every > 0 ? count + floor((double)s->weeks / (double)s->snapshot_every) : count;
}

static estimate work_out(const rq_setup *setup, const trial *t) {
  const rq_settings *s = &setup->settings;
  estimate e = {.people = s->people > 0 ? (double)s->people : t->people};
  double scale = e.people / t->people, panel = fmin((double)s->panel, e.people) / fmax(fmin((double)s->panel, t->people), 1);
  e.halves = t->halves * scale;
  double events = t->events * panel / t->weeks; /* values a week, held as double until their part is written */
  e.memory = t->base + (double)rq_world_estimate(setup->model, setup->parameters, (uint64_t)e.people, (uint64_t)e.halves) +
             8 * events * fmin((double)s->part_weeks, (double)s->weeks);
  e.seconds = t->build_seconds * scale + t->week_seconds * scale * (double)s->weeks;
  e.disk = snapshots(s) * snapshot_bytes(setup, e.people, e.halves) + 4 * events * (double)s->weeks;
  e.free_memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  return e;
}

rq_status rq_estimate_print(const rq_setup *setup, const rq_run_options *o, rq_error *error) {
  trial t = {0};
  rq_status status = try_out(setup, o->threads, &t, error);
  if (status) return status;
  estimate e = work_out(setup, &t);
  char memory[RQ_BYTES_SIZE], there[RQ_BYTES_SIZE], disk[RQ_BYTES_SIZE], time[RQ_DURATION_SIZE];
  if (o->json) {
    json_t *object =
        json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:s}", "people", e.people, "weeks", (double)setup->settings.weeks, "ties", e.halves / 2,
                  "memory_bytes", e.memory, "disk_bytes_uncompressed", e.disk, "seconds", e.seconds, "output", o->output);
    if (!object) return rq_no_memory(error, "the estimate");
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(object);
    return RQ_OK;
  }
  printf("The configuration is right. Nothing was written.\n\n"
         "  people   %.0f, about %.0f ties after %.0f weeks; %.0f weeks\n"
         "  memory   about %s; this machine has %s\n"
         "  disk     at most %s in %s, before compression\n"
         "  time     about %s on this machine, as measured in %.0f weeks of %.0f people\n",
         e.people, e.halves / 2, t.weeks, (double)setup->settings.weeks, rq_bytes_text(memory, e.memory),
         rq_bytes_text(there, e.free_memory), rq_bytes_text(disk, e.disk), o->output, rq_duration_text(time, e.seconds), t.weeks, t.people);
  return RQ_OK;
}
