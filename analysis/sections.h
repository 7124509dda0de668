/* The sections of `analyze`. */
#ifndef RQ_SECTIONS_H
#define RQ_SECTIONS_H

#include "analysis/measure.h"

extern const rq_section rq_answer_section;    /* answer.c */
extern const rq_section rq_loyalty_section;   /* loyalty.c */
extern const rq_section rq_switching_section; /* switching.c */
extern const rq_section rq_trust_section;     /* trust.c */
extern const rq_section rq_favors_section;    /* favors.c */
extern const rq_section rq_network_section;   /* network.c; of any model, where asked for */
extern const rq_section rq_series_section;    /* weekly.c; these are of any model */
extern const rq_section rq_people_section;    /* agents.c */
extern const rq_section rq_ties_section;      /* agents.c */

#endif
