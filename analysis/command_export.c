/* The command `export`: a snapshot for other tools. */
#include "analysis/export.h"
#include "analysis/output.h"
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

typedef enum format { GRAPHML, GEXF, GML, PAJEK, CSV, H5AD, FORMATS } format;
static const char *const formats[FORMATS] = {"graphml", "gexf", "gml", "pajek", "csv", "h5ad"};
static const char *const endings[FORMATS] = {".graphml", ".gexf", ".gml", ".net", "", ".h5ad"};

typedef struct request {
  const char *path, *temporary, *output; /* the run; where it is written; what it will be called */
  format format;
  bool week_given;
  uint32_t week;
} request;

static rq_status choose_week(const rq_run *run, request *r, rq_error *error) {
  size_t count;
  const uint32_t *weeks = rq_run_snapshots(run, &count);
  if (!r->week_given && count > 0) {
    r->week = weeks[count - 1];
    return RQ_OK;
  }
  for (size_t i = 0; i < count; i++)
    if (weeks[i] == r->week && r->week_given) return RQ_OK;
  char *list = rq_snapshot_list(run);
  if (!list) return rq_no_memory(error, "the list of snapshots");
  if (count == 0)
    rq_fail(error, RQ_BAD_DATA, "%s: has no snapshots", rq_run_path(run));
  else
    rq_fail(error, RQ_BAD_DATA, "%s: has no snapshot of week %u; it has those of weeks %s", rq_run_path(run), r->week, list);
  free(list);
  return RQ_BAD_DATA;
}

static rq_status write_stream(rq_export *x, const request *r, rq_error *error) {
  static rq_status (*const writers[FORMATS])(rq_export *, FILE *, rq_error *) = {
      [GRAPHML] = rq_export_graphml, [GEXF] = rq_export_gexf, [GML] = rq_export_gml, [PAJEK] = rq_export_pajek};
  FILE *out = fopen(r->temporary, "w");
  if (!out) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", r->output, strerror(errno));
  rq_status status = writers[r->format](x, out, error);
  bool failed = fflush(out) != 0 || ferror(out);
  int reason = errno;
  if (fclose(out) != 0) {
    failed = true;
    reason = errno;
  }
  if (failed && status == RQ_OK) status = rq_fail(error, RQ_IO, "%s: cannot be written: %s", r->output, strerror(reason));
  return status;
}

static rq_status write_snapshot(const rq_run *run, request *r, rq_error *error) {
  rq_status status = choose_week(run, r, error);
  if (status != RQ_OK) return status;
  if (r->format == H5AD) return rq_export_h5ad(run, r->week, r->temporary, r->output, error);
  rq_export x;
  status = rq_export_open(run, r->week, r->output, &x, error);
  if (status != RQ_OK) return status;
  if (x.ties == 0 && r->format == CSV && x.tie_fields == 0)
    fprintf(stderr, "renqing: note: %s: nobody is tied to anybody; there is no ties.csv\n", r->path);
  else if (x.ties == 0)
    fprintf(stderr, "renqing: note: %s: nobody is tied to anybody; there are people only\n", r->path);
  status = r->format == CSV ? rq_export_csv(&x, r->temporary, error) : write_stream(&x, r, error);
  rq_export_close(&x);
  return status;
}

