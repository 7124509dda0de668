/* Random order: for models whose people act one after the other, each seeing what those before it did (asynchronous updating). */
#ifndef RQ_ORDER_H
#define RQ_ORDER_H

#include "sim/random.h"

/* Shuffles `count` numbers (Fisher & Yates; Durstenfeld 1964), every order with the same probability to an error of count / 2^32. A function
 * of the key, the week and the purpose; of that purpose it takes the draws of agent RQ_ORDER. */
#define RQ_ORDER (UINT32_MAX - 1u)
void rq_shuffle(rq_key key, uint32_t week, uint32_t purpose, uint32_t *number, uint32_t count);

#endif
