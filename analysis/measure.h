/* Results: how a section of the analysis declares its measures, hands over their values, and how they are printed.
 *
 * A section is one constant struct: its name, one table of measures (from which `analyze --help` is made), and one function that looks
 * at a subject (a run, or a purchase log) and reports values. A measure is named by its place in the section's table:
 *
 *     enum { M_SHARE, M_SOLE };
 *     static const rq_measure measures[] = {[M_SHARE] = {"market_share", "share of purchases", "1", 3, "definition", "source"}, ...};
 *     static rq_status work(const rq_subject *s, rq_report *r, rq_error *e) { rq_report_vector(r, M_SHARE, n, labels, share, NULL, NULL); ... }
 *     const rq_section rq_share_section = {.name = "share", .measures = measures, ..., .work = work};
 *
 * and one line in sections.c. */
#ifndef RQ_MEASURE_H
#define RQ_MEASURE_H

#include "sim/reader.h"
#include "sim/schema.h"
#include <stdio.h>

/* ---- what is looked at ---- */

struct rq_log;

typedef struct rq_subject {
  const char *name;         /* scenario or file, as shown over a column */
  const char *path;         /* for messages */
  const rq_run *run;        /* NULL where the subject is the user's own purchase log */
  const struct rq_log *log; /* purchases in order (log.h): the panel's, or the user's; NULL where none were kept */
  uint32_t at;              /* the week to look at: series up to it, the latest snapshot not after it; the last week by default */
  /* what the user may set about loyalty, in the log's time unit; 0 for the usual */
  double period;    /* of the retention curve and of lifetime values: 13 weeks, 91 days, one occasion, a twelfth of any other log */
  double gap;       /* so long without a purchase is leaving; 0: only buying another brand is */
  double discount;  /* of future margins, a year */
  bool communities; /* look for communities however large the network is */
} rq_subject;

/* ---- what is measured ---- */

typedef struct rq_measure {
  const char *name;       /* key in --json and --csv: lower case, underscores; never changes */
  const char *title;      /* as printed; up to about 40 characters */
  const char *unit;       /* "1" for a share or an index */
  int decimals;           /* as printed */
  const char *definition; /* one to three sentences */
  const char *source;     /* "Ehrenberg (1988)"; "" for a plain count */
} rq_measure;

typedef struct rq_report rq_report;

typedef struct rq_section {
  const char *name, *summary;
  bool from_log; /* works on a purchase log alone */
  const rq_measure *measures;
  size_t measures_count;
  rq_status (*work)(const rq_subject *, rq_report *, rq_error *);
  bool any_model;                           /* of the runs of any model; else of the model renqing only */
  void (*print)(const rq_report *, FILE *); /* for reading; NULL: as tables of all subjects */
} rq_section;

extern const rq_section *const rq_sections[]; /* NULL-terminated, in order of printing; sections.c */

/* ---- handing over values ----
 * All are copied. NaN means that there is no value. `lower` and `upper` (a 95 % interval) have the shape of the values, or
 * both are NULL. A measure is reported once, or not at all. Running out of memory is noticed by rq_report_make. */

/* A measure that is not in the section's table, because only the run file knows it (a weekly series, a field of people): its texts are copied.
 * Returns its number. */
size_t rq_report_measure(rq_report *, const rq_measure *);

void rq_report_scalar(rq_report *, size_t measure, double value);
void rq_report_between(rq_report *, size_t measure, double value, double lower, double upper);
/* One value for each label (brand, class, rule). */
void rq_report_vector(rq_report *, size_t measure, size_t count, const char *const *labels, const double *value, const double *lower,
                      const double *upper);
/* rows x columns, row-major. */
void rq_report_matrix(rq_report *, size_t measure, size_t rows, const char *const *row_labels, size_t columns,
                      const char *const *column_labels, const double *value, const double *lower, const double *upper);
/* `columns` curves over the same x: points x columns, row-major. `axis` says what x is ("weeks since the first purchase"). */
void rq_report_curve(rq_report *, size_t measure, const char *axis, size_t points, const double *x, size_t columns,
                     const char *const *column_labels, const double *value, const double *lower, const double *upper);
/* Why a measure, or what it lacks, is missing; or how it must be read. Printed beside it; printf style. */
void rq_report_note(rq_report *, size_t measure, const char *format, ...) RQ_PRINTF(3, 4);

/* What all values handed over from now on were computed from: a random sample of `size` out of `of` ("people", "pairs of people"; static
 * text). Where size is not less than `of`, and before the first call: exact, from all. Said in every output. */
void rq_report_sampled(rq_report *, double size, double of, const char *unit);
void rq_report_exact(rq_report *);
/* The same of the run's panel, a sample of its people; exact where the panel is everybody, and for a purchase log. */
void rq_report_panel(rq_report *, const rq_subject *);

/* ---- as kept ---- */

typedef struct rq_sample {
  double size, of;  /* size 0: no sample, exact */
  const char *unit; /* "people"; static */
} rq_sample;

typedef enum rq_form { RQ_SCALAR, RQ_VECTOR, RQ_MATRIX, RQ_CURVE, RQ_NOTE } rq_form;

typedef struct rq_result {
  const rq_measure *measure;
  rq_form form;
  size_t rows, columns;
  char **row, **column; /* labels; NULL where the form has none */
  char *axis;           /* RQ_CURVE */
  double *x;            /* RQ_CURVE: rows values */
  double *value;        /* rows x columns */
  double *lower, *upper;
  char *note; /* NULL for none */
  rq_sample sample;
} rq_result;

/* The results of one section for one subject. */
struct rq_report {
  const rq_section *section;
  const char *subject; /* name */
  const char *path;
  rq_result *result;
  size_t count, room;
  rq_measure **own; /* rq_report_measure; `definition` said in --json */
  size_t owned;
  rq_sample sample; /* of the results to come */
  bool failed;      /* no memory */
};

/* Runs a section: an empty report, work, the check that nothing got lost. The report must be freed even after an error. */
rq_status rq_report_make(rq_report *, const rq_section *, const rq_subject *, rq_error *);
void rq_report_free(rq_report *); /* accepts a zeroed one */
const rq_result *rq_report_find(const rq_report *, const rq_measure *);

/* ---- printing: `subjects` x `sections` reports, subject-major; names of equal subjects should differ ---- */

typedef struct rq_reports {
  const rq_report *report;
  size_t subjects, sections;
} rq_reports;

/* Tables for reading, at most 120 columns wide where the labels let it. Several subjects stand side by side for scalars and vectors. */
void rq_reports_print(const rq_reports *, FILE *);
/* {"runs": [{"run", "file", "sections": {section: {measure: {"unit", "value", "method", ...}}}}]}; method is "exact", or "sample" with
 * "sample": {"size", "of", "unit"} beside it; value is a number, a list beside "labels", a
 * list of rows beside "rows" and "columns", or beside "x" and "columns"; null where there is none. */
rq_status rq_reports_json(const rq_reports *, FILE *, rq_error *);
/* run,section,measure,row,column,value,lower,upper; a line for each value. */
rq_status rq_reports_csv(const rq_reports *, FILE *, rq_error *);
/* Every measure of a section with unit, definition and source, wrapped at 80 columns: the text of `analyze --help`. */
void rq_section_describe(const rq_section *, FILE *);

#endif