/* In a process of its own: the file may be anybody's. */
static int write_guarded(void *argument) {
  request *r = argument;
  rq_error error = RQ_NO_ERROR;
  rq_run *run = NULL;
  rq_status status = rq_run_open(r->path, &run, &error);
  if (status == RQ_OK) status = write_snapshot(run, r, &error);
  rq_run_close(run);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

static int choose_format(const char *text, format *chosen) {
  for (unsigned f = 0; f < FORMATS; f++)
    if (strcmp(text, formats[f]) == 0) {
      *chosen = (format)f;
      return RQ_OK;
    }
  const char *meant = rq_suggest(text, formats, FORMATS);
  return rq_usage(&rq_command_export, "there is no format '%s'%s%s%s; the formats are graphml, gexf, gml, pajek, csv and h5ad", text,
                  meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'" : "");
}

/* The format that the ending of the output's name says; FORMATS where it says none. */
static format format_of(const char *output) {
  size_t length = strlen(output);
  for (unsigned f = 0; f < FORMATS; f++) {
    size_t ending = strlen(endings[f]);
    if (ending && length > ending && strcmp(output + length - ending, endings[f]) == 0) return (format)f;
  }
  return FORMATS;
}

static bool read_week(const char *text, uint32_t *week) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  *week = (uint32_t)value;
  return end != text && !*end && *text != '-' && !errno && value < UINT32_MAX;
}

typedef struct command_line {
  request request;
  const char *output;
  bool force;
} command_line;

static int read_options(int argc, char **argv, command_line *c) {
  static const struct option options[] = {
      {"at", required_argument, NULL, 'a'},
      {"format", required_argument, NULL, 'f'},
      {"output", required_argument, NULL, 'o'},
      {"force", no_argument, NULL, 'F'},
      {NULL, 0, NULL, 0},
  };
  int option, status = RQ_OK;
  opterr = 0;
  while (status == RQ_OK && (option = getopt_long(argc, argv, ":f:o:", options, NULL)) != -1) {
    if (option == 'a') {
      c->request.week_given = true;
      if (!read_week(optarg, &c->request.week)) status = rq_usage(&rq_command_export, "--at is '%s'; it must be a week", optarg);
    } else if (option == 'f') {
      status = choose_format(optarg, &c->request.format);
    } else if (option == 'o') {
      c->output = optarg;
    } else if (option == 'F') {
      c->force = true;
    } else {
      status = rq_bad_option(&rq_command_export, option, argv, options);
    }
  }
  if (status != RQ_OK) return status;
  if (optind + 1 != argc) return rq_usage(&rq_command_export, "give one run file");
  if (!c->output || !*c->output) return rq_usage(&rq_command_export, "give the output with -o FILE");
  c->request.path = argv[optind];
  if (c->request.format == FORMATS) c->request.format = format_of(c->output);
  if (c->request.format == FORMATS) return rq_usage(&rq_command_export, "give the format with -f: graphml, gexf, gml, pajek, csv or h5ad");
  return RQ_OK;
}

static int export(int argc, char **argv) {
  command_line c = {.request = {.format = FORMATS}};
  int code = read_options(argc, argv, &c);
  if (code != RQ_OK) return code;
  rq_error error = RQ_NO_ERROR;
  rq_output output;
  rq_status status = rq_output_begin(&output, c.output, c.request.format == CSV, c.force, rq_export_csv_files, &error);
  if (status == RQ_OK) {
    c.request.temporary = output.temporary;
    c.request.output = c.output;
    status = rq_guarded(write_guarded, &c.request, c.request.path, &error);
    if (status == RQ_OK) status = rq_output_finish(&output, &error);
    rq_output_drop(&output);
  }
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_export = {
    .name = "export",
    .usage = "export RUN.h5 [--at WEEK] -f FORMAT -o FILE",
    .summary = "write a snapshot for other tools",
    .help = "Writes the people and ties of one snapshot. Each tie is written once; what one\n"
            "of its people feels about the other ends in _ab, the way back in _ba, where a is\n"
            "the person with the lower number. `balance` is what b owes a. `weight` is the\n"
            "mean closeness. `introducer` is -1 where nobody introduced them. Of other\n"
            "models than renqing all fields of people and ties are written, codes as words;\n"
            "`weight` is 1 where ties have no closeness.\n"
            "\n"
            "Formats:\n"
            "\n"
            "  graphml               igraph, NetworkX, yEd, Gephi\n"
            "  gexf                  Gephi, NetworkX (GEXF 1.2)\n"
            "  gml                   igraph, NetworkX (the format knows no underscores in\n"
            "                        names: closenessab)\n"
            "  pajek                 Pajek: ties with weights, no other values\n"
            "  csv                   a folder with people.csv, ties.csv and customers.csv\n"
            "                        (every person and brand; of the model renqing)\n"
            "  h5ad                  AnnData: people, brands, ties as sparse matrices\n"
            "\n"
            "Memory: 550 bytes a person with 30 ties, beside 80 MB; h5ad what its file\n"
            "takes. A million people make a CSV of 2 GB, GEXF and GraphML of 9 GB.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --at WEEK             the snapshot of this week; by default the last\n"
            "  -f, --format FORMAT   by default what the ending of FILE says\n"
            "  -o, --output FILE     the file, or for csv the folder, to be written\n"
            "  --force               replace it where it exists\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing export entry.h5 --at 260 -f graphml -o entry.graphml\n"
            "    renqing export entry.h5 -f csv -o entry_week_260\n",
    .run = export,
};
