/* What the network tests share. */
#ifndef TESTS_NETWORK_CHECK_H
#define TESTS_NETWORK_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/network.h"

/* The defaults of population.network, as the schema has them. */
rq_network_settings default_settings(int kind);

/* Whether rows are whole: begin ascends, targets ascend (so no doubles), no loops, every half has its partner with the same layer. */
bool rows_are_whole(const rq_network *);

bool same_network(const rq_network *, const rq_network *);

/* Builds, or fails the test with the message. */
void build(const rq_network_settings *, uint32_t people, uint32_t seed, rq_network *);

/* Fails the test unless building fails with this status and exactly this message (without the newline). */
void expect_failure(const rq_network_settings *, uint32_t people, const char *folder, rq_status, const char *message);

uint64_t degree(const rq_network *, uint32_t v);
double mean_degree(const rq_network *, int layer); /* layer -1: all */

#endif
