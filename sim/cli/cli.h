/* The program: one table of commands, each with its help in one place, from which --help and the man pages are made. */
#ifndef RQ_CLI_H
#define RQ_CLI_H

#include "sim/error.h"
#include "sim/world.h"
#include <stdio.h>

typedef struct rq_command {
  const char *name;
  const char *usage;   /* "run CONFIG [-o RUN.h5] [options]" */
  const char *summary; /* one line */
  const char *help;    /* options, a line each, then examples; plain text, 80 columns */
  /* argv[0] is the command's name. Returns the exit code; has printed its errors. */
  int (*run)(int argc, char **argv);
  void (*describe)(FILE *); /* more help, made from tables: plain text after `help`; NULL for none */
} rq_command;

extern const rq_command rq_command_run, rq_command_config, rq_command_assemble, rq_command_verify; /* sim/cli */
extern const rq_command rq_command_whatif, rq_command_status, rq_command_merge;                    /* sim/cli */
extern const rq_command rq_command_help, rq_command_man;                                           /* sim/cli */
extern const rq_command rq_command_study, rq_command_fit;                                          /* analysis */
extern const rq_command rq_command_plot;                                                           /* analysis */
extern const rq_command rq_command_analyze, rq_command_explain, rq_command_export;                 /* analysis */
extern const rq_command rq_command_compare, rq_command_report;                                     /* analysis */

extern const rq_command *const rq_commands[]; /* NULL-terminated; commands.c */

/* The program: finds the command, answers --help and --version, runs it, and returns the exit code. `renqing COMMAND --help` is
 * answered here; a command never sees it. */
int rq_main(int argc, char **argv);

/* The command of that name, or NULL after a usage error with "did you mean". */
const rq_command *rq_command_find(const char *name);

/* Prints the command's usage error ("renqing run: ..., see 'renqing run --help'") and returns RQ_USAGE. */
int rq_usage(const rq_command *, const char *format, ...) RQ_PRINTF(2, 3);
/* The usage error after getopt_long (with opterr = 0 and ":" first in the short options) returned '?' or ':', as `result`. */
struct option;
int rq_bad_option(const rq_command *, int result, char **argv, const struct option *options);
/* Prints the command's help to standard output; returns 0. */
int rq_help(const rq_command *);
/* Writes the help of a command to a file. */
void rq_help_write(const rq_command *, FILE *);

/* The exit codes, a line each, as printed in help and man pages. */
extern const char rq_exit_codes[];

#endif
