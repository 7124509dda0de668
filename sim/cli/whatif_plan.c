/* How many runs go side by side, and how many threads each has. Runs share nothing, so side by side with one thread each is the best use
 * of the processors as long as there are enough runs and they fit into memory; else threads within runs use what is left. */
#include "sim/cli/whatif.h"
#include <errno.h>
#include <jansson.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHARE_OF_MEMORY 0.8

/* Memory that can be had now, in bytes; the whole machine's where the system does not say. */
static double free_memory(void) {
  double bytes = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE), kilobytes;
  char line[128];
  FILE *about = fopen("/proc/meminfo", "r");
  while (about && fgets(line, sizeof line, about))
    if (sscanf(line, "MemAvailable: %lf", &kilobytes) == 1) bytes = 1024 * kilobytes;
  if (about) fclose(about);
  FILE *limit = fopen("/sys/fs/cgroup/memory.max", "r"); /* of a container */
  double most;
  if (limit && fscanf(limit, "%lf", &most) == 1 && most < bytes) bytes = most;
  if (limit) fclose(limit);
  return bytes;
}

/* A dry run of the configuration as written, by a child: the estimate turns some weeks in threads, after which this process could not fork. */
static rq_status estimate(const rq_design *d, const rq_interrupt *interrupt, json_t **answer, rq_error *error) {
  const char *more[] = {"--dry-run", "--json", "--threads", "1", NULL};
  char **arguments = rq_child_arguments(d, 0, 1, more);
  FILE *out = tmpfile(), *err = tmpfile();
  pid_t child;
  int code = 0;
  rq_status status = arguments ? RQ_OK : rq_no_memory(error, "a run's arguments");
  if (!status && (!out || !err)) status = rq_fail(error, RQ_NO_OUTPUT, "no temporary file: %s", strerror(errno));
  if (!status) status = rq_child_start(arguments, fileno(out), fileno(err), interrupt, &child, error);
  while (!status && !rq_child_ended(child, &code)) nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  *answer = NULL;
  if (!status && code == 0) {
    rewind(out);
    *answer = json_loadf(out, 0, NULL);
  }
  if (!status && !*answer) {
    char line[512] = "";
    rewind(err);
    if (!fgets(line, sizeof line, err)) line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    const char *text = strncmp(line, "renqing: ", 9) == 0 ? line + 9 : line;
    status = rq_fail(error, code > 0 && code < 128 ? (rq_status)code : RQ_INTERNAL, "%s", *text ? text : "a trial run failed");
  }
  if (out) fclose(out);
  if (err) fclose(err);
  rq_arguments_free(arguments);
  return status;
}

static int at_most(int number, double most) {
  if (most < 1) most = 1;
  return (double)number > most ? (int)most : number;
}

rq_status rq_whatif_estimate(const rq_design *d, const rq_interrupt *interrupt, rq_whatif_plan *p, rq_error *error) {
  const rq_whatif_options *o = d->options;
  json_t *answer;
  *p = (rq_whatif_plan){.free_memory = free_memory(), .processors = omp_get_num_procs()};
  const rq_ensemble *e = &d->ensemble;
  for (uint32_t r = 1; r <= e->replicates; r++) {
    uint32_t shared = rq_design_shares(d, r) ? e->branch_week : 0;
    p->weeks += shared;
    for (size_t k = r - 1; k < e->members; k += e->replicates) {
      if (!rq_design_misses(d, &e->member[k])) continue;
      p->runs++;
      p->weeks += e->weeks - shared;
    }
  }
  if (p->runs == 0) return RQ_OK;
  rq_status status = estimate(d, interrupt, &answer, error);
  if (status) return status;
  p->run_seconds = json_number_value(json_object_get(answer, "seconds"));
  p->run_memory = json_number_value(json_object_get(answer, "memory_bytes"));
  p->run_disk = json_number_value(json_object_get(answer, "disk_bytes_uncompressed"));
  json_decref(answer);
  double fit = p->run_memory > 0 ? SHARE_OF_MEMORY * p->free_memory / p->run_memory : p->processors;
  p->jobs = o->jobs ? o->jobs : at_most(o->threads ? (p->processors + o->threads - 1) / o->threads : p->processors, fit);
  p->jobs = at_most(p->jobs, (double)p->runs);
  p->threads = o->threads ? o->threads : at_most(p->processors / p->jobs, p->processors);
  return RQ_OK;
}
