/* Word of mouth over strong and weak ties, in talk.c. */
#ifndef TALK_H
#define TALK_H

#include "sim/world.h"

extern const rq_model rq_talk_model;

#endif
