/* The tables of commands and models, and what all commands share: finding one, its help, its usage errors. */
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include "sim/version.h"
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const rq_command *const rq_commands[] = {
    &rq_command_run,    &rq_command_whatif,  &rq_command_status,   &rq_command_merge,  &rq_command_analyze, &rq_command_compare,
    &rq_command_plot,   &rq_command_explain, &rq_command_report,   &rq_command_export, &rq_command_study,   &rq_command_fit,
    &rq_command_config, &rq_command_verify,  &rq_command_assemble, &rq_command_help,   &rq_command_man,     NULL,
};

const char rq_exit_codes[] = "    0  done\n"
                             "   64  the command line is wrong\n"
                             "   65  a configuration, network, log or run file is wrong\n"
                             "   66  an input cannot be read\n"
                             "   70  internal error, or no memory\n"
                             "   73  an output cannot be created, or is there already\n"
                             "   74  reading or writing failed midway (disk full)\n"
                             "   75  stopped early; what was done so far is kept\n"
                             "  130  interrupted (Ctrl-C); what was done so far is kept\n";

enum { MOST_COMMANDS = 32, MOST_OPTIONS = 64 };

const rq_command *rq_command_find(const char *name) {
  const char *names[MOST_COMMANDS];
  size_t count = 0;
  for (; rq_commands[count]; count++) {
    if (strcmp(rq_commands[count]->name, name) == 0) return rq_commands[count];
    names[count] = rq_commands[count]->name;
  }
  const char *meant = rq_suggest(name, names, count);
  if (meant)
    fprintf(stderr, "renqing: there is no command '%s'; did you mean '%s'?\n", name, meant);
  else
    fprintf(stderr, "renqing: there is no command '%s'; see 'renqing --help'\n", name);
  return NULL;
}

int rq_usage(const rq_command *command, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "renqing %s: ", command->name);
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\nsee 'renqing %s --help'\n", command->name);
  va_end(arguments);
  return RQ_USAGE;
}

int rq_bad_option(const rq_command *command, int result, char **argv, const struct option *options) {
  const char *given = argv[optind - 1];
  if (result == ':') return rq_usage(command, "%s needs a value", given);
  if (strncmp(given, "--", 2) != 0) return rq_usage(command, "there is no option -%c", optopt);
  const char *names[MOST_OPTIONS];
  size_t count = 0;
  for (; count < MOST_OPTIONS && options[count].name; count++) {
    names[count] = options[count].name;
    if (optopt == options[count].val && !options[count].has_arg) return rq_usage(command, "--%s takes no value", names[count]);
  }
  const char *meant = rq_suggest(given + 2, names, count);
  if (meant) return rq_usage(command, "there is no option %s; did you mean --%s?", given, meant);
  return rq_usage(command, "there is no option %s, or it is short for more than one", given);
}

void rq_help_write(const rq_command *command, FILE *out) {
  fprintf(out, "%s\n\nusage: renqing %s\n\n%s", command->summary, command->usage, command->help);
  if (command->help[0] && command->help[strlen(command->help) - 1] != '\n') fputc('\n', out);
  if (command->describe) command->describe(out);
}

int rq_help(const rq_command *command) {
  rq_help_write(command, stdout);
  return RQ_OK;
}

static void write_overview(FILE *out) {
  fprintf(out, "renqing: a laboratory for relationships between people, and between people and brands\n\n"
               "usage: renqing COMMAND ...\n\n");
  for (size_t i = 0; rq_commands[i]; i++) fprintf(out, "  %-10s %s\n", rq_commands[i]->name, rq_commands[i]->summary);
  fprintf(out,
          "\nHelp on one of them: renqing COMMAND --help\n\n"
          "Example: a new foreign brand enters; who stays, who switches, and why?\n\n"
          "    renqing run configs/brand_entry.yaml -o entry.h5\n"
          "    renqing analyze entry.h5\n\n"
          "Exit codes:\n%s",
          rq_exit_codes);
}

static int help(int argc, char **argv) {
  if (argc > 2) return rq_usage(&rq_command_help, "one command at a time");
  if (argc < 2) {
    write_overview(stdout);
    return RQ_OK;
  }
  const rq_command *command = rq_command_find(argv[1]);
  return command ? rq_help(command) : RQ_USAGE;
}

const rq_command rq_command_help = {
    .name = "help",
    .usage = "help [COMMAND]",
    .summary = "explain the program, or one of its commands",
    .help = "Example:\n\n    renqing help run\n",
    .run = help,
};

static bool asks(const char *argument, const char *word, const char *letter) {
  return strcmp(argument, word) == 0 || strcmp(argument, letter) == 0;
}

int rq_main(int argc, char **argv) {
  if (argc < 2) {
    write_overview(stderr);
    return RQ_USAGE;
  }
  if (asks(argv[1], "--help", "-h")) {
    write_overview(stdout);
    return RQ_OK;
  }
  if (asks(argv[1], "--version", "-V")) {
    printf("renqing %s (%s)\n", rq_version(), rq_commit());
    return RQ_OK;
  }
  if (argv[1][0] == '-') {
    fprintf(stderr, "renqing: there is no option '%s' before the command; see 'renqing --help'\n", argv[1]);
    return RQ_USAGE;
  }
  const rq_command *command = rq_command_find(argv[1]);
  if (!command) return RQ_USAGE;
  for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (asks(argv[i], "--help", "-h")) return rq_help(command);
  return command->run(argc - 1, argv + 1);
}
