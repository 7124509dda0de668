#include "check.h"
#include "sim/network_schema.h"
#include "sim/settings.h"
#include <stdlib.h>
#include <string.h>

static void set_default(const rq_parameter *row, rq_settings *settings) {
  char *at = (char *)settings + row->offset;
  double number = row->type == RQ_NUMBER || row->type == RQ_INTEGER ? strtod(row->initial, NULL) : 0;
  if (row->type == RQ_NUMBER) memcpy(at, &number, sizeof number);
  if (row->type == RQ_INTEGER) memcpy(at, &(int64_t){(int64_t)number}, sizeof(int64_t));
  for (int i = 0; row->type == RQ_CHOICE && row->choices[i]; i++)
    if (!strcmp(row->choices[i], row->initial)) memcpy(at, &i, sizeof i);
}

rq_network_settings default_settings(int kind) {
  rq_settings settings = {0};
  for (size_t i = 0; i < rq_network_parameters_count; i++) set_default(&rq_network_parameters[i], &settings);
  settings.network.kind = kind;
  return settings.network;
}

uint64_t degree(const rq_network *network, uint32_t v) {
  return network->begin[v + 1] - network->begin[v];
}

/* The place of the half v -> w, or UINT64_MAX. */
static uint64_t half_of(const rq_network *network, uint32_t v, uint32_t w) {
  uint64_t low = network->begin[v], high = network->begin[v + 1];
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (network->target[middle] < w)
      low = middle + 1;
    else
      high = middle;
  }
  return low < network->begin[v + 1] && network->target[low] == w ? low : UINT64_MAX;
}

bool rows_are_whole(const rq_network *network) {
  if (network->begin[0] != 0 || network->begin[network->vertices] != network->halves) return false;
  for (uint32_t v = 0; v < network->vertices; v++)
    for (uint64_t h = network->begin[v]; h < network->begin[v + 1]; h++) {
      uint32_t w = network->target[h];
      if (w == v || w >= network->vertices || network->layer[h] >= RQ_LAYERS) return false;
      if (h > network->begin[v] && network->target[h - 1] >= w) return false;
      uint64_t back = half_of(network, w, v);
      if (back == UINT64_MAX || network->layer[back] != network->layer[h]) return false;
    }
  return true;
}

static bool same(const void *a, const void *b, size_t bytes) {
  return (!a && !b) || (a && b && !memcmp(a, b, bytes));
}

bool same_network(const rq_network *a, const rq_network *b) {
  return a->vertices == b->vertices && a->halves == b->halves && same(a->begin, b->begin, (a->vertices + 1) * sizeof *a->begin) &&
         same(a->target, b->target, a->halves * sizeof *a->target) && same(a->layer, b->layer, a->halves) &&
         same(a->household, b->household, a->vertices * sizeof *a->household) &&
         same(a->circle, b->circle, a->vertices * sizeof *a->circle);
}

void build(const rq_network_settings *settings, uint32_t people, uint32_t seed, rq_network *network) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_network_build(settings, people, (rq_key){seed, 0}, "", network, &error);
  if (status) fail_msg("kind %d, %u people, seed %u: %s", settings->kind, people, seed, error.text);
}

void expect_failure(const rq_network_settings *settings, uint32_t people, const char *folder, rq_status status, const char *message) {
  rq_error error = RQ_NO_ERROR;
  rq_network network;
  rq_status was = rq_network_build(settings, people, (rq_key){1, 0}, folder, &network, &error);
  if (!was) rq_network_free(&network);
  if (was != status || error.count != 1 || strncmp(error.text, message, strlen(message)) || strcmp(error.text + strlen(message), "\n"))
    fail_msg("expected %d: %s\nbut it was %d: %s", status, message, was, error.text ? error.text : "no message");
  assert_null(network.target);
  rq_error_free(&error);
}

double mean_degree(const rq_network *network, int layer) {
  uint64_t halves = 0;
  for (uint64_t h = 0; h < network->halves; h++) halves += layer < 0 || network->layer[h] == layer;
  return (double)halves / network->vertices;
}
