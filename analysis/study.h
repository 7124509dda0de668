/* Published studies beside what this program computes: what a study declares, what its function hands over, and the table that comes of it.
 *
 * A study is one constant struct: its name, citation and question, the schemas of its parameters (from which --set, ranges, "did you mean" and
 * help are made), a table of what was published for which case, and one function that computes a case:
 *
 *     static const rq_published published[] = {
 *         {"share served", {"chips=2"}, RQ_EXACT, 2. / 3, 1e-9, RQ_DERIVED},
 *     };
 *     static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
 *       parameters p;
 *       rq_config_fill(c->config, &schema, &p);
 *       rq_outcome_exact(out, "share served", rq_chips_served(p.chips));
 *       return RQ_OK;
 *     }
 *     const rq_study rq_study_chips = {"chips", ...};
 *
 * and one word in studies.c. A case is the defaults of the parameters and the settings that the table gives; the function knows nothing
 * of what was published. With parameters of the user's own the function is called for that one case, and all its outcomes are shown.
 *
 * A study whose outcomes are sums, shares and times of weekly series needs none of that: a configuration declares it (study_declared.h). */
#ifndef RQ_STUDY_H
#define RQ_STUDY_H

#include "analysis/estimates.h"
#include "sim/config.h"
#include "sim/declared.h"
#include "sim/random.h"
#include "sim/world.h"

/* ---- what is declared ---- */

typedef enum rq_claim {
  RQ_EXACT, /* a closed form, or a published exact value */
  RQ_TABLE, /* a cell of a published table of simulations */
  RQ_ABOVE, /* a published direction: above the value */
  RQ_BELOW  /* below it */
} rq_claim;

typedef enum rq_origin {
  RQ_READ,      /* stands in the publication */
  RQ_DERIVED,   /* computed from the model as published */
  RQ_REPLICATED /* stands in somebody's replication of the publication */
} rq_origin;

#define RQ_CASE_SETS (RQ_DECLARED_SETS + 1) /* settings of a case, and NULL */
typedef struct rq_published {
  const char *outcome;
  const char *sets[RQ_CASE_SETS]; /* "key=value": what differs from the defaults; NULL-terminated */
  rq_claim claim;
  double value;     /* INFINITY for "none" */
  double tolerance; /* of RQ_EXACT and RQ_TABLE */
  rq_origin origin;
} rq_published;

typedef struct rq_outcomes rq_outcomes;

typedef struct rq_study rq_study;
typedef struct rq_study_request rq_study_request;

/* One set of parameters to compute. */
typedef struct rq_case {
  const rq_config *config; /* rq_config_fill(config, schema, &parameters) */
  bool full;               /* at the published length, not at test length */
  /* where it came from, for rq_case_with */
  const rq_study *study;
  const rq_study_request *asked;
  const char *const *sets;
} rq_case;

/* The configuration of the same case with further settings (NULL-terminated), for what a case compares. On RQ_OK *config is the caller's. */
rq_status rq_case_with(const rq_case *, const char *const *more, rq_config **config, rq_error *);

/* A short name in --set and in the published cases for a key of the engine: "graph=x.gml" stands for "population.network.file=x.gml" and
 * for the further setting `also`, if that is not NULL. */
typedef struct rq_study_alias {
  const char *key, *target, *also;
} rq_study_alias;

struct rq_study {
  const char *name, *citation;
  const char *question;           /* a sentence */
  const char *note;               /* what the reader must know of the values; NULL */
  const rq_schema *const *schema; /* NULL-terminated */
  const rq_published *published;
  size_t published_count;
  /* "key=default" of parameters that say how much is computed, and not what: they leave the case the same. NULL-terminated. */
  const char *const *effort;
  const rq_model *model; /* the engine's model that it is of: the key `model` has its name in every case; NULL for none */
  const rq_study_alias
      *aliases;                /* up to one whose key is NULL; NULL for none. Keys of the group `name` need none: "chips" is chips.chips */
  bool configured;             /* configs/studies/NAME.yaml is read where the user gives no file */
  const char *configuration;   /* a text that is read instead; NULL for none */
  const char *file;            /* where that text stands */
  const rq_declared *declared; /* outcomes that rules make of weekly series (study_declared.h); NULL: `work` makes all */
  const char *const *test_length; /* settings that shorten it unless --full; the user's own come after them; NULL for none */
  rq_status (*work)(const rq_case *, rq_outcomes *, rq_error *);
};

