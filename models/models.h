/* The models of the program, listed once in models.c: a new one is one word there. */
#ifndef RQ_MODELS_H
#define RQ_MODELS_H

#include "sim/world.h"

extern const rq_model *const rq_models[]; /* NULL-terminated, in the order of the choices of the key `model` (sim/settings.h) */

#endif
