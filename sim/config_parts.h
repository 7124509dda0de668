/* What the files of the configuration share, and nobody else: values as they were written, the tree of known keys, and findings.
 *
 * The way of a configuration: config_yaml.c reads texts into values; config_keys.c makes the tree of keys from the schema tables;
 * config_check.c holds values against it; config_merge.c lays one configuration over another; config_resolve.c fills in defaults and
 * writes the C structs; config.c does one after the other; config_dump.c and config_document.c write what came of it. */
#ifndef RQ_CONFIG_PARTS_H
#define RQ_CONFIG_PARTS_H

#include "sim/config.h"
#include <stdint.h>

/* ---- memory: freed at once; a failed request leaves `exhausted` set ---- */

typedef struct rq_arena {
  struct rq_chunk *chunks;
  bool exhausted;
} rq_arena;

void *rq_arena_take(rq_arena *, size_t size); /* zeroed; NULL where there is no memory */
char *rq_arena_text(rq_arena *, const char *text, size_t length);
char *rq_arena_format(rq_arena *, const char *format, ...) RQ_PRINTF(2, 3);
void rq_arena_free(rq_arena *);

/* ---- findings: mistakes, later reported in the order of the files ---- */

typedef struct rq_source {
  const char *name; /* as the user knows it: a path, or "--set key=value" */
  unsigned order;
  bool command; /* of the command line: places in it have no line */
} rq_source;

typedef struct rq_where {
  const rq_source *source;
  size_t line, column; /* from 1; line 0: the source as a whole */
} rq_where;

typedef struct rq_finding {
  rq_where place;
  rq_status status;
  const char *text;
  size_t number; /* in order of discovery */
} rq_finding;

typedef struct rq_findings {
  rq_arena *arena;
  rq_finding *list;
  size_t count, room;
} rq_findings;

bool rq_findings_full(const rq_findings *); /* then more are not kept, and need not be made */
/* Notes a mistake, unless the same was noted at the same place. */
void rq_findings_add(rq_findings *, rq_where, const char *format, ...) RQ_PRINTF(3, 4);
void rq_findings_add_status(rq_findings *, rq_status, rq_where, const char *format, ...) RQ_PRINTF(4, 5);
/* Adds those of `more` that are new, with a remark. */
void rq_findings_join(rq_findings *, const rq_findings *more, const char *remark);
/* Sorts, and hands all over to the error. */
rq_status rq_findings_report(rq_findings *, rq_error *);
void rq_findings_free(rq_findings *);

/* ---- values as written; never changed once made, so that they can be shared ---- */

typedef enum rq_shape { RQ_SCALAR, RQ_SEQUENCE, RQ_MAPPING } rq_shape;

typedef struct rq_written rq_written;
typedef struct rq_member {
  const char *key; /* NULL in sequences */
  rq_where place;  /* of the key */
  const rq_written *value;
} rq_member;

struct rq_written {
  rq_shape shape;
  bool quoted; /* scalars: '...' or "..." or a block: a text even where it looks like a number */
  const char *text;
  size_t count;
  rq_member *members;
  rq_where place;
};

rq_written *rq_written_new(rq_arena *, rq_shape, size_t members, rq_where); /* a sequence or a mapping */
const rq_written *rq_written_scalar(rq_arena *, const char *text, bool quoted, rq_where);
const rq_written *rq_written_get(const rq_written *mapping, const char *key); /* NULL where absent, or not a mapping */
/* Copies that differ in one member; with a new key or one past the last, longer by one. */
const rq_written *rq_written_with(rq_arena *, const rq_written *mapping, const char *key, rq_where, const rq_written *value);
const rq_written *rq_written_with_item(rq_arena *, const rq_written *sequence, size_t item, const rq_written *value);
bool rq_written_is_null(const rq_written *); /* nothing, ~ or null */
/* The text of a scalar as a number: decimal, or .inf or .nan. */
bool rq_written_number(const rq_written *, double *number);
/* For messages: 1.4, 'high', the text '1.4', a list, a mapping. */
const char *rq_written_show(rq_arena *, const rq_written *);
/* On one line, as YAML that is read back the same; "" where there is no memory. */
const char *rq_written_flow(rq_arena *, const rq_written *);
/* User's text in messages: control characters replaced, cut when long. */
const char *rq_text_show(rq_arena *, const char *text);

/* ---- texts and files (config_yaml.c) ---- */

#define RQ_CONFIG_LARGEST (16u << 20) /* bytes of one file */

/* Parses one document; NULL after a finding. An empty text is a finding too, unless `empty_is_null`. */
const rq_written *rq_yaml_parse(rq_findings *, const rq_source *, const char *text, size_t length, bool empty_is_null);
/* Reads a whole file ("-": standard input) into the arena; NULL after a finding at `asked` (or, without a source, at the file itself). */
char *rq_yaml_read(rq_findings *, const rq_source *, rq_where asked, size_t *length);

/* ---- the tree of keys (config_keys.c) ---- */

