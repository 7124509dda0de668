/* Donation by similarity, in tags.c. */
#ifndef TAGS_H
#define TAGS_H

#include "sim/world.h"

extern const rq_model rq_tags_model;

#endif
