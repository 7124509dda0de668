/* The page of a report: one HTML file, in one language, made from the document of page_gather.h. Words are looked up by key; whatever
 * comes from configurations is escaped. */
#ifndef RQ_PAGE_H
#define RQ_PAGE_H

#include "analysis/estimates.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct rq_page {
  const json_t *data;
  unsigned language; /* its place in rq_page_languages */
  FILE *out;
  bool charts; /* with the charts of charts.h; else tables only */
} rq_page;

/* Writes the whole page. Whether all was written is for the caller to ask `out`. */
void rq_page_write(const rq_page *);

/* ---- sentences (page_say.c) ---- */

void rq_page_verdict(const rq_page *);
void rq_page_warnings(const rq_page *);
/* Puts into the document what sentences need beside it: "say". */
void rq_page_say(const rq_page *, json_t *document);

/* ---- words (page_words.c) ---- */

extern const char *const rq_page_languages[]; /* "en", "zh", NULL; as in <html lang> */
/* The word of that key; NULL where there is none. */
const char *rq_page_word(const rq_page *, const char *key);
/* All words of the language by key, for the charts. */
json_t *rq_page_words(const rq_page *);

/* ---- writing (page_put.c) ---- */

void rq_put(const rq_page *, const char *html);                        /* as it is */
void rq_put_text(const rq_page *, const char *text);                   /* escaped */
void rq_put_word(const rq_page *, const char *key);                    /* the word, or where there is none the key itself; escaped */
void rq_put_name(const rq_page *, const char *kind, const char *name); /* word "KIND.NAME", or where there is none the name; escaped */
/* A word in which {name} stands for the text at `name` in the document or in its "say"; escaped. */
void rq_put_sentence(const rq_page *, const char *key);
void rq_put_date(const rq_page *, const char *iso); /* 2026-11-22T...: "22 November 2026", "2026年11月22日" */

/* How numbers are shown: a share in per cent; an index with three decimals; whole; with two decimals; as short as it is. */
typedef enum rq_page_form { RQ_PERCENT, RQ_INDEX, RQ_WHOLE, RQ_CENTS, RQ_PLAIN } rq_page_form;
rq_page_form rq_page_form_of(const json_t *outcome); /* {"name", "percent", "decimals"}, of compare.h or of a run's answers */
#define RQ_PAGE_NUMBER 64
/* "71.3%", "−0.012", "12,345", "–" for NaN. A difference has a sign, and is in percentage points. Returns `buffer`. */
char *rq_page_number(const rq_page *, char buffer[RQ_PAGE_NUMBER], double value, rq_page_form, bool difference);
/* The interval, without units: "68.0 – 74.0". */
char *rq_page_interval(char buffer[RQ_PAGE_NUMBER], double lower, double upper, rq_page_form, bool difference);

/* A table: open, header cells, body, rows, close. Wide ones scroll by themselves. */
void rq_table_open(const rq_page *, const char *caption); /* key of a sentence */
void rq_table_heads(const rq_page *, const char *const *keys);
void rq_table_head(const rq_page *, const char *kind, const char *name); /* one more; rq_put_name */
void rq_table_body(const rq_page *);                                     /* heads are done, rows begin */
void rq_table_row(const rq_page *, const char *kind, const char *name);  /* ends what is open, begins a row with this header cell */
void rq_table_cell(const rq_page *, const char *text);
void rq_table_number(const rq_page *, double value, rq_page_form, bool difference);
void rq_table_estimate(const rq_page *, rq_estimate, rq_page_form, bool difference);
void rq_table_close(const rq_page *);

/* ---- sections (page_sections.c, page_tables.c, page_facts_put.c) ---- */

typedef struct rq_page_section {
  const char *id; /* words: ID (heading), ID.about */
  bool chart;     /* report/main.js draws it */
  bool (*has)(const rq_page *);
  void (*tables)(const rq_page *);
} rq_page_section;
extern const rq_page_section rq_page_sections[]; /* ended by id NULL */

void rq_page_tables_scenarios(const rq_page *), rq_page_tables_answers(const rq_page *), rq_page_tables_share(const rq_page *),
    rq_page_tables_staying(const rq_page *), rq_page_tables_survival(const rq_page *), rq_page_tables_switching(const rq_page *),
    rq_page_tables_flow(const rq_page *), rq_page_tables_trust(const rq_page *), rq_page_tables_uplift(const rq_page *),
    rq_page_tables_segments(const rq_page *), rq_page_tables_network(const rq_page *), rq_page_assumptions(const rq_page *),
    rq_page_reproduce(const rq_page *);

/* ---- numbers of the document ---- */

const json_t *rq_page_at(const rq_page *, const char *key); /* NULL for null and for what is not there */
double rq_page_value(const json_t *);                       /* NaN for what is no number */
/* Mean and interval of a strand of a scenario at a place. */
rq_estimate rq_page_strand(const rq_page *, const char *strand, size_t scenario, size_t place);
const char *rq_page_scenario(const rq_page *, size_t scenario);
const json_t *rq_page_outcome_of(const rq_page *, const char *name); /* of compare.h; NULL for none */
/* The name by which rq_put_name finds an outcome of compare.h: its name, or its label where the page has no word for it. */
const char *rq_page_outcome(const rq_page *, const json_t *outcome);

#endif
