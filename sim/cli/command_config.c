/* `renqing config`: looking at configurations and at what they may say. */
#include "analysis/study.h"
#include "models/models.h"
#include "sim/cli/cli.h"
#include "sim/odd.h"
#include "sim/run.h"
#include "sim/suggest.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_SET = 256, OPTION_SCENARIO, OPTION_COMMENTS };

static const struct option options[] = {
    {"set", required_argument, NULL, OPTION_SET},
    {"scenario", required_argument, NULL, OPTION_SCENARIO},
    {"comments", no_argument, NULL, OPTION_COMMENTS},
    {NULL, 0, NULL, 0},
};

/* What follows `config VERB`. */
typedef struct request {
  rq_config_source source;
  const char **sets; /* owned */
  bool commented;
  char **words;
  int words_count;
} request;

static int read_request(int argc, char **argv, request *r) {
  *r = (request){.sets = calloc((size_t)argc + 1, sizeof *r->sets)};
  if (!r->sets) return RQ_INTERNAL;
  opterr = 0;
  int option;
  while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
    if (option == OPTION_SET)
      r->sets[r->source.sets_count++] = optarg;
    else if (option == OPTION_SCENARIO)
      r->source.scenario = optarg;
    else if (option == OPTION_COMMENTS)
      r->commented = true;
    else
      return rq_bad_option(&rq_command_config, option, argv, options);
  }
  r->source.sets = r->sets;
  r->words = argv + optind;
  r->words_count = argc - optind;
  return RQ_OK;
}

/* Prints the errors, if any, and gives the exit code. Findings begin with file:line:column, so that editors jump there. */
static int end(rq_status status, rq_error *error) {
  if (status && error->text)
    fputs(error->text, stderr);
  else if (status)
    rq_error_print(error);
  rq_error_free(error);
  return (int)status;
}

static int dump(const request *r) {
  rq_error error = RQ_NO_ERROR;
  rq_setup setup;
  rq_config_source source = r->source;
  if (r->words_count > 1) return rq_usage(&rq_command_config, "dump takes one file; what is '%s'?", r->words[1]);
  source.path = r->words_count ? r->words[0] : NULL;
  rq_status status = rq_setup_load_any(&source, rq_models, &setup, &error);
  if (status) return end(status, &error);
  char *text = rq_config_dump(setup.config, r->commented);
  if (text)
    fputs(text, stdout);
  else
    status = rq_no_memory(&error, "the configuration");
  free(text);
  rq_setup_free(&setup);
  return end(status, &error);
}

static int check(const request *r) {
  int code = RQ_OK;
  if (r->words_count == 0) return rq_usage(&rq_command_config, "check needs a file");
  for (int i = 0; i < r->words_count; i++) {
    rq_error error = RQ_NO_ERROR;
    rq_setup setup;
    rq_config_source source = r->source;
    source.path = r->words[i];
    rq_status status = rq_setup_load_any(&source, rq_models, &setup, &error);
    if (status == RQ_OK) {
      printf("%s: fine\n", source.path);
      rq_setup_free(&setup);
    }
    if (code == RQ_OK) code = (int)status;
    end(status, &error);
  }
  return code;
}

enum { MOST_SCHEMAS = 64 };

/* The engine's keys, and those of every model; returns how many schemas these are. */
static size_t all_schemas(const rq_schema *schemas[MOST_SCHEMAS]) {
  size_t count = 0;
  schemas[count++] = &rq_engine_schema;
  for (size_t m = 0; rq_models[m] && count < MOST_SCHEMAS; m++) schemas[count++] = rq_models[m]->schema;
  return count;
}

