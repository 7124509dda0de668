/* The command `analyze`: run files and purchase logs, through the sections, to tables. */
#include "analysis/analyze_options.h"
#include "analysis/configured.h"
#include "sim/cli/cli.h"
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct opened {
  char *name;
  char model[64]; /* of a run that is not of the model renqing; "" else */
  rq_run *run;
  rq_log log;
  rq_subject subject;
} opened;

/* "runs/entry.h5" is "entry"; of a run with a scenario, that. */
static char *name_of(const char *path, const rq_run *run) {
  const char *scenario = run ? rq_run_attribute(run, "scenario") : NULL;
  if (scenario && *scenario) return strdup(scenario);
  const char *slash = strrchr(path, '/'), *base = slash && slash[1] ? slash + 1 : path;
  char *name = strdup(base), *dot = name ? strrchr(name, '.') : NULL;
  if (dot && dot > name) *dot = '\0';
  return name;
}

/* Two runs of one name are told apart by their paths. */
static rq_status tell_apart(opened *all, size_t count, rq_error *error) {
  bool *same = calloc(count, sizeof *same);
  if (!same) return rq_no_memory(error, "the runs' names");
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < count; k++) same[i] = same[i] || (k != i && !strcmp(all[i].name, all[k].name));
  rq_status status = RQ_OK;
  for (size_t i = 0; i < count && status == RQ_OK; i++) {
    if (same[i]) {
      free(all[i].name);
      all[i].name = strdup(all[i].subject.path);
    }
    if (!all[i].name) status = rq_no_memory(error, "the runs' names");
    all[i].subject.name = all[i].name;
  }
  free(same);
  return status;
}

static rq_status open_subject(const rq_analyze_options *o, const char *path, bool is_log, opened *to, rq_error *error) {
  rq_status status = RQ_OK;
  to->subject = (rq_subject){.path = path, .period = o->period, .gap = o->gap, .discount = o->discount, .communities = o->communities};
  if (is_log)
    status = rq_log_from_csv(path, &o->columns, &to->log, error);
  else {
    status = rq_run_open(path, &to->run, error);
    if (status != RQ_OK) return status;
    if (rq_configured_renqing(to->run, to->model)) to->model[0] = '\0';
    uint32_t weeks = rq_run_weeks(to->run);
    if (o->at > weeks) return rq_fail(error, RQ_USAGE, "%s: --at %u: the run has %u weeks", path, o->at, weeks);
    to->subject.at = o->at > 0 ? o->at : weeks;
    to->subject.run = to->run;
    if (!to->model[0]) status = rq_log_from_run(to->run, to->subject.at, &to->log, error);
  }
  if (status == RQ_OK && o->unit_costs) status = rq_unit_costs_apply(o->unit_costs, &to->log, error);
  if (status != RQ_OK) return status;
  if (to->log.count > 0) to->subject.log = &to->log;
  to->name = name_of(path, to->run);
  return to->name ? RQ_OK : rq_no_memory(error, "the runs' names");
}

static rq_status write_reports(const rq_analyze_options *o, const rq_reports *all, rq_error *error) {
  if (o->json) return rq_reports_json(all, stdout, error);
  if (o->csv) return rq_reports_csv(all, stdout, error);
  rq_reports_print(all, stdout);
  if (fflush(stdout) == EOF || ferror(stdout)) return rq_fail(error, RQ_IO, "the results could not be written: %s", strerror(errno));
  return RQ_OK;
}

static rq_status report_all(const rq_analyze_options *o, const opened *all, size_t count, rq_error *error) {
  size_t reports = count * o->sections_count;
  rq_report *report = calloc(reports ? reports : 1, sizeof *report);
  if (!report) return rq_no_memory(error, "the results of the analysis");
  rq_status status = RQ_OK;
  for (size_t k = 0; status == RQ_OK && k < reports; k++)
    status = rq_report_make(&report[k], o->sections[k % o->sections_count], &all[k / o->sections_count].subject, error);
  rq_reports list = {report, count, o->sections_count};
  if (status == RQ_OK) status = write_reports(o, &list, error);
  for (size_t k = 0; k < reports; k++) rq_report_free(&report[k]);
  free(report);
  return status;
}

static rq_status choose(rq_analyze_options *o, const opened *all, size_t count, rq_error *error) {
  const opened *other = NULL;
  for (size_t i = 0; i < count && !other; i++)
    if (all[i].model[0]) other = &all[i];
  return rq_analyze_choose(o, other ? other->subject.path : NULL, other ? other->model : NULL, error);
}

