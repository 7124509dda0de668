/* Configurations: YAML against the schema tables. Every mistake is reported, with file, line, column, range
 * and "did you mean"; a key that nothing reads is a mistake. */
#ifndef RQ_CONFIG_H
#define RQ_CONFIG_H

#include "sim/error.h"
#include "sim/schema.h"
#include <jansson.h>
#include <stdio.h>

typedef struct rq_config rq_config;

/* Where a configuration comes from. */
typedef struct rq_config_source {
  const char *path; /* file; "-" for standard input; NULL for the defaults alone */
  const char *const
      *sets; /* "key=value" of --set, in order; value is YAML; dotted keys, list items by number: campaigns.0.favor=discount */
  size_t sets_count;
  const char *scenario; /* name of one of the file's `scenarios`, whose `set:` applies before --set; NULL for none */
  const char *text;     /* the file's text where it has been read already (standard input is read once); else NULL */
  size_t length;        /* of it */
} rq_config_source;

/* Reads the file and what it `extends`, applies scenario and sets, checks all against the schemas. On RQ_OK *config is the caller's. */
rq_status rq_config_load(const rq_config_source *, const rq_schema *const *schemas, size_t count, rq_config **config, rq_error *);
void rq_config_free(rq_config *); /* accepts NULL */

/* What a key of kind RQ_CHOICE says in a configuration that other schemas read too; its default where there is a mistake, which rq_config_load will
 * report. `text` and `length` are those of the file, for the next source; the text is malloc'd, NULL where there is none. */
int rq_config_choice(const rq_config_source *, const rq_schema *, const char *key, char **text, size_t *length);

/* Hands on what a model's check found in the parameters: each message that begins with a key ("campaigns.0: ...") gets the
 * place where that stands. Returns the status of `found`. */
rq_status rq_config_blame(const rq_config *, const rq_error *found, rq_error *);

/* Fills the C struct of one schema (schema->size bytes). Texts and lists live as long as the configuration. */
void rq_config_fill(const rq_config *, const rq_schema *, void *parameters);

const char *rq_config_folder(const rq_config *);     /* of the file, for relative paths */
const char *rq_config_as_written(const rq_config *); /* the file's text */
const char *rq_config_scenario(const rq_config *);   /* "" for none */
size_t rq_config_scenarios(const rq_config *);
const char *rq_config_scenario_name(const rq_config *, size_t);

/* The full configuration with all defaults, as YAML that can be run again (with a comment for unit and meaning
 * where `commented`); malloc'd. The same configuration gives the same text, whatever it was extended from. */
char *rq_config_dump(const rq_config *, bool commented);
char *rq_config_sha256(const rq_config *); /* of that text without comments, seed and replicate included; 64 hex digits; malloc'd */

/* Another number for a key outside lists that holds whole numbers ("replicate"). */
void rq_config_renumber(rq_config *, const char *key, int64_t value);

/* Calls `note` for each key whose value differs between two configurations read against the same schemas; "" for a list item that is
 * not there. `from`: the first week in which that can matter; 0: from the start. What several runs share is left out. */
typedef void (*rq_config_note)(void *context, const char *key, const char *one, const char *other, int64_t from);
rq_status rq_config_compare(const rq_config *one, const rq_config *other, rq_config_note note, void *context, rq_error *);

/* Documentation from the schema alone. */
json_t *rq_config_json_schema(const rq_schema *const *schemas, size_t count); /* JSON Schema 2020-12; editors use it */
rq_status rq_config_explain(const rq_schema *const *schemas, size_t count, const char *key, FILE *,
                            rq_error *); /* a key, a group, or a part of a name; RQ_USAGE where there is none */
rq_status rq_config_reference(const rq_schema *const *schemas, size_t count, FILE *, rq_error *); /* all keys, as Markdown */

#endif
