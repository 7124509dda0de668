/* The parts of rq_network_build, for network.c. Each fills a zeroed network; on failure what it holds is freed by rq_network_free. */
#ifndef RQ_NETWORK_PARTS_H
#define RQ_NETWORK_PARTS_H

#include "sim/network_ties.h"

/* Purposes of draws. */
enum {
  RQ_DRAW_HOUSEHOLDS = 950,
  RQ_DRAW_SHUFFLE,
  RQ_DRAW_REPAIR,
  RQ_DRAW_CIRCLE_SIZES,
  RQ_DRAW_CIRCLES,
  RQ_DRAW_FITNESS,
  RQ_DRAW_ACQUAINTANCES,
  RQ_DRAW_TEXTBOOK,
  RQ_DRAW_FILL,
  RQ_DRAW_COMMUNITIES,
  RQ_DRAW_RING_ENDS,
  RQ_DRAW_RING_PLACES,
  RQ_DRAW_CAP,
};

/* network_guanxi.c */
rq_status rq_network_guanxi(const rq_network_settings *, uint32_t people, rq_key, rq_network *, rq_error *);
/* network_textbook.c: all kinds from RQ_NET_SMALL_WORLD to RQ_NET_KARATE */
rq_status rq_network_textbook(const rq_network_settings *, uint32_t people, rq_key, rq_network *, rq_error *);
/* network_file.c */
rq_status rq_network_read(const rq_network_settings *, uint32_t people, const char *folder, rq_network *, rq_error *);

#endif
