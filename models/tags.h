/* Donation by similarity, in tags.c. */
#ifndef TAGS_H
#define TAGS_H

#include "sim/world.h"

extern const rq_model rq_tags_model;
extern const rq_schema rq_tags_schema;

/* Observables of a generation. */
enum { TAGS_PAIRINGS, TAGS_DONATIONS, TAGS_PEOPLE, TAGS_TOLERANCE, TAGS_SERIES };

#endif
