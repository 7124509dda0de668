/* The engine's own keys. What the model reads is in models/; the rows of population.network are in network_schema.c. */
#include "sim/settings.h"
#include "sim/network_schema.h"

#define AT(field) offsetof(rq_settings, field)

static const rq_parameter top[] = {
    {"title", RQ_TEXT, AT(title), "", 0, 0, "", NULL, "what this run is about; shown in reports"},
    {"model", RQ_CHOICE, AT(model), "", 0, 0, "renqing", rq_model_names,
     "the rules that people follow; gift is a small model to compare the speed of frameworks by, the others are published studies"},
    {"seed", RQ_INTEGER, AT(seed), "", 0, 4294967295, "1", NULL,
     "chance: runs with equal seed, replicate and configuration are equal bit for bit"},
    {"replicate", RQ_INTEGER, AT(replicate), "", 0, 4294967295, "0", NULL,
     "which repetition of the same seed; scenarios of one replicate share their luck"},
    {"weeks", RQ_INTEGER, AT(weeks), "weeks", 1, 60000, "260", NULL, "length of the run; one tick is one week"},
};

static const rq_parameter ensemble[] = {
    {"replicates", RQ_INTEGER, AT(replicates), "", 1, 10000000, "10", NULL,
     "what-if: repetitions of each scenario, replicate 1, 2, ...; more of them make narrower intervals"},
    {"warmup", RQ_INTEGER, AT(warmup), "week", -1, 60000, "-1", NULL,
     "what-if: the last week that all scenarios of a replicate share, computed once; what they set holds from the next week on, whatever "
     "it is; -1: the last week before anything that they set can matter"},
};

static const rq_parameter question[] = {
    {"brand", RQ_TEXT, AT(question_brand), "", 0, 0, "", NULL,
     "the brand that the comparison is about; by default that of the first campaign"},
    {"base", RQ_TEXT, AT(question_base), "", 0, 0, "", NULL,
     "the scenario that the others are compared with; by default one in which the brand has no campaigns, else as written"},
    {"outcomes", RQ_TEXTS, AT(question_outcomes), "", 0, 0, "[]", NULL,
     "what they are compared by: outcomes of `renqing compare --help`, or weekly series (ties:mixed); the verdict is about them"},
    {"at", RQ_INTEGER, AT(question_at), "week", 0, 60000, "0", NULL, "the week whose end is looked at; 0 is the last"},
};

static const rq_parameter population[] = {
    {"size", RQ_INTEGER, AT(people), "people", 0, 1e9, "10000", NULL,
     "number of people; 0 is as many as the network has, for the networks karate and file"},
};

static const rq_parameter snapshots[] = {
    {"every", RQ_INTEGER, AT(snapshot_every), "weeks", 0, 60000, "0", NULL,
     "time between snapshots of all people and ties; 0 for none but the last week's"},
    {"at", RQ_INTEGERS, AT(snapshot_at), "week", 0, 60000, "[]", NULL, "weeks with a snapshot besides; week 0 is the start"},
    {"level", RQ_INTEGER, AT(snapshot_level), "", 0, 12, "1", NULL,
     "compression of snapshots (deflate): 0 none, 1 fast, 12 smallest and a hundred times slower"},
    {"precision", RQ_INTEGER, AT(snapshot_precision), "bits", 1, 23, "15", NULL,
     "bits kept of the mantissa of 32-bit floats in snapshots, 23 for all; 15 round a closeness no more than the model does, which has 16 "
     "bits for it"},
};

static const rq_parameter panel[] = {
    {"size", RQ_INTEGER, AT(panel), "people", 0, 1e9, "3000", NULL,
     "people whose purchases, contacts, favors and ties are noted one by one; a fixed random sample, or all"},
};

static const rq_parameter output[] = {
    {"level", RQ_INTEGER, AT(level), "", 0, 9, "1", NULL, "compression of series and events (deflate): 0 none, 9 smallest and slowest"},
    {"part_weeks", RQ_INTEGER, AT(part_weeks), "weeks", 1, 60000, "13", NULL,
     "series and events are on disk for certain after at most so many weeks"},
};

#define MAPPING(where, says, rows)                                                                                                         \
  { .path = where, .description = says, .parameters = rows, .parameters_count = RQ_COUNT_OF(rows) }

static const rq_group groups[] = {
    MAPPING("", "the run", top),
    {.path = "", .description = "", .parameters = ensemble, .parameters_count = RQ_COUNT_OF(ensemble), .of_file = true},
    MAPPING("population", "the people", population),
    {.path = "population.network",
     .description = "the ties that people start with (2)",
     .parameters = rq_network_parameters,
     .counted = &rq_network_parameters_count},
    {.path = "population.network.map", .description = "what the attributes in the file of a network are called (2)"},
    MAPPING("snapshots", "when the whole state is kept", snapshots),
    MAPPING("panel", "people who are followed one by one", panel),
    MAPPING("output", "the run file", output),
    {.path = "question",
     .description = "what-if: what the comparison is to answer; options of `renqing compare` win",
     .parameters = question,
     .parameters_count = RQ_COUNT_OF(question),
     .of_file = true},
    {.path = "study",
     .description = "a published study: `renqing study FILE` says whether what was published comes out",
     .parameters = rq_declared_keys,
     .counted = &rq_declared_keys_count,
     .items_offset = AT(study),
     .of_file = true},
    {.path = "study.outcomes",
     .description =
         "what is made of the weekly series of each run: the sum of `of` over weeks, by that of `over` or by the number of weeks",
     .parameters = rq_declared_outcome_keys,
     .counted = &rq_declared_outcome_keys_count,
     .list = true,
     .item_size = sizeof(rq_declared_outcome),
     .items_offset = AT(study.outcomes),
     .count_offset = AT(study.outcomes_count),
     .maximum = 100,
     .of_file = true},
    {.path = "study.published",
     .description = "what was published of it",
     .parameters = rq_declared_value_keys,
     .counted = &rq_declared_value_keys_count,
     .list = true,
     .item_size = sizeof(rq_declared_value),
     .items_offset = AT(study.published),
     .count_offset = AT(study.published_count),
     .maximum = 1000,
     .of_file = true},
};

static const rq_preset presets[] = {
    {"population.network.kind", "karate", "population.size", "0"},
    {"population.network.kind", "file", "population.size", "0"},
};

const rq_schema rq_engine_schema = {
    "engine", groups, RQ_COUNT_OF(groups), presets, RQ_COUNT_OF(presets), sizeof(rq_settings),
};
