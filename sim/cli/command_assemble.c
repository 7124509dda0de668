/* renqing assemble: a run file from the parts of a run that was cut short. */
#include "sim/cli/cli.h"
#include "sim/reader.h"
#include "sim/runfile.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>

typedef struct request {
  const char *path;
  bool force;
} request;

static int put_together(void *argument) {
  const request *r = argument;
  rq_error error = RQ_NO_ERROR;
  uint32_t last_week = 0;
  rq_status status = rq_runfile_assemble(r->path, r->force, &last_week, &error);
  if (status == RQ_OK) {
    fprintf(stderr, "renqing: %s holds weeks 1 to %u\n", r->path, last_week);
  } else {
    rq_error_print(&error);
  }
  rq_error_free(&error);
  return (int)status;
}

static int assemble(int argc, char **argv) {
  static const struct option options[] = {{"force", no_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
  request r = {0};
  int option;
  opterr = 0;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option != 'f') return rq_bad_option(&rq_command_assemble, option, argv, options);
    r.force = true;
  }
  if (argc - optind != 1) return rq_usage(&rq_command_assemble, "one run file is needed");
  char path[4096];
  r.path = argv[optind];
  size_t length = strlen(r.path);
  static const char parts[] = ".parts";
  if (length >= sizeof path) return rq_usage(&rq_command_assemble, "the name is too long");
  memcpy(path, r.path, length + 1);
  while (length > 1 && path[length - 1] == '/') path[--length] = '\0';
  if (length > sizeof parts && strcmp(path + length - (sizeof parts - 1), parts) == 0) { /* the folder was named instead */
    path[length - (sizeof parts - 1)] = '\0';
    r.path = path;
  }
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_guarded(put_together, &r, r.path, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_assemble = {
    .name = "assemble",
    .usage = "assemble RUN.h5 [--force]",
    .summary = "make a run file of what a run that was cut short has written",
    .help = "While a run goes on, what it has computed is kept in files of the folder\n"
            "RUN.h5.parts, each of them whole. Where a run was cut short (a crash, a power\n"
            "cut, kill), this command puts them together into RUN.h5: every week up to the\n"
            "last one that was written, and every snapshot. The folder is then removed.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --force               replace RUN.h5 where it exists\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing assemble entry.h5\n",
    .run = assemble,
};
