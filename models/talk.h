/* Word of mouth over strong and weak ties, in talk.c. */
#ifndef TALK_H
#define TALK_H

#include "sim/world.h"

extern const rq_model rq_talk_model;
extern const rq_schema rq_talk_schema;

typedef struct talk_parameters {
  int64_t strong, weak;                 /* people of a clique; one more than those met at random in a period */
  double alpha, beta_weak, beta_strong; /* chance that advertising, one adopter met, one of the clique convinces */
} talk_parameters;

/* Observables of a period. */
enum { TALK_ADOPTERS, TALK_MET, TALK_SERIES };

#endif