typedef enum rq_entry_kind {
  RQ_ENTRY_MAPPING,
  RQ_ENTRY_LIST,
  RQ_ENTRY_VALUE,
  RQ_ENTRY_SET /* scenarios.set: any keys, looked up one by one */
} rq_entry_kind;

typedef struct rq_entry rq_entry;
struct rq_entry {
  rq_entry_kind kind;
  const char *name, *path; /* "needs", "favors.needs"; of a list's item without a number: "brands.quality" */
  const char *description;
  const rq_parameter *row; /* values */
  const rq_group *group;   /* lists */
  size_t schema;           /* which one reads it */
  size_t offset;           /* of the value in the schema's struct, or in the list's item */
  bool of_file;            /* extends and scenarios: for the file, not for a program */
  bool shared;             /* what several runs share: read, but not part of the configuration of one run */
  const rq_written *initial, *shipped;
  rq_entry *parent, *children, *next;
};

/* NULL where there is no memory. */
rq_entry *rq_entries_build(rq_arena *, const rq_schema *const *schemas, size_t count);
const rq_entry *rq_entry_child(const rq_entry *, const char *name, size_t length);
const rq_entry *rq_entry_find(const rq_entry *root, const char *path); /* numbers and [] of list items are skipped */
/* The first key below with this last name, outside lists; NULL if none. */
const rq_entry *rq_entry_anywhere(const rq_entry *root, const char *name);
/* "a number between 0 and 1" */
const char *rq_entry_expects(rq_arena *, const rq_parameter *);
/* "between 0 and 1", "at least 0"; "" for no limit */
const char *rq_entry_range(rq_arena *, const rq_parameter *);
/* A number so that it is read back the same, as short as possible. */
const char *rq_number_show(rq_arena *, double);
/* "a, b or c" */
const char *rq_words_show(rq_arena *, const char *const *words, const char *before_last);
/* All presets that change the default of `path`, one after the other: pass the last one found, first NULL. */
const rq_preset *rq_preset_next(const rq_schema *const *schemas, size_t count, const char *path, const rq_preset *last);

/* ---- checking one layer (config_check.c) ---- */

/* Holds a value against its entry: unknown keys, types, ranges, doubled names. */
void rq_check_written(rq_findings *, const rq_entry *, const rq_written *);
/* Reads a value of an entry of kind RQ_ENTRY_VALUE into the object of its row (not references); false after a finding. */
bool rq_check_value(rq_findings *, const rq_entry *, const rq_written *, void *object);
/* Two items of one list with the same name. */
void rq_check_names(rq_findings *, const rq_entry *, const rq_written *list);
void rq_check_unknown(rq_findings *, const rq_entry *parent, const char *key, rq_where);

/* ---- layers (config_merge.c) ---- */

/* What is configured when `top` is laid over `base` (NULL for nothing). */
const rq_written *rq_merge(rq_arena *, const rq_entry *, const rq_written *base, const rq_written *top);
/* The shipped lists of all groups, in mappings of this place. */
const rq_written *rq_merge_shipped(rq_arena *, const rq_entry *root, rq_where);
/* Lays `value` over what the dotted `path` names; checks both. */
const rq_written *rq_merge_path(rq_findings *, const rq_entry *, const rq_written *base, const char *path, rq_where,
                                const rq_written *value);
/* Where the deepest known part of the path that the text begins with stands. */
rq_where rq_written_place(const rq_written *root, const char *text);
/* All members of a `set:`. */
const rq_written *rq_merge_set(rq_findings *, const rq_entry *root, const rq_written *base, const rq_written *set);
/* The same for a value of type RQ_SETTINGS: keys are looked for in `own` first, if that is not NULL, then at the top. */
const rq_written *rq_merge_settings(rq_findings *, const rq_entry *root, const rq_written *base, const rq_written *settings,
                                    const rq_entry *own);
/* One "key=value" of the command line; the source's name is what messages begin with. */
const rq_written *rq_merge_command(rq_findings *, const rq_entry *root, const rq_written *base, const char *set, const rq_source *);

/* ---- values in words (config_dump.c) ---- */

/* A value as a dump has it, without quotes; "" where there is no memory. */
const char *rq_value_show(rq_arena *, const rq_config *, const rq_parameter *row, const void *object);

/* ---- values in the end (config_resolve.c) ---- */

typedef struct rq_resolve {
  rq_findings *findings;
  const rq_schema *const *schemas;
  size_t schemas_count;
  const rq_entry *root;
  const rq_written *written; /* all layers */
  char *const *images;       /* the C struct of each schema; NULL for checking only */
} rq_resolve;

void rq_resolve_all(const rq_resolve *);
/* The default of an entry, presets applied; NULL for a key that must be given. */
const rq_written *rq_resolve_default(const rq_resolve *, const rq_entry *);

struct rq_config {
  rq_arena arena;
  const rq_schema *const *schemas;
  size_t schemas_count;
  const rq_entry *root;
  const rq_written *written; /* all layers */
  char **images;
  const char *folder, *text, *scenario;
  size_t length; /* of the text */
  const char **scenarios;
  size_t scenarios_count;
};

#endif
