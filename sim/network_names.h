/* Numbers for names. */
#ifndef RQ_NETWORK_NAMES_H
#define RQ_NETWORK_NAMES_H

#include "sim/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Gives equal names equal numbers, from 0: in order of first appearance, or with `by_value` (names of digits only) in order of
 * value. NULL gets RQ_NO_GROUP. `count` below 2^32. */
rq_status rq_number_names(const char *const *names, size_t count, bool by_value, uint32_t *number, uint32_t *distinct, rq_error *);

#endif
