/* Numbers of the configuration that a run was made with, as kept in the run file. */
#ifndef RQ_CONFIGURED_H
#define RQ_CONFIGURED_H

#include "sim/reader.h"

typedef struct rq_configured rq_configured;

/* Reads /meta's configuration. RQ_BAD_DATA where it is missing or is not YAML. */
rq_status rq_configured_open(const rq_run *, rq_configured **, rq_error *);
void rq_configured_free(rq_configured *); /* accepts NULL */

/* The number, or the text, at a dotted path ("ties.mixed_from", "campaigns.0.favor"); RQ_BAD_DATA with the path where there is none. */
rq_status rq_configured_number(const rq_configured *, const char *path, double *, rq_error *);
const char *rq_configured_text(const rq_configured *, const char *path); /* NULL where there is none; owned by the configuration */

/* Whether it is a run of the model renqing, or of which other: the measures and invariants here are those of renqing. False also where it
 * cannot be known; `name` is then empty. */
bool rq_configured_renqing(const rq_run *, char name[64]);

/* The class of a tie of closeness g (Hwang 1987): 0 instrumental, 1 mixed, 2 expressive. Kin is always expressive. */
typedef struct rq_classes {
  double mixed_from, expressive_from;
} rq_classes;
enum { RQ_INSTRUMENTAL, RQ_MIXED, RQ_EXPRESSIVE, RQ_CLASSES };
extern const char *const rq_class_names[RQ_CLASSES];
rq_status rq_classes_read(const rq_run *, rq_classes *, rq_error *);
unsigned rq_class_of(const rq_classes *, double closeness, bool kin);

/* How a tie began, as coded in the field `basis`. */
enum { RQ_KIN, RQ_CIRCLE, RQ_ACQUAINTANCE, RQ_MET, RQ_INTRODUCED, RQ_CLUB, RQ_BASES };
extern const char *const rq_basis_names[RQ_BASES];

#endif
