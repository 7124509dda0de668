/* Social quilts (Jackson, Rodriguez-Barraquer & Tan 2012, American Economic Review 102:1857). A need comes with probability p a period, of each
 * for each friend; a favor is worth v and costs c; the future is discounted by d. A favor is done where refusing would lose m friends, m being
 * the smallest number with d p (v - c) / (1 - d) m > c. Who has fewer than m friends will refuse, and be dropped; what stays is the m-core. */
#ifndef RQ_QUILTS_H
#define RQ_QUILTS_H

#include "models/quilts.h"

/* The network after everybody with fewer than `friends` friends has been dropped, again and again: stays[v], and how many people and ties
 * that are. The order of dropping makes no difference (Seidman 1983). */
rq_status rq_quilt_unravel(const rq_network *, double friends, bool *stays, uint32_t *people, uint64_t *ties, rq_error *);

#endif
