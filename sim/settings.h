/* What the engine itself reads from a configuration: length, seed, people, network, what is kept. */
#ifndef RQ_SETTINGS_H
#define RQ_SETTINGS_H

#include "sim/declared.h"
#include "sim/network.h"
#include "sim/schema.h"

typedef struct rq_settings {
  const char *title;
  int model; /* index into the program's list of models */
  int64_t seed, replicate, weeks;
  int64_t replicates, warmup; /* of a what-if */
  const char *question_brand, *question_base;
  rq_texts question_outcomes;
  int64_t question_at;
  rq_declared study;
  int64_t people; /* population.size; 0: as many as the network file has */
  rq_network_settings network;
  int64_t snapshot_every;     /* weeks; 0: none */
  rq_numbers snapshot_at;     /* weeks; week 0 is the start; the last week is always kept */
  int64_t snapshot_level;     /* 0 ... 12 */
  int64_t snapshot_precision; /* bits of a float's mantissa */
  int64_t panel;              /* panel.size: people whose events are noted */
  int64_t level;              /* output.level: deflate 0 ... 9 */
  int64_t part_weeks;         /* output.part_weeks: weeks of series and events in one part */
} rq_settings;

extern const char *const rq_model_names[]; /* choices of the key `model`, NULL-terminated; where the models are listed */

extern const rq_schema rq_engine_schema; /* settings.c; rows of population.network in network_schema.c */

#endif
