/* The command `plot`: figures for papers, drawn by gnuplot, or their numbers. */
#include "analysis/gnuplot.h"
#include "analysis/output.h"
#include "analysis/plot_kinds.h"
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include <errno.h>
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_WIDTH 5.0
#define MOST_WIDTH 60.0
#define WIDTH 16.0 /* centimetres: both columns of a page */

static const char *const endings[RQ_DRAWINGS] = {".svg", ".pdf", ".png"};
/* with which a whole file ends, a few bytes from its end */
static const char *const marks[RQ_DRAWINGS] = {"</svg>", "%%EOF", "IEND"};

typedef struct command_line {
  rq_plot_request request;
  const char *output, *temporary; /* NULL: the numbers, to standard output */
  rq_drawing drawing;
  double width;
  bool data, force;
} command_line;

/* ---- the work, in the child process ---- */

static bool is_whole(const char *path, rq_drawing drawing) {
  char end[64];
  FILE *in = fopen(path, "rb");
  if (!in) return false;
  size_t got = fseek(in, -(long)sizeof end, SEEK_END) == 0 ? fread(end, 1, sizeof end, in) : 0, length = strlen(marks[drawing]);
  fclose(in);
  for (size_t i = 0; i + length <= got; i++)
    if (memcmp(end + i, marks[drawing], length) == 0) return true;
  return false;
}

static rq_status draw(const command_line *c, const rq_figure *f, rq_error *error) {
  rq_text script = {0};
  rq_figure_script(f, c->drawing, c->width, &script);
  rq_status status = rq_gnuplot_run(&script, c->temporary, c->output, error);
  if (status == RQ_OK && !is_whole(c->temporary, c->drawing))
    status = rq_fail(error, RQ_IO, "%s: was not written to its end (is the disk full?)", c->output);
  rq_text_free(&script);
  return status;
}

static rq_status print(const rq_figure *f, rq_error *error) {
  rq_text numbers = {0};
  rq_figure_csv(f, &numbers);
  rq_status status = numbers.failed ? rq_no_memory(error, "the numbers") : RQ_OK;
  if (status == RQ_OK && (fwrite(numbers.bytes, 1, numbers.count, stdout) != numbers.count || fflush(stdout) == EOF))
    status = rq_fail(error, RQ_IO, "the numbers could not be written: %s", strerror(errno));
  rq_text_free(&numbers);
  return status;
}

static int work(void *argument) {
  const command_line *c = argument;
  rq_figure figure = {0};
  rq_error error = RQ_NO_ERROR;
  gsl_set_error_handler_off();
  rq_status status = rq_plot_make(&c->request, &figure, &error);
  if (status == RQ_OK) status = c->data ? print(&figure, &error) : draw(c, &figure, &error);
  rq_figure_free(&figure);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

/* ---- the command line ---- */

static int choose_kind(const char *name, command_line *c) {
  rq_suggestion meant = {.word = name};
  for (size_t k = 0; k < rq_plot_kinds_count; k++) {
    if (strcmp(name, rq_plot_kinds[k].name) == 0) {
      c->request.kind = &rq_plot_kinds[k];
      return RQ_OK;
    }
    rq_suggestion_offer(&meant, rq_plot_kinds[k].name);
  }
  return rq_usage(&rq_command_plot, "there is no kind '%s'%s%s%s", name, meant.best ? "; did you mean '" : "", meant.best ? meant.best : "",
                  meant.best ? "'?" : "");
}

static bool read_number(const char *text, uint32_t *number) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  *number = (uint32_t)value;
  return end != text && !*end && *text != '-' && !errno && value < UINT32_MAX;
}

static int read_value(int option, command_line *c) {
  char *end;
  switch (option) {
  case 'k':
    return choose_kind(optarg, c);
  case 'a':
    c->request.at_given = true;
    return read_number(optarg, &c->request.at) ? RQ_OK : rq_usage(&rq_command_plot, "--at is '%s'; it must be a week", optarg);
  case 'p':
    return read_number(optarg, &c->request.around) ? RQ_OK
                                                   : rq_usage(&rq_command_plot, "--around is '%s'; it must be a person's number", optarg);
  case 'w':
    c->width = strtod(optarg, &end);
    if (end != optarg && !*end && c->width >= LEAST_WIDTH && c->width <= MOST_WIDTH) return RQ_OK;
    return rq_usage(&rq_command_plot, "--width is '%s'; it must be %g to %g centimetres", optarg, LEAST_WIDTH, MOST_WIDTH);
  default:
    c->request.language = strcmp(optarg, "zh") == 0 ? RQ_CHINESE : RQ_ENGLISH;
    return strcmp(optarg, "zh") == 0 || strcmp(optarg, "en") == 0
               ? RQ_OK
               : rq_usage(&rq_command_plot, "--lang is '%s'; it must be en or zh", optarg);
  }
}

static int check_output(command_line *c) {
  if (c->data) return c->output ? rq_usage(&rq_command_plot, "--data prints to standard output: leave out -o") : RQ_OK;
  if (!c->output || !*c->output)
    return rq_usage(&rq_command_plot, "give the output with -o FILE.svg, FILE.pdf or FILE.png, or ask for --data");
  size_t length = strlen(c->output);
  for (unsigned d = 0; d < RQ_DRAWINGS; d++)
    if (length > 4 && strcmp(c->output + length - 4, endings[d]) == 0) {
      c->drawing = (rq_drawing)d;
      return RQ_OK;
    }
  return rq_usage(&rq_command_plot, "-o is '%s'; it must end in .svg, .pdf or .png", c->output);
}

