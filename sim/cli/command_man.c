/* Man pages, made from the same table as --help: renqing(1), and renqing-COMMAND(1) for each command. */
#include "sim/cli/cli.h"
#include "sim/version.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One line of plain text as roff: nothing in it is a request or an escape. */
static void write_line(FILE *page, const char *line, size_t length) {
  if (length > 0 && (line[0] == '.' || line[0] == '\'')) fputs("\\&", page);
  for (size_t i = 0; i < length; i++) {
    if (line[i] == '\\')
      fputs("\\e", page);
    else if (line[i] == '-')
      fputs("\\-", page);
    else if (line[i] == '\'')
      fputs("\\(aq", page);
    else if (line[i] == '`')
      fputs("\\(ga", page);
    else if (line[i] == '^')
      fputs("\\(ha", page);
    else if (line[i] == '~')
      fputs("\\(ti", page);
    else
      fputc(line[i], page);
  }
  fputc('\n', page);
}

static void write_escaped(FILE *page, const char *line) {
  write_line(page, line, strlen(line));
}

/* "Examples:" alone in a line begins a section. */
static bool is_heading(const char *line, size_t length) {
  return length > 1 && line[length - 1] == ':' && isupper((unsigned char)line[0]) && length < 40;
}

/* Help is laid out by hand, so it is kept as it is; only its headings become sections. */
static void write_text(FILE *page, const char *text) {
  bool blank = true; /* blank lines at the start and doubled ones are dropped */
  fputs(".nf\n", page);
  while (*text) {
    size_t length = strcspn(text, "\n");
    if (is_heading(text, length)) {
      fputs(".fi\n.SH ", page);
      for (size_t i = 0; i + 1 < length; i++) fputc(toupper((unsigned char)text[i]), page);
      fputs("\n.nf\n", page);
      blank = true;
    } else if (length > 0 || !blank) {
      if (length > 0)
        write_line(page, text, length);
      else
        fputs(".PP\n", page);
      blank = length == 0;
    }
    text += length + (text[length] == '\n');
  }
  fputs(".fi\n", page);
}

static void write_header(FILE *page, const char *title, const char *summary) {
  char upper[64];
  size_t length = strlen(title) < sizeof upper - 1 ? strlen(title) : sizeof upper - 1;
  for (size_t i = 0; i < length; i++) upper[i] = (char)toupper((unsigned char)title[i]);
  upper[length] = '\0';
  fprintf(page, ".TH \"%s\" 1 \"\" \"renqing %s\" \"renqing\"\n.SH NAME\n%s \\- ", upper, rq_version(), title);
  write_escaped(page, summary);
}

static void write_footer(FILE *page, const char *except) {
  fputs(".SH EXIT STATUS\n", page);
  write_text(page, rq_exit_codes);
  fputs(".SH SEE ALSO\n", page);
  if (except) fputs(".BR renqing (1)", page);
  for (size_t i = 0, shown = except != NULL; rq_commands[i]; i++) {
    if (except && strcmp(except, rq_commands[i]->name) == 0) continue;
    fprintf(page, "%s.BR renqing\\-%s (1)", shown++ ? " ,\n" : "", rq_commands[i]->name);
  }
  fputc('\n', page);
}

static rq_status write_command(FILE *page, const rq_command *command, rq_error *error) {
  char title[64];
  snprintf(title, sizeof title, "renqing-%s", command->name);
  write_header(page, title, command->summary);
  fputs(".SH SYNOPSIS\n.nf\n.B renqing ", page);
  write_escaped(page, command->usage);
  fputs(".fi\n.SH DESCRIPTION\n", page);
  char *text = NULL;
  size_t size = 0;
  FILE *memory = open_memstream(&text, &size);
  if (!memory) return rq_no_memory(error, "a man page");
  fprintf(memory, "%s\n", command->help);
  if (command->describe) command->describe(memory);
  if (fclose(memory) != 0) {
    free(text);
    return rq_no_memory(error, "a man page");
  }
  write_text(page, text);
  free(text);
  write_footer(page, command->name);
  return RQ_OK;
}

static rq_status write_program(FILE *page, const rq_command *command, rq_error *error) {
  (void)command;
  (void)error;
  write_header(page, "renqing", "a laboratory for relationships between people, and between people and brands");
  fputs(".SH SYNOPSIS\n.B renqing\n.I command\n[...]\n.SH DESCRIPTION\n"
        "Simulates people who exchange favors, and brands that try to join in: who stays, who switches, and why.\n.SH COMMANDS\n",
        page);
  for (size_t i = 0; rq_commands[i]; i++) {
    fprintf(page, ".TP\n.BR renqing\\-%s (1)\n", rq_commands[i]->name);
    write_escaped(page, rq_commands[i]->summary);
  }
  write_footer(page, NULL);
  return RQ_OK;
}

static rq_status write_page(const char *folder, const rq_command *command, rq_error *error) {
  char path[4096];
  int length =
      command ? snprintf(path, sizeof path, "%s/renqing-%s.1", folder, command->name) : snprintf(path, sizeof path, "%s/renqing.1", folder);
  if (length < 0 || (size_t)length >= sizeof path) return rq_fail(error, RQ_NO_OUTPUT, "%s: the path is too long", folder);
  FILE *page = fopen(path, "w");
  if (!page) return rq_fail(error, RQ_NO_OUTPUT, "%s: %s", path, strerror(errno));
  rq_status status = command ? write_command(page, command, error) : write_program(page, NULL, error);
  if (fclose(page) != 0 && status == RQ_OK) status = rq_fail(error, RQ_IO, "%s: %s", path, strerror(errno));
  return status;
}

static int man(int argc, char **argv) {
  if (argc != 2) return rq_usage(&rq_command_man, "give the folder");
  rq_error error = RQ_NO_ERROR;
  rq_status status = RQ_OK;
  if (mkdir(argv[1], 0777) != 0 && errno != EEXIST) status = rq_fail(&error, RQ_NO_OUTPUT, "%s: %s", argv[1], strerror(errno));
  if (status == RQ_OK) status = write_page(argv[1], NULL, &error);
  for (size_t i = 0; rq_commands[i] && status == RQ_OK; i++) status = write_page(argv[1], rq_commands[i], &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_man = {
    .name = "man",
    .usage = "man FOLDER",
    .summary = "write the man pages into a folder",
    .help = "Examples:\n\n    renqing man pages && man -l pages/renqing-run.1\n",
    .run = man,
};