static int explain(const request *r) {
  rq_error error = RQ_NO_ERROR;
  const rq_schema *schemas[MOST_SCHEMAS];
  if (r->words_count > 1) return rq_usage(&rq_command_config, "explain takes one key; what is '%s'?", r->words[1]);
  const char *key = r->words_count ? r->words[0] : "";
  rq_status status = rq_config_explain(schemas, all_schemas(schemas), key, stdout, &error);
  if (status) rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

static int schema(const request *r) {
  const rq_schema *schemas[MOST_SCHEMAS];
  if (r->words_count) return rq_usage(&rq_command_config, "schema takes nothing; what is '%s'?", r->words[0]);
  json_t *json = rq_config_json_schema(schemas, all_schemas(schemas));
  char *text = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
  json_decref(json);
  if (!text) {
    rq_error error = RQ_NO_ERROR;
    return end(rq_no_memory(&error, "the JSON Schema"), &error);
  }
  puts(text);
  free(text);
  return RQ_OK;
}

static int reference(const request *r) {
  rq_error error = RQ_NO_ERROR;
  const rq_schema *schemas[MOST_SCHEMAS];
  if (r->words_count) return rq_usage(&rq_command_config, "reference takes nothing; what is '%s'?", r->words[0]);
  return end(rq_config_reference(schemas, all_schemas(schemas), stdout, &error), &error);
}

/* A model that has no text of its own is described in the publication of the study of its name, where there is one. */
static rq_status describe(const rq_model *model, rq_error *error) {
  rq_study_set set;
  rq_error none = RQ_NO_ERROR;
  const char *citation = rq_studies_gather(model->name, &set, &none) ? NULL : set.study[0]->citation;
  rq_status status = rq_odd_write(model, citation, stdout, error);
  rq_studies_release(&set);
  rq_error_free(&none);
  return status;
}

static int odd(const request *r) {
  rq_error error = RQ_NO_ERROR;
  rq_suggestion meant = {.word = r->words_count ? r->words[0] : rq_models[0]->name};
  if (r->words_count > 1) return rq_usage(&rq_command_config, "odd takes one model; what is '%s'?", r->words[1]);
  for (size_t m = 0; rq_models[m]; m++) {
    if (strcmp(rq_models[m]->name, meant.word) == 0) return end(describe(rq_models[m], &error), &error);
    rq_suggestion_offer(&meant, rq_models[m]->name);
  }
  if (meant.best) return rq_usage(&rq_command_config, "there is no model '%s'; did you mean '%s'?", meant.word, meant.best);
  return rq_usage(&rq_command_config, "there is no model '%s'; 'renqing config explain model' lists them", meant.word);
}

static const struct verb {
  const char *name;
  int (*run)(const request *);
  bool loads; /* --set and --scenario mean something */
} verbs[] = {{"dump", dump, true},   {"explain", explain, false},     {"schema", schema, false},
             {"check", check, true}, {"reference", reference, false}, {"odd", odd, false}};

static int config(int argc, char **argv) {
  const char *names[RQ_COUNT_OF(verbs)];
  if (argc < 2) return rq_usage(&rq_command_config, "say what: dump, explain, schema, check, reference or odd");
  for (size_t i = 0; i < RQ_COUNT_OF(verbs); i++) {
    names[i] = verbs[i].name;
    if (strcmp(argv[1], verbs[i].name) != 0) continue;
    request r;
    int code = read_request(argc - 1, argv + 1, &r);
    bool loading = r.source.sets_count || r.source.scenario;
    if (code == RQ_OK && loading && !verbs[i].loads)
      code = rq_usage(&rq_command_config, "%s takes no --set and no --scenario", argv[1]);
    else if (code == RQ_OK && r.commented && verbs[i].run != dump)
      code = rq_usage(&rq_command_config, "--comments belongs to dump");
    else if (code == RQ_OK)
      code = verbs[i].run(&r);
    free(r.sets);
    return code;
  }
  const char *meant = rq_suggest(argv[1], names, RQ_COUNT_OF(names));
  if (meant) return rq_usage(&rq_command_config, "there is no '%s'; did you mean '%s'?", argv[1], meant);
  return rq_usage(&rq_command_config, "there is no '%s'; there are dump, explain, schema, check, reference and odd", argv[1]);
}

const rq_command rq_command_config = {
    .name = "config",
    .usage = "config dump [FILE] | explain [KEY] | schema | check FILE... | reference | odd [MODEL]",
    .summary = "look at a configuration, and at what one may say",
    .help = "  dump [FILE]     the whole configuration with all defaults, as YAML that can be\n"
            "                  run again; without a file, the defaults\n"
            "  explain [KEY]   what a key means, its unit, range, default and source; KEY may be\n"
            "                  a group, or a part of a name\n"
            "  schema          JSON Schema of configurations, for editors\n"
            "  check FILE...   reports every mistake as FILE:LINE:COLUMN: what is wrong\n"
            "  reference       all keys as Markdown tables\n"
            "  odd [MODEL]     the model for a paper, by the ODD protocol (Grimm et al. 2020), as\n"
            "                  Markdown: the renqing model in full, of others the tables\n"
            "\n"
            "Options:\n\n"
            "  --set KEY=VALUE     dump, check: as with run; lists by number: campaigns.0.favor=gift\n"
            "  --scenario NAME     dump, check: as with run\n"
            "  --comments          dump: the meaning of each key beside it\n"
            "\n"
            "Examples:\n\n"
            "    renqing config check configs/brand_entry.yaml\n"
            "    renqing config explain favors.needs\n"
            "    renqing config dump --comments > all_defaults.yaml\n"
            "    renqing config odd > odd.md\n",
    .run = config,
};
