/* The halves of ties as one list of entries, row after row, of which a file has a stretch at a time. */
#ifndef RQ_ENTRIES_H
#define RQ_ENTRIES_H

#include "sim/world.h"

/* Takes entries `from` ... `to` - 1 of one person's row; the first of them is number `at` of the stretch. */
typedef void (*rq_entries_visit)(void *context, uint32_t agent, uint32_t from, uint32_t to, uint64_t at);

/* Hands over all rows, or parts of rows, among entries first ... first + count - 1. begin[b] is the first entry of block b of people. */
void rq_entries_each(const rq_world *, const uint64_t *begin, uint64_t first, uint64_t count, rq_entries_visit, void *context);

#endif