extern const rq_study *const rq_studies[]; /* those in C, NULL-terminated; studies.c */

/* All studies of the program by name: those in C, and those that the configurations of configs/studies/ declare, which are part of it. */
typedef struct rq_study_set {
  const rq_study **study;
  size_t count;
  struct rq_declared_study *declared; /* study_declared.h */
  size_t declared_count;
} rq_study_set;

/* All of them; or, where `name` is not NULL, the one of that name, or of the configuration of that path. Nothing is RQ_USAGE, with "did you
 * mean". The set must be freed even after an error. */
rq_status rq_studies_gather(const char *name, rq_study_set *, rq_error *);
void rq_studies_release(rq_study_set *); /* accepts a zeroed one */
/* The configurations that are part of the program, by number; false after the last. Name and text end with a null character. */
bool rq_studies_embedded(size_t number, const char **name, const char **text);
const char *rq_studies_configuration(const char *name); /* NULL where there is none */

/* ---- handing over outcomes; names are copied; one name once ---- */

void rq_outcome_exact(rq_outcomes *, const char *name, double value);
/* NaN for bounds that are not known. */
void rq_outcome_simulated(rq_outcomes *, const char *name, rq_estimate, uint64_t replicates);
/* A remark printed below the table; printf style. */
void rq_outcome_note(rq_outcomes *, const char *format, ...) RQ_PRINTF(2, 3);

/* ---- what comes of it ---- */

typedef enum rq_verdict { RQ_INSIDE, RQ_OUTSIDE, RQ_NO_VERDICT } rq_verdict;

typedef struct rq_study_row {
  char *outcome, *setting;       /* "share served"; "chips=2", "" for the defaults and for the user's own case */
  const rq_published *published; /* NULL where nothing is published of this case */
  double ours, lower, upper;     /* NaN where there is none; ours INFINITY for "none" */
  uint64_t replicates;           /* 0: exact */
  rq_verdict verdict;
} rq_study_row;

typedef struct rq_study_result {
  const rq_study *study;
  rq_study_row *row;
  size_t count, room;
  char *note; /* remarks, a line each, or NULL */
  double seconds;
} rq_study_result;

struct rq_study_request {
  const char *path; /* a configuration; NULL for the defaults */
  const char *const *sets;
  size_t sets_count;
  bool full;
};

/* Computes all published cases, or the user's one; the result must be freed even after an error. */
rq_status rq_study_run(const rq_study *, const rq_study_request *, rq_study_result *, rq_error *);
void rq_study_result_free(rq_study_result *); /* accepts a zeroed one */
size_t rq_study_count(const rq_study_result *, rq_verdict);

/* Whether an outcome is what was published: an exact one within the tolerance, one with an interval where that, widened by the tolerance,
 * covers the value; a direction where all of the interval lies on that side. */
rq_verdict rq_study_judge(const rq_published *, double ours, double lower, double upper);

/* ---- printing (study_table.c) ---- */

void rq_study_print(const rq_study_result *, FILE *);
void rq_studies_summarise(const rq_study_result *, size_t count, FILE *);
rq_status rq_studies_json(const rq_study_result *, size_t count, FILE *, rq_error *);
/* For documentation: a table of all studies, then one for each, as Markdown. */
void rq_studies_markdown(const rq_study_result *, size_t count, FILE *);
void rq_studies_list(const rq_study_set *, FILE *);
rq_status rq_studies_list_json(const rq_study_set *, FILE *, rq_error *);
/* The parameters of a study with unit, range, meaning and what they are if nothing is set: its own, short as --set takes them, then the few
 * of the engine that matter to it. */
rq_status rq_study_describe(const rq_study *, FILE *, rq_error *);

#endif
