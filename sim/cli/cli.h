/* The program: one table of commands, each with its help in one place, from which --help and the man pages are made. */
#ifndef RQ_CLI_H
#define RQ_CLI_H

#include "sim/error.h"
#include "sim/world.h"

typedef struct rq_command {
  const char *name;
  const char *usage;   /* "run CONFIG [-o RUN.h5] [options]" */
  const char *summary; /* one line */
  const char *help;    /* options, a line each, then examples; plain text, 80 columns */
  /* argv[0] is the command's name. Returns the exit code; has printed its errors. */
  int (*run)(int argc, char **argv);
} rq_command;

extern const rq_command rq_command_run, rq_command_config, rq_command_assemble, rq_command_verify; /* sim/cli */
extern const rq_command rq_command_analyze, rq_command_explain, rq_command_export;                 /* analysis */

extern const rq_command *const rq_commands[]; /* NULL-terminated; main.c */

/* The models of the program, NULL-terminated; the first is the default. */
extern const rq_model *const rq_models[];

/* Prints the command's usage error ("renqing run: ..., see 'renqing run --help'") and returns RQ_USAGE. */
int rq_usage(const rq_command *, const char *format, ...) RQ_PRINTF(2, 3);
/* Prints the command's help to standard output; returns 0. */
int rq_help(const rq_command *);

#endif
