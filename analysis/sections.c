/* The sections of `analyze`, in order of printing. */
#include "analysis/sections.h"

const rq_section *const rq_sections[] = {
    &rq_answer_section,  &rq_loyalty_section, &rq_switching_section, &rq_trust_section, &rq_favors_section,
    &rq_network_section, &rq_series_section,  &rq_people_section,    &rq_ties_section,  NULL,
};
