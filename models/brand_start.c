/* Brands and customers at the start (model.md 6, 7): prices and ratings, taste, awareness, how often a person buys, and the fixed
 * samples at which campaigns aim. */
#include "models/brands.h"
#include "models/gamma.h"
#include <gsl/gsl_randist.h>
#include <stdlib.h>

/* ---- samples of those who hold a position in the network ---- */

/* How well a person stands: the highest score is first, and the key decides between equals. */
typedef struct standing {
  float score;
  uint32_t key, agent;
} standing;

static int by_standing(const void *left, const void *right) {
  const standing *a = left, *b = right;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return a->agent < b->agent ? -1 : a->agent > b->agent;
}

/* What is measured of the network, as far as a campaign asks for it. */
typedef struct measures {
  standing *order;
  float *constraint;
  uint32_t *community;
  bool *seen; /* of a community */
} measures;

static rq_status measure(measures *m, const rq_world *w, const rq_network *n, rq_error *error) {
  const renqing_parameters *p = rq_parameters(w);
  bool brokers = false, communities = false;
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    brokers |= p->campaigns[k].target == TARGET_BROKERS;
    communities |= p->campaigns[k].target == TARGET_COMMUNITIES;
  }
  m->order = calloc(n->vertices, sizeof *m->order);
  m->constraint = calloc(n->vertices, sizeof *m->constraint);
  m->community = calloc(n->vertices, sizeof *m->community);
  m->seen = calloc(n->vertices, sizeof *m->seen);
  if (!m->order || !m->constraint || !m->community || !m->seen) return rq_no_memory(error, "the campaigns");
  rq_status status = brokers ? rq_network_constraint(n, m->constraint, error) : RQ_OK;
  if (!status && communities) status = rq_network_communities(n, rq_world_key(w), m->community, error);
  return status;
}

static void free_measures(measures *m) {
  free(m->order);
  free(m->constraint);
  free(m->community);
  free(m->seen);
}

static float score_of(const measures *m, const rq_network *n, int target, uint32_t v) {
  if (target == TARGET_BROKERS) return m->constraint[v] >= 0.0f ? -m->constraint[v] : -1e30f; /* without ties it is not a number */
  return (float)(n->begin[v + 1] - n->begin[v]);
}

/* Marks the first `fraction` of all, or in that share of the communities the best connected member. */
static void mark_positions(const rq_world *w, const rq_network *n, measures *m, uint32_t k) {
  const campaign *c = &((const renqing_parameters *)rq_parameters(w))->campaigns[k];
  uint32_t *sample = rq_array(w, F_SAMPLE);
  for (uint32_t v = 0; v < n->vertices; v++) {
    m->order[v] = (standing){score_of(m, n, c->target, v), rq_draw(rq_world_key(w), v, 0, Q_SAMPLE, k).v[0], v};
    m->seen[v] = false;
  }
  qsort(m->order, n->vertices, sizeof *m->order, by_standing);
  for (uint32_t x = 0; x < n->vertices; x++) {
    uint32_t v = m->order[x].agent;
    bool chosen = (double)x < c->fraction * n->vertices;
    if (c->target == TARGET_COMMUNITIES) {
      chosen = !m->seen[m->community[v]] && (double)rq_unit(m->order[x].key) < c->fraction;
      m->seen[m->community[v]] = true;
    }
    if (chosen) sample[v] |= 1u << k;
  }
}

static bool by_position(const campaign *c) {
  return c->target == TARGET_MOST_CONNECTED || c->target == TARGET_BROKERS || c->target == TARGET_COMMUNITIES;
}

rq_status found_brands(rq_world *w, const rq_network *n, rq_error *error) {
  const renqing_parameters *p = rq_parameters(w);
  double *price = rq_array(w, G_PRICE), *rating = rq_array(w, G_RATING);
  for (uint32_t b = 0; b < p->brands_count; b++) {
    price[b] = p->brands[b].price;
    rating[b] = p->rating_start;
  }
  bool positions = false;
  for (uint32_t k = 0; k < p->campaigns_count; k++) positions |= by_position(&p->campaigns[k]);
  if (!positions) return RQ_OK;
  measures m = {NULL, NULL, NULL, NULL};
  rq_status status = measure(&m, w, n, error);
  for (uint32_t k = 0; !status && k < p->campaigns_count; k++)
    if (by_position(&p->campaigns[k])) mark_positions(w, n, &m, k);
  free_measures(&m);
  return status;
}

/* ---- people ---- */

static void draw_customer(const brand_state *s, uint32_t agent) {
  const renqing_parameters *p = s->p;
  rq_stream stream, *bound = &stream;
  gsl_rng generator = {rq_gsl_type, &bound};
  rq_stream_open(&generator, &stream, s->key, agent, 0, Q_PURCHASE_RATE);
  s->purchase_rate[agent] = (float)gsl_ran_gamma(&generator, p->purchase_shape, p->purchase_rate / p->purchase_shape);
  if (s->purchase_rate[agent] > 50.0f) s->purchase_rate[agent] = 50.0f; /* the most that rq_poisson takes */
  double weights = 0;
  for (uint32_t b = 0; b < s->brands; b++) weights += p->brands[b].weight;
  for (uint32_t b = 0; b < s->brands; b++) {
    /* a stream for each brand, in the place of the week: one brand's draws never shift another's */
    rq_stream_open(&generator, &stream, s->key, agent, b, Q_TASTE);
    size_t pair = pair_of(s, agent, b);
    s->taste[pair] = log_gamma_draw(&generator, p->taste_strength * p->brands[b].weight / weights);
    bool there = p->brands[b].enters == 0;
    if (there && rq_uniform(s->key, agent, 0, Q_AWARE, b) < (float)p->brands[b].awareness) s->flags[pair] |= KNOWS;
  }
  for (uint32_t k = 0; k < p->campaigns_count; k++) {
    const campaign *c = &p->campaigns[k];
    float u = rq_uniform(s->key, agent, 0, Q_SAMPLE, k);
    if (!by_position(c) && (c->fraction >= 1.0 || u < (float)c->fraction)) s->sample[agent] |= 1u << k;
  }
}

void populate_brands(rq_block *block, const rq_network *n) {
  (void)n;
  brand_state s = brand_state_of(block->world);
  for (uint32_t i = block->first; i < block->first + block->count; i++) draw_customer(&s, i);
}
