/* What the files of the ODD description share: the model at hand, and a mark of its text. */
#ifndef RQ_ODD_PARTS_H
#define RQ_ODD_PARTS_H

#include "sim/config_parts.h"
#include "sim/odd.h"

enum { RQ_ODD_ENGINE, RQ_ODD_MODEL, RQ_ODD_SCHEMAS };
enum { RQ_ODD_GROUPS = 256 };

typedef struct rq_odd {
  const rq_model *model;
  const char *citation;
  const rq_schema *schemas[RQ_ODD_SCHEMAS];
  const rq_entry *root;          /* all keys */
  const rq_dimension *dimension; /* with the model's defaults */
  struct rq_odd_group {
    const rq_entry *entry;
    int schema;             /* of which the table was; -1: of all */
  } written[RQ_ODD_GROUPS]; /* groups of parameters that have had their table: nothing stands twice */
  size_t written_count;
  rq_arena arena;
  FILE *out;
  rq_error *error;
  size_t line; /* of the text, for messages */
} rq_odd;

typedef struct rq_odd_symbol {
  const char *name, *symbol;
  bool used;
} rq_odd_symbol;

enum { RQ_ODD_WORDS = 24, RQ_ODD_SYMBOLS = 64 };
typedef struct rq_odd_mark {
  const char *word[RQ_ODD_WORDS]; /* the first says what kind of mark it is */
  size_t words;
  rq_odd_symbol symbol[RQ_ODD_SYMBOLS];
  size_t symbols;
} rq_odd_mark;

/* What the equations call it; "" where the mark gives no symbol. */
const char *rq_odd_symbol_of(rq_odd_mark *, const char *name);
/* A mistake in the text. */
rq_status rq_odd_wrong(const rq_odd *, const char *what, const char *name);
/* Text in a cell of a table. */
void rq_odd_cell(const rq_odd *, const char *text);

/* One for each kind of mark. */
rq_status rq_odd_parameters(rq_odd *, rq_odd_mark *);
rq_status rq_odd_shipped(rq_odd *, rq_odd_mark *);
rq_status rq_odd_presets(rq_odd *, rq_odd_mark *);
rq_status rq_odd_state(rq_odd *, rq_odd_mark *);
rq_status rq_odd_schedule(rq_odd *, rq_odd_mark *);
rq_status rq_odd_series(rq_odd *, rq_odd_mark *);
rq_status rq_odd_events(rq_odd *, rq_odd_mark *);
rq_status rq_odd_dimensions(rq_odd *, rq_odd_mark *);

/* The default of a key in this model, without its unit; NULL where it must be given. */
const char *rq_odd_default(rq_odd *, const rq_entry *);

#endif
