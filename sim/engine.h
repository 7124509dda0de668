/* The engine from outside: make a world, turn weeks, look at it. One owner: rq_world_free frees all. */
#ifndef RQ_ENGINE_H
#define RQ_ENGINE_H

#include "sim/world.h"

typedef struct rq_world_settings {
  rq_key key;
  int threads;    /* OpenMP threads; 0: as many as there are */
  uint32_t panel; /* people whose events are noted: a keyed sample of exactly this size (or all) */
} rq_world_settings;

/* Draws the people and their ties (week 0). The parameters and the network are the caller's; the network is without rows
 * afterwards (rq_network_cut), the parameters must live as long as the world. */
rq_status rq_world_create(const rq_model *, const void *parameters, rq_network *, const rq_world_settings *, rq_world **, rq_error *);
void rq_world_free(rq_world *); /* accepts NULL and a half-built world */

/* One week. */
rq_status rq_tick(rq_world *, rq_error *);

/* SHA-256 over the whole state, mail in transit included: 64 hex digits and a NUL. */
#define RQ_DIGEST_LENGTH 65
rq_status rq_world_digest(const rq_world *, char digest[RQ_DIGEST_LENGTH], rq_error *);

/* Every invariant: the engine's (every half has its partner, no loops, no doubles) and the model's. */
rq_status rq_world_verify(const rq_world *, rq_error *);

/* Bytes that a world of so many agents and halves takes, at the start. */
uint64_t rq_world_estimate(const rq_model *, const void *parameters, uint64_t agents, uint64_t halves);

const rq_model *rq_world_model(const rq_world *);
int rq_world_threads(const rq_world *); /* with which it turns weeks */
const rq_dimension *rq_world_dimension(const rq_world *, uint32_t dimension);

/* This week's value of a series, shape from the dimensions (row-major), means taken; `out` has rq_series_cells values. */
size_t rq_series_cells(const rq_world *, uint32_t series);
void rq_series_values(const rq_world *, uint32_t series, double *out);

/* This week's events of one kind in order of person block: count, and count x columns values. Valid until the next week. */
size_t rq_world_events(const rq_world *, uint32_t kind, const double **values);
const uint32_t *rq_world_panel(const rq_world *, size_t *count); /* ascending */

/* From now on, where time and memory go is noted there (sim/profile.h); NULL ends that. The profile, of the same model, is the caller's. */
typedef struct rq_profile rq_profile;
void rq_world_profile(rq_world *, rq_profile *);
rq_profile *rq_world_profiled(const rq_world *); /* NULL for none */

/* Mail posted since the start, by kind (for benchmarks). */
uint64_t rq_world_mail(const rq_world *, uint32_t kind);

/* For a program's main: arrays go back to the system when they are freed, and threads share one heap. A fifth less memory in a run. */
void rq_keep_memory_low(void);

#endif
