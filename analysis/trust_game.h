/* The N-player trust game in closed form (Abbass, Greenwood & Petraki 2016, IEEE Transactions on Evolutionary Computation 20:470); the game is
 * that of the model (models/trust.h). */
#ifndef RQ_TRUST_GAME_H
#define RQ_TRUST_GAME_H

#include "models/trust.h"

/* Where the replicator dynamics, integrated by a Runge-Kutta-Fehlberg method, come to rest. RQ_BAD_DATA where they do not. */
rq_status rq_trust_limit(const trust_parameters *, double limit[TRUST_WAYS], rq_error *);

#endif
