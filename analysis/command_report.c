/* The command `report`: a folder of runs, or one run, as a page for those who decide. */
#include "analysis/charts.h"
#include "analysis/compare.h"
#include "analysis/output.h"
#include "analysis/page.h"
#include "analysis/page_gather.h"
#include "sim/cli/cli.h"
#include "sim/reader.h"
#include "sim/suggest.h"
#include <errno.h>
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <string.h>

typedef struct request {
  rq_page_request page;
  json_t *compare; /* of a folder; else NULL */
  unsigned language;
  const char *output, *temporary;
  bool force;
} request;

/* The page, to the temporary file. */
static rq_status write_page(const request *r, json_t *document, rq_error *error) {
  rq_page page = {document, r->language, NULL, rq_charts_size() > 0};
  json_object_set_new(document, "path", json_string(r->page.path));
  if (r->compare) {
    json_object_set(document, "compare", r->compare);
    json_object_set(document, "base", json_object_get(r->compare, "base"));
  }
  rq_page_say(&page, document);
  page.out = fopen(r->temporary, "wb");
  if (!page.out) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", r->output, strerror(errno));
  rq_page_write(&page);
  bool good = !ferror(page.out);
  if (fclose(page.out) != 0 || !good) return rq_fail(error, RQ_IO, "%s: cannot be written: %s", r->output, strerror(errno));
  return RQ_OK;
}

/* In a process of its own: the files may be anybody's. */
static int report_guarded(void *argument) {
  request *r = argument;
  rq_error error = RQ_NO_ERROR;
  json_t *document = NULL;
  if (r->compare) r->page.brand = json_string_value(json_object_get(r->compare, "brand"));
  gsl_set_error_handler_off();
  rq_status status = rq_page_gather(&r->page, &document, &error);
  if (status == RQ_OK) status = write_page(r, document, &error);
  json_decref(document);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

static int read_language(const char *text, unsigned *language) {
  for (*language = 0; rq_page_languages[*language]; (*language)++)
    if (strcmp(text, rq_page_languages[*language]) == 0) return RQ_OK;
  return rq_usage(&rq_command_report, "--lang is '%s'; it must be en or zh", text);
}

static int read_options(int argc, char **argv, request *r) {
  static const struct option options[] = {
      {"output", required_argument, NULL, 'o'}, {"lang", required_argument, NULL, 'l'}, {"base", required_argument, NULL, 'B'},
      {"brand", required_argument, NULL, 'b'},  {"force", no_argument, NULL, 'F'},      {NULL, 0, NULL, 0},
  };
  int option, status = RQ_OK;
  opterr = 0;
  while (status == RQ_OK && (option = getopt_long(argc, argv, ":o:", options, NULL)) != -1) {
    switch (option) {
    case 'o':
      r->output = optarg;
      break;
    case 'l':
      status = read_language(optarg, &r->language);
      break;
    case 'B':
      r->page.base = optarg;
      break;
    case 'b':
      r->page.brand = optarg;
      break;
    case 'F':
      r->force = true;
      break;
    default:
      status = rq_bad_option(&rq_command_report, option, argv, options);
    }
  }
  if (status != RQ_OK) return status;
  if (optind + 1 != argc) return rq_usage(&rq_command_report, "give one folder of runs, or one run file");
  if (!r->output || !*r->output) return rq_usage(&rq_command_report, "give the output with -o FILE.html");
  r->page.path = argv[optind];
  return RQ_OK;
}

static int report(int argc, char **argv) {
  request r = {.language = 0};
  int code = read_options(argc, argv, &r);
  if (code != RQ_OK) return code;
  rq_error error = RQ_NO_ERROR;
  rq_output output;
  rq_status status = rq_output_begin(&output, r.output, false, r.force, NULL, &error);
  if (status == RQ_OK) {
    r.temporary = output.temporary;
    if (rq_is_folder(r.page.path)) {
      const rq_compare_options options = {.paths = &r.page.path, .paths_count = 1, .base = r.page.base, .brand = r.page.brand};
      status = rq_compare(&options, &r.compare, &error);
    }
    if (status == RQ_OK) status = rq_guarded(report_guarded, &r, r.page.path, &error);
    if (status == RQ_OK) status = rq_output_finish(&output, &error);
    rq_output_drop(&output);
    json_decref(r.compare);
  }
  rq_error_print(&error);
  rq_error_free(&error);
  if (status == RQ_OK && rq_charts_size() == 0)
    fputs("renqing: the report has tables only: this build came without the charts (install npm and make again)\n", stderr);
  return (int)status;
}

const rq_command rq_command_report = {
    .name = "report",
    .usage = "report DIR|RUN.h5 -o FILE.html [--lang en|zh] [--base NAME] [--brand NAME]",
    .summary = "one page for those who decide: verdict, charts, tables, how to make it again",
    .help = "Writes one HTML file that needs nothing else: no network, no folder beside it. It\n"
            "reads on a phone, in print and without JavaScript; then the tables under the\n"
            "charts are all there is. DIR is a folder of runs (whatif); a single run gives a\n"
            "report without comparison. Runs that cannot be read are told and left out.\n"
            "\n"
            "Options:\n"
            "\n"
            "  -o, --output FILE     the page to be written\n"
            "  --lang en|zh          English (the default) or Chinese\n"
            "  --base NAME           the scenario that the others are compared with\n"
            "  --brand NAME          the brand that it is about; by default that of the first\n"
            "                        campaign\n"
            "  --force               replace FILE where it exists\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing report out/ -o report.html\n"
            "    renqing report entry.h5 -o entry.html --lang zh\n",
    .run = report,
};
