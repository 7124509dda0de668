/* renqing status: what there is of a what-if, by its manifest and the files that it names. */
#include "sim/cli/cli.h"
#include "sim/cli/whatif.h"
#include <getopt.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

/* ---- what holds now ---- */

/* The manifest may be older than what happened since: files that were removed, a what-if that was killed. */
static void bring_up_to_date(rq_ensemble *e, bool busy) {
  struct stat about;
  for (size_t k = 0; k < e->members; k++) {
    rq_member *m = &e->member[k];
    if (m->state == RQ_MEMBER_FINISHED && stat(m->file, &about) != 0) m->state = RQ_MEMBER_MISSING;
    if (m->state == RQ_MEMBER_RUNNING && !busy) m->state = RQ_MEMBER_MISSING;
  }
}

static size_t count(const rq_ensemble *e, size_t scenario, rq_member_state state) {
  size_t sum = 0;
  for (size_t k = 0; k < e->members; k++) sum += e->member[k].scenario == scenario && e->member[k].state == state;
  return sum;
}

static size_t count_all(const rq_ensemble *e, rq_member_state state) {
  size_t sum = 0;
  for (size_t s = 0; s < e->scenarios; s++) sum += count(e, s, state);
  return sum;
}

/* ---- for people ---- */

/* Columns of a terminal that a name takes: characters outside Latin scripts take two. */
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++) width += ((unsigned char)*text & 0xc0) == 0x80 ? 0 : (unsigned char)*text >= 0xe3 ? 2 : 1;
  return width;
}

static void print(const rq_ensemble *e, bool busy) {
  int widest = (int)strlen("scenario");
  printf("%s%s%s: %zu scenarios x %u replicates of %u weeks", e->folder, *e->title ? ": " : "", e->title, e->scenarios,
         (unsigned)e->replicates, (unsigned)e->weeks);
  if (e->branch_week) printf(", the same until week %u", (unsigned)e->branch_week);
  for (size_t s = 0; s < e->scenarios; s++)
    if (width_of(e->scenario[s].name) > widest) widest = width_of(e->scenario[s].name);
  printf("\n\n  %-*s", widest, "scenario");
  for (int state = 0; state < RQ_MEMBER_STATES; state++) printf("  %8s", rq_member_states[state]);
  putchar('\n');
  for (size_t s = 0; s < e->scenarios; s++) {
    printf("  %s%*s", e->scenario[s].name, widest - width_of(e->scenario[s].name), "");
    for (int state = 0; state < RQ_MEMBER_STATES; state++) printf("  %8zu", count(e, s, (rq_member_state)state));
    putchar('\n');
  }
  putchar('\n');
  for (size_t k = 0; k < e->members; k++) {
    const rq_member *m = &e->member[k];
    if (m->state == RQ_MEMBER_FAILED)
      printf("%s, replicate %u failed (exit %d): %s\n", e->scenario[m->scenario].name, (unsigned)m->replicate, m->exit, m->message);
  }
  if (busy)
    puts("A what-if is at work here.");
  else if (count_all(e, RQ_MEMBER_FINISHED) < e->members)
    printf("renqing whatif %s -o %s --missing does what is not finished.\n", e->config, e->folder);
  else
    puts("All runs are finished.");
}

/* ---- for programs ---- */

static json_t *to_json(const rq_ensemble *e, bool busy) {
  json_t *scenarios = json_array(), *runs = json_array();
  for (size_t s = 0; s < e->scenarios; s++) {
    json_t *row = json_pack("{s:s}", "name", e->scenario[s].name);
    for (int state = 0; state < RQ_MEMBER_STATES; state++)
      json_object_set_new(row, rq_member_states[state], json_integer((json_int_t)count(e, s, (rq_member_state)state)));
    json_array_append_new(scenarios, row);
  }
  for (size_t k = 0; k < e->members; k++) {
    const rq_member *m = &e->member[k];
    json_array_append_new(runs, json_pack("{s:s, s:I, s:s, s:s, s:o, s:s}", "scenario", e->scenario[m->scenario].name, "replicate",
                                          (json_int_t)m->replicate, "path", m->path, "state", rq_member_states[m->state], "exit",
                                          m->exit < 0 ? json_null() : json_integer(m->exit), "message", m->message));
  }
  return json_pack("{s:s, s:s, s:s, s:b, s:b, s:o, s:o}", "folder", e->folder, "title", e->title, "config", e->config, "at_work", busy,
                   "complete", count_all(e, RQ_MEMBER_FINISHED) == e->members, "scenarios", scenarios, "runs", runs);
}

static rq_status show(const char *folder, bool json, rq_error *error) {
  rq_ensemble e;
  rq_status status = rq_ensemble_read(folder, &e, error);
  if (status == RQ_OK) {
    bool busy = rq_folder_busy(e.folder);
    bring_up_to_date(&e, busy);
    if (!json) print(&e, busy);
    json_t *root = json ? to_json(&e, busy) : NULL;
    if (json && !root) status = rq_no_memory(error, "the state of the runs");
    if (root) json_dumpf(root, stdout, JSON_INDENT(2));
    if (root) putchar('\n');
    json_decref(root);
    if (status == RQ_OK && count_all(&e, RQ_MEMBER_FINISHED) < e.members) status = RQ_STOPPED;
  }
  rq_ensemble_free(&e);
  return status;
}

static int run(int argc, char **argv) {
  static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
  bool json = false;
  int option;
  opterr = 0;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option != 'j') return rq_bad_option(&rq_command_status, option, argv, options);
    json = true;
  }
  if (argc - optind != 1) return rq_usage(&rq_command_status, "give the folder of one what-if");
  rq_error error = RQ_NO_ERROR;
  rq_status status = show(argv[optind], json, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_status = {
    .name = "status",
    .usage = "status DIR [--json]",
    .summary = "what there is of a what-if: finished, failed, missing, running",
    .help = "Also while a what-if is at work in the folder. Exit 0 where all runs are finished, 75\n"
            "where some are not.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --json                the same as JSON, with every run\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing status entry/\n",
    .run = run,
};