/* All of it, in the child process where there are run files; errors are printed here. */
static int analyze(void *argument) {
  rq_analyze_options *o = argument;
  rq_error error = RQ_NO_ERROR;
  size_t count = o->logs_count + o->runs_count;
  opened *all = calloc(count, sizeof *all);
  rq_status status = all ? RQ_OK : rq_no_memory(&error, "the runs");
  gsl_set_error_handler_off();
  for (size_t i = 0; i < count && status == RQ_OK; i++) {
    bool is_log = i < o->logs_count;
    status = open_subject(o, is_log ? o->logs[i] : o->runs[i - o->logs_count], is_log, &all[i], &error);
  }
  if (status == RQ_OK) status = choose(o, all, count, &error);
  if (status == RQ_OK) status = tell_apart(all, count, &error);
  if (status == RQ_OK) status = report_all(o, all, count, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  for (size_t i = 0; all && i < count; i++) {
    rq_log_free(&all[i].log);
    rq_run_close(all[i].run);
    free(all[i].name);
  }
  free(all);
  return (int)status;
}

static int run(int argc, char **argv) {
  rq_analyze_options o;
  rq_error error = RQ_NO_ERROR;
  int code = rq_analyze_options_read(argc, argv, &o);
  if (code == RQ_OK) {
    code = o.runs_count > 0 ? (int)rq_guarded(analyze, &o, o.runs[0], &error) : analyze(&o);
    rq_error_print(&error);
  }
  rq_error_free(&error);
  rq_analyze_options_free(&o);
  return code;
}

static void describe(FILE *out) {
  fputs("\nMeasures:\n", out);
  for (size_t k = 0; rq_sections[k]; k++) {
    fputc('\n', out);
    rq_section_describe(rq_sections[k], out);
  }
}

const rq_command rq_command_analyze = {
    .name = "analyze",
    .usage = "analyze RUN... [--section NAME]... [--at WEEK] [--json|--csv]\n       renqing analyze --purchases LOG.csv [--columns "
             "ROLE=NAME,...]",
    .summary = "loyalty, switching, trust, favors and network, from run files or a purchase log",
    .help = "Several runs stand side by side, so that scenarios can be compared. Runs of other\n"
            "models than renqing have the sections series, people and ties, and network\n"
            "where it is asked for.\n"
            "\n"
            "Options:\n"
            "\n"
            "  --section NAME        only this section; again for more\n"
            "  --at WEEK             look at the run as it was after this week\n"
            "  --json                everything as JSON\n"
            "  --csv                 everything as CSV: a line for each value (run, section,\n"
            "                        measure, row, column, value, lower, upper)\n"
            "  --purchases LOG.csv   your own purchase log (- for standard input): a line for\n"
            "                        each purchase, with columns customer, brand and one of\n"
            "                        time, week, day, occasion (numbers) or date (2024-03-31);\n"
            "                        perhaps price and segment. Other columns are ignored.\n"
            "                        The lines need not be sorted\n"
            "  --columns ROLE=NAME,...  what the columns are called in your file, as in\n"
            "                        customer=household,time=visit,brand=label\n"
            "  --unit-costs BRAND=COST,...  for lifetime values from a log\n"
            "  --period LENGTH       of the retention curve and lifetime values, in the log's\n"
            "                        unit of time (13 weeks, 91 days, 1 occasion by default)\n"
            "  --gap LENGTH          so long without a purchase is leaving, too\n"
            "  --discount RATE       of future margins, a year (0.10)\n"
            "  --communities         look for communities in a network of more than 400,000\n"
            "                        ties, too (a minute or more for a million people, and\n"
            "                        1.5 kB of memory a person)\n"
            "\n"
            "Brackets hold 95 % intervals. What was computed from a random sample is said\n"
            "(\"method\" in --json); all else is exact. Memory: 250 bytes a person with 30 ties,\n"
            "16 of them for each thread (OMP_NUM_THREADS; up to 8), beside 80 MB.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing analyze service.h5 discount.h5 --section loyalty --section switching\n"
            "    renqing analyze entry.h5 --at 104 --json\n"
            "    renqing analyze --purchases panel.csv --columns customer=household\n",
    .run = run,
    .describe = describe,
};