static int read_options(int argc, char **argv, command_line *c) {
  static const struct option options[] = {
      {"kind", required_argument, NULL, 'k'},   {"output", required_argument, NULL, 'o'},   {"at", required_argument, NULL, 'a'},
      {"brand", required_argument, NULL, 'b'},  {"scenario", required_argument, NULL, 's'}, {"series", required_argument, NULL, 'S'},
      {"around", required_argument, NULL, 'p'}, {"width", required_argument, NULL, 'w'},    {"lang", required_argument, NULL, 'l'},
      {"data", no_argument, NULL, 'd'},         {"force", no_argument, NULL, 'F'},          {NULL, 0, NULL, 0},
  };
  int option, status = RQ_OK;
  opterr = 0;
  while (status == RQ_OK && (option = getopt_long(argc, argv, ":k:o:", options, NULL)) != -1) {
    if (option == 'o')
      c->output = optarg;
    else if (option == 'b')
      c->request.brand = optarg;
    else if (option == 's')
      c->request.scenario = optarg;
    else if (option == 'S')
      c->request.series = optarg;
    else if (option == 'd')
      c->data = true;
    else if (option == 'F')
      c->force = true;
    else
      status = option == '?' || option == ':' ? rq_bad_option(&rq_command_plot, option, argv, options) : read_value(option, c);
  }
  if (status != RQ_OK) return status;
  if (optind + 1 != argc) return rq_usage(&rq_command_plot, "give one run file, or one folder of runs");
  c->request.path = argv[optind];
  if (!c->request.kind) return rq_usage(&rq_command_plot, "give the kind of figure with -k");
  const rq_plot_request *r = &c->request;
  if (r->brand && !r->kind->brands && !r->kind->focused)
    return rq_usage(&rq_command_plot, "'%s' is not of single brands: leave out --brand", r->kind->name);
  if (r->series && r->kind->measure != rq_plot_any_series) return rq_usage(&rq_command_plot, "--series is for the kind 'series'");
  if (r->around != RQ_ANYBODY && r->kind->draw != rq_plot_neighborhood)
    return rq_usage(&rq_command_plot, "--around is for the kind 'neighborhood'");
  return check_output(c);
}

static int plot(int argc, char **argv) {
  command_line c = {.request = {.around = RQ_ANYBODY}, .width = WIDTH};
  int code = read_options(argc, argv, &c);
  if (code != RQ_OK) return code;
  rq_error error = RQ_NO_ERROR;
  rq_output output = {0};
  rq_status status = c.data ? RQ_OK : rq_gnuplot_there(&error);
  if (status == RQ_OK && !c.data) status = rq_output_begin(&output, c.output, false, c.force, NULL, &error);
  if (status == RQ_OK) {
    c.temporary = output.temporary;
    status = rq_guarded(work, &c, c.request.path, &error);
    if (status == RQ_OK && !c.data) status = rq_output_finish(&output, &error);
  }
  rq_output_drop(&output);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

/* The table of kinds, wrapped at 80 columns. */
static void describe(FILE *out) {
  fputs("\nKinds:\n\n", out);
  for (size_t k = 0; k < rq_plot_kinds_count; k++) {
    int column = fprintf(out, "  %-20s", rq_plot_kinds[k].name);
    for (const char *word = rq_plot_kinds[k].sentence; *word;) {
      int length = (int)strcspn(word, " ");
      if (column + length + 1 > 80) column = fprintf(out, "\n%22s", "") - 1;
      column += fprintf(out, "%s%.*s", column > 22 ? " " : "", length, word);
      word += length;
      word += strspn(word, " ");
    }
    fputc('\n', out);
  }
}

const rq_command rq_command_plot = {
    .name = "plot",
    .usage = "plot RUN.h5|DIR -k KIND -o FILE.svg|FILE.pdf|FILE.png [options]",
    .summary = "figures for papers, from a run or a folder of runs",
    .help = "Draws with gnuplot, in colours that people with any colour vision tell apart. Of\n"
            "a run a line for each brand; of a folder of runs (scenarios and replicates) the\n"
            "mean over replicates with a band, and a panel for each scenario; with --brand a\n"
            "line for each scenario.\n"
            "\n"
            "Options:\n"
            "\n"
            "  -k, --kind KIND       what to draw; the kinds are listed below\n"
            "  -o, --output FILE     the figure; its ending says how it is drawn\n"
            "  --at WEEK             look at runs as they were after this week\n"
            "  --brand NAME          this brand only, or in focus; kinds that show one brand\n"
            "                        take that of the first campaign where it is not given\n"
            "  --scenario NAME       of a folder: this scenario only\n"
            "  --series NAME         series: only this one\n"
            "  --around N            neighborhood: around this person (0 is the first), not a\n"
            "                        customer of the brand drawn at random\n"
            "  --width CM            16 by default: both columns of a page; below 12 letters\n"
            "                        are smaller\n"
            "  --lang en|zh          language of the axes\n"
            "  --data                print the numbers as CSV instead (needs no gnuplot)\n"
            "  --force               replace FILE where it exists\n"
            "\n"
            "Networks keep every person and community in the same place from week to week\n"
            "and from scenario to scenario: the last snapshot of the first run decides. Of\n"
            "more than 4 million ties communities are found from a random sample of so many;\n"
            "a million people take a minute and 800 MB.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing plot entry.h5 -k share -o share.pdf\n"
            "    renqing plot out/ -k retention --brand Newcomer --width 8.5 -o kept.svg\n"
            "    renqing plot entry.h5 -k network --at 104 -o network.png\n"
            "    renqing plot entry.h5 -k switching --data >switching.csv\n"
            "    renqing plot tags.h5 -k series -o tags.png\n",
    .run = plot,
    .describe = describe,
};
