/* The study of social quilts. */
#include "analysis/quilts.h"
#include "analysis/study_network.h"
#include <math.h>
#include <stdlib.h>

typedef struct settings {
  rq_quilt quilt;
  rq_study_network network;
} settings;

#define AT(field) offsetof(settings, field)

static const rq_parameter parameters[] = {
    {"patience", RQ_NUMBER, AT(quilt.patience), "", 0, 0.999999999, "0.95", NULL, "d: what the next period counts for"},
    {"need", RQ_NUMBER, AT(quilt.need), "", 0, 1, "0.05", NULL, "p: chance that somebody needs a certain friend's favor, a period"},
    {"benefit", RQ_NUMBER, AT(quilt.benefit), "", 0, 1e9, "2", NULL, "v: of a favor"},
    {"cost", RQ_NUMBER, AT(quilt.cost), "", 0, 1e9, "1", NULL, "c: of a favor"},
    RQ_STUDY_NETWORK_ROWS(settings, network, "karate"),
};

static const rq_group groups[] = {
    {.path = "", .description = "social quilts", .parameters = parameters, .parameters_count = RQ_COUNT_OF(parameters)},
};
static const rq_schema schema = {.name = "quilts", .groups = groups, .groups_count = RQ_COUNT_OF(groups), .size = sizeof(settings)};
static const rq_schema *const schemas[] = {&rq_study_schema, &schema, NULL};

#define FRIENDS "friends behind a favor"
#define PEOPLE "people left of the network"
#define TIES "ties left of the network"

static const rq_published published[] = {
    {FRIENDS, {"need=0.05"}, RQ_EXACT, 2, 0, RQ_DERIVED},
    {FRIENDS, {"need=0.02"}, RQ_EXACT, 3, 0, RQ_DERIVED},
};

static rq_status work(const rq_case *c, rq_outcomes *out, rq_error *error) {
  settings s;
  rq_network network;
  rq_config_fill(c->config, &schema, &s);
  uint32_t people = 0;
  uint64_t ties = 0;
  double friends = rq_quilt_friends(&s.quilt);
  rq_status status = rq_study_network_build(&s.network, c, &network, out, error);
  bool *stays = status ? NULL : malloc((size_t)network.vertices + 1);
  if (!status && !stays) status = rq_no_memory(error, "a network that unravels");
  if (!status) status = rq_quilt_unravel(&network, friends, stays, &people, &ties, error);
  if (!status) {
    rq_outcome_exact(out, FRIENDS, friends);
    rq_outcome_exact(out, "people of the network", network.vertices);
    rq_outcome_exact(out, PEOPLE, people);
    rq_outcome_exact(out, TIES, (double)ties);
  }
  free(stays);
  rq_network_free(&network);
  return status;
}

const rq_study rq_study_quilts = {
    .name = "quilts",
    .question = "How many common friends must stand behind a favor, and what is left of a network where they do not?",
    .citation = "Jackson, Rodriguez-Barraquer & Tan (2012), Social capital and social quilts, American Economic Review 102:1857",
    .note = "The values were derived from the condition d p (v - c) / (1 - d) m > c.",
    .schema = schemas,
    .published = published,
    .published_count = RQ_COUNT_OF(published),
    .effort = rq_study_effort,
    .work = work,
};
