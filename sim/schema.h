/* What a configuration may say, declared once. A row of a table gives a key its type, unit, range, default and
 * sentence; parsing, checking, --set, `config dump|explain|schema`, the documentation and the C struct that the
 * model reads are all made from it. */
#ifndef RQ_SCHEMA_H
#define RQ_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a key holds, and the C object at its offset. */
typedef enum rq_value_type {
  RQ_NUMBER,    /* double */
  RQ_INTEGER,   /* int64_t */
  RQ_BOOLEAN,   /* bool */
  RQ_TEXT,      /* const char *; owned by the configuration; NULL when absent */
  RQ_CHOICE,    /* int: index into choices */
  RQ_NUMBERS,   /* rq_numbers: a list of numbers (one number is a list of one); each within the range */
  RQ_REFERENCE, /* int32_t: index of the item of list `choices[0]` with that name; -1 when absent (the default "") */
  RQ_INTEGERS,  /* rq_numbers: a list of whole numbers (one number is a list of one); each within the range */
  RQ_TEXTS,     /* rq_texts: a list of texts (one text is a list of one) */
  RQ_SETTINGS, /* rq_texts: a mapping of keys of the configuration to values, each as "key=value"; keys of the model's group need no group */
} rq_value_type;

typedef struct rq_numbers {
  const double *value;
  size_t count;
} rq_numbers;

typedef struct rq_texts {
  const char *const *text; /* owned by the configuration */
  size_t count;
} rq_texts;

typedef struct rq_parameter {
  const char *key; /* dots make mappings inside the group: "map.label" */
  rq_value_type type;
  size_t offset;              /* in the group's C struct */
  const char *unit;           /* "" for a pure number */
  double minimum, maximum;    /* inclusive */
  const char *initial;        /* default, written as in YAML; NULL: the key must be given */
  const char *const *choices; /* NULL-terminated; see rq_value_type */
  const char *description;    /* one sentence; ends with the equation and source where there is one */
} rq_parameter;

/* One mapping of the configuration ("population.network"), or a list of mappings ("brands"). */
typedef struct rq_group {
  const char *path; /* "" is the top level */
  const char *description;
  const rq_parameter *parameters;
  size_t parameters_count;
  bool list;           /* a list of mappings; a single mapping is a list of one */
  size_t item_size;    /* list: sizeof the C struct of one item */
  size_t items_offset; /* list: offset of the pointer to the items in the schema's struct; the struct else */
  size_t count_offset; /* list: offset of a uint32_t, the number of items */
  uint32_t minimum, maximum;
  const char *shipped;   /* list: YAML text of the items that are there by default; NULL for none */
  bool by_name;          /* list: what the user writes redefines or extends the shipped items, by `name` */
  const size_t *counted; /* number of parameters where another file keeps them; NULL: parameters_count */
  bool of_file;          /* the mapping: what several runs share; not part of the configuration of one run, nor of its digest */
  /* A list whose items do nothing before some week, so that runs which differ in one of them are the same until then: */
  const char *since;  /* the key of that week (or weeks); NULL: an item acts from the start */
  bool since_alone;   /* only that key waits; the item's others act from the start */
  const char *unless; /* a number; where it is not 0, the item may act at any time */
} rq_group;

/* A preset: where `key` is `choice`, the default of `target` is `value`. */
typedef struct rq_preset {
  const char *key, *choice, *target, *value;
} rq_preset;

/* All that one part of the program (the engine, or a model) reads from the configuration. */
typedef struct rq_schema {
  const char *name;
  const rq_group *groups;
  size_t groups_count;
  const rq_preset *presets;
  size_t presets_count;
  size_t size; /* of the C struct that is filled */
} rq_schema;

#define RQ_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
