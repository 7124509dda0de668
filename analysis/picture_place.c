/* Where the nodes of a picture lie: Fruchterman & Reingold (1991) from a circle, fitted into the unit square and pushed apart. */
#include "analysis/graph.h"
#include "analysis/picture_plan.h"
#include <math.h>

#define ROUNDS 1000
#define PUSHES 300
#define APART 1.05 /* least distance of two centres, over the sum of radii */

/* A line, or all in one point, is put into the middle. */
static void fit(rq_plan *plan, const igraph_matrix_t *place) {
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY}, most = 0;
  for (uint32_t n = 0; n < plan->nodes; n++) {
    most = fmax(most, plan->node[n].radius);
    for (int c = 0; c < 2; c++) {
      low[c] = fmin(low[c], MATRIX(*place, n, c));
      high[c] = fmax(high[c], MATRIX(*place, n, c));
    }
  }
  for (uint32_t n = 0; n < plan->nodes; n++) {
    double at[2];
    for (int c = 0; c < 2; c++) {
      double width = high[c] - low[c];
      at[c] = width > 1e-9 ? most + (1 - 2 * most) * (MATRIX(*place, n, c) - low[c]) / width : 0.5;
    }
    plan->node[n].x = at[0];
    plan->node[n].y = at[1];
  }
}

static double clamp(double x, double radius) {
  return fmin(fmax(x, radius), 1 - radius);
}

/* Moves the two apart by half of what they overlap. */
static void push(rq_node *a, rq_node *b) {
  double dx = b->x - a->x, dy = b->y - a->y, distance = sqrt(dx * dx + dy * dy), wanted = APART * (a->radius + b->radius);
  double length = distance;
  if (distance >= wanted) return;
  if (distance < 1e-9) { /* in one place: apart along a direction of their own */
    dx = cos((double)b->person);
    dy = sin((double)b->person);
    length = 1;
  }
  double by = (wanted - distance) / 2 / length;
  a->x = clamp(a->x - by * dx, a->radius);
  a->y = clamp(a->y - by * dy, a->radius);
  b->x = clamp(b->x + by * dx, b->radius);
  b->y = clamp(b->y + by * dy, b->radius);
}

static void push_apart(rq_plan *plan) {
  for (int round = 0; round < PUSHES; round++)
    for (uint32_t a = 0; a < plan->nodes; a++)
      for (uint32_t b = a + 1; b < plan->nodes; b++) push(&plan->node[a], &plan->node[b]);
}

static igraph_error_t lay_out(const rq_plan *plan, igraph_vector_int_t *edge, igraph_vector_t *pull, igraph_matrix_t *place) {
  igraph_t graph;
  igraph_error_t code = igraph_vector_int_resize(edge, (igraph_integer_t)(2 * plan->links));
  if (code == IGRAPH_SUCCESS) code = igraph_vector_resize(pull, (igraph_integer_t)plan->links);
  if (code == IGRAPH_SUCCESS) code = igraph_matrix_resize(place, plan->nodes, 2);
  if (code != IGRAPH_SUCCESS) return code;
  for (size_t l = 0; l < plan->links; l++) {
    VECTOR(*edge)[2 * l] = plan->link[l].from;
    VECTOR(*edge)[2 * l + 1] = plan->link[l].to;
    VECTOR(*pull)[l] = plan->link[l].strength;
  }
  for (uint32_t n = 0; n < plan->nodes; n++) {
    double angle = 2 * acos(-1) * n / plan->nodes, spread = sqrt(plan->nodes);
    MATRIX(*place, n, 0) = spread * cos(angle);
    MATRIX(*place, n, 1) = spread * sin(angle);
  }
  code = igraph_create(&graph, edge, plan->nodes, IGRAPH_UNDIRECTED);
  if (code != IGRAPH_SUCCESS) return code;
  code = igraph_rng_seed(igraph_rng_default(), 1);
  if (code == IGRAPH_SUCCESS)
    code = igraph_layout_fruchterman_reingold(&graph, place, true, ROUNDS, sqrt(plan->nodes), IGRAPH_LAYOUT_NOGRID, pull, NULL, NULL, NULL,
                                              NULL);
  igraph_destroy(&graph);
  return code;
}

rq_status rq_plan_place(rq_plan *plan, rq_error *error) {
  igraph_vector_int_t edge = {0}; /* igraph destroys what is zeroed */
  igraph_vector_t pull = {0};
  igraph_matrix_t place = {0};
  igraph_error_t code = igraph_vector_int_init(&edge, 0);
  if (code == IGRAPH_SUCCESS) code = igraph_vector_init(&pull, 0);
  if (code == IGRAPH_SUCCESS) code = igraph_matrix_init(&place, 0, 0);
  if (code == IGRAPH_SUCCESS) code = lay_out(plan, &edge, &pull, &place);
  if (code == IGRAPH_SUCCESS) {
    fit(plan, &place);
    push_apart(plan);
  }
  igraph_vector_int_destroy(&edge);
  igraph_vector_destroy(&pull);
  igraph_matrix_destroy(&place);
  return code == IGRAPH_SUCCESS ? RQ_OK : rq_igraph_failed(code, "the picture of the network cannot be laid out", error);
}
