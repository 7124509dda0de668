/* The keys of `population.network` (model.md 2). Which of them a kind of network reads stands at the end of each sentence. */
#include "sim/network_schema.h"
#include "sim/settings.h"

#define AT(member) offsetof(rq_settings, network.member)
#define MAPPED(key, member, sentence)                                                                                                      \
  { "map." key, RQ_TEXT, AT(member), "", 0, 0, "", NULL, sentence }

static const char *const kinds[] = {"guanxi", "small_world", "preferential", "random_regular", "lattice", "cycle", "torus",
                                    "star",   "complete",    "blocks",       "karate",         "file",    NULL};
static const char *const layers[] = {"kin", "circle", "acquaintance", NULL};
static const char *const formats[] = {"auto", "edges", "graphml", "gml", "pajek", NULL};

const rq_parameter rq_network_parameters[] = {
    {"kind", RQ_CHOICE, AT(kind), "", 0, 0, "guanxi", kinds,
     "the network at the start: layered (guanxi: households, circles, acquaintances), a textbook kind, Zachary's karate club, or a file"},
    {"mean_degree", RQ_NUMBER, AT(mean_degree), "ties", 0, 1e6, "30", NULL,
     "mean number of ties a person; guanxi, small_world, preferential, random_regular, lattice (a torus where it can be, else a ring), "
     "blocks"},
    {"household_max", RQ_INTEGER, AT(household_max), "people", 1, 50, "6", NULL,
     "largest household; sizes are 1 + Binomial(household_max - 1); guanxi"},
    {"household_mean", RQ_NUMBER, AT(household_mean), "people", 1, 50, "3.2", NULL,
     "mean size of a household; 3.2 gives each person 2.6 kin, as large households have more members; guanxi"},
    {"circle_min", RQ_INTEGER, AT(circle_min), "people", 2, 10000, "15", NULL,
     "smallest circle of classmates or colleagues; sizes are uniform; guanxi"},
    {"circle_max", RQ_INTEGER, AT(circle_max), "people", 2, 10000, "45", NULL, "largest circle; guanxi"},
    {"circle_neighbours", RQ_INTEGER, AT(circle_neighbours), "ties", 0, 10000, "12", NULL,
     "ties of a person inside the circle (made even), a small world (Watts & Strogatz 1998); guanxi"},
    {"rewiring", RQ_NUMBER, AT(rewiring), "", 0, 1, "0.1", NULL,
     "chance of each end of a small world's tie to be rewired; guanxi, small_world"},
    {"density_exponent", RQ_NUMBER, AT(density_exponent), "", 1.5, 10, "2.5", NULL,
     "exponent of the density of the acquaintances' degrees; smaller is a heavier tail; guanxi"},
    {"degree_cap", RQ_INTEGER, AT(degree_cap), "ties", 1, 1000000, "150", NULL, "most ties of one person at the start; all kinds"},
    {"blocks", RQ_INTEGER, AT(blocks), "", 1, 100000, "4", NULL, "number of groups; blocks"},
    {"within", RQ_NUMBER, AT(within), "", 0, 1, "0.8", NULL, "share of a person's ties inside the own group; blocks"},
    {"layer", RQ_CHOICE, AT(layer), "", 0, 0, "acquaintance", layers,
     "layer of ties that come without one; all kinds but guanxi and blocks"},
    {"file", RQ_TEXT, AT(file), "", 0, 0, "", NULL, "path of the network, from the configuration's folder; file"},
    {"format", RQ_CHOICE, AT(format), "", 0, 0, "auto", formats,
     "auto goes by the ending: .txt .csv .tsv .edges .edgelist .el, .graphml .xml, .gml, .net .paj; file"},
    MAPPED("label", map_label, "vertex attribute with the person's name; without it 'label', 'name' or 'id' is looked for"),
    MAPPED("household", map_household, "vertex attribute: people with the same value share a household"),
    MAPPED("circle", map_circle, "vertex attribute: people with the same value share a circle"),
    MAPPED("generation", map_generation, "vertex attribute with the name of the generation"),
    MAPPED("skill", map_skill, "vertex attribute with the number of the skill, from 0"),
    MAPPED("price_sensitivity", map_price_sensitivity, "vertex attribute with the price sensitivity, 0 or more"),
    MAPPED("layer", map_layer, "edge attribute: kin, circle or acquaintance, or 0, 1, 2"),
    MAPPED("closeness", map_closeness, "edge attribute with the closeness, 0 to 1; the third column of an edge list is 'weight'"),
    MAPPED("affective", map_affective, "edge attribute with the affective trust, 0 to 1"),
    MAPPED("cognitive", map_cognitive, "edge attribute with the cognitive trust, 0 to 1"),
    MAPPED("weight", map_weight,
           "edge attribute that says how strong a tie is, above 0; 'none' for ties that are all alike; without it 'weight' is looked for; "
           "models whose ties have weights"),
};

const size_t rq_network_parameters_count = RQ_COUNT_OF(rq_network_parameters);
