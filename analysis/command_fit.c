/* The command `fit`: data in, parameters out. */
#include "analysis/fit.h"
#include "sim/cli/cli.h"
#include "sim/suggest.h"
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_COLUMNS = 256, OPTION_UNTIL, OPTION_TIMES, OPTION_CUSTOMERS, OPTION_JSON, OPTION_PEOPLE };
enum { OPTION_SHARES = 300, OPTION_PENETRATIONS, OPTION_PENETRATION, OPTION_PURCHASES };

static const struct option options[] = {
    {"columns", required_argument, NULL, OPTION_COLUMNS},
    {"until", required_argument, NULL, OPTION_UNTIL},
    {"times", required_argument, NULL, OPTION_TIMES},
    {"customers", no_argument, NULL, OPTION_CUSTOMERS},
    {"json", no_argument, NULL, OPTION_JSON},
    {"people", required_argument, NULL, OPTION_PEOPLE},
    {"shares", required_argument, NULL, OPTION_SHARES},
    {"penetrations", required_argument, NULL, OPTION_PENETRATIONS},
    {"penetration", required_argument, NULL, OPTION_PENETRATION},
    {"purchases", required_argument, NULL, OPTION_PURCHASES},
    {NULL, 0, NULL, 0},
};

/* A list of numbers above `least`, separated by commas; false where it is none. */
static bool read_list(const char *text, double least, double *value, size_t most, size_t *count) {
  *count = 0;
  for (const char *at = text; *count < most; at++) {
    char *end;
    value[*count] = strtod(at, &end);
    if (end == at || !(value[*count] > least) || !isfinite(value[*count])) return false;
    ++*count;
    at = end;
    if (!*at) return true;
    if (*at != ',') return false;
  }
  return false;
}

static int read_number(const char *name, const char *text, double least, double *value) {
  size_t count;
  if (read_list(text, least, value, 1, &count)) return RQ_OK;
  return rq_usage(&rq_command_fit, "%s is '%s'; it must be a number above %g", name, text, least);
}

static int read_numbers(const char *name, const char *text, double *value, size_t *count) {
  if (read_list(text, 0, value, RQ_FIT_NUMBERS, count)) return RQ_OK;
  return rq_usage(&rq_command_fit, "%s is '%s'; it must be up to %d numbers above 0, separated by commas", name, text, RQ_FIT_NUMBERS);
}

static int read_columns(char *text, rq_fit_request *r) {
  rq_error error = RQ_NO_ERROR;
  rq_status status = rq_log_columns_parse(text, &r->columns, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

static int read_option(int option, rq_fit_request *r, char **argv) {
  switch (option) {
  case OPTION_COLUMNS:
    return read_columns(optarg, r);
  case OPTION_UNTIL:
    return read_number("--until", optarg, -1, &r->until);
  case OPTION_TIMES:
    return read_numbers("--times", optarg, r->time, &r->times);
  case OPTION_CUSTOMERS:
    r->customers = true;
    return RQ_OK;
  case OPTION_JSON:
    r->json = true;
    return RQ_OK;
  case OPTION_PEOPLE:
    return read_number("--people", optarg, 0, &r->people);
  case OPTION_SHARES:
    return read_numbers("--shares", optarg, r->share, &r->shares);
  case OPTION_PENETRATIONS:
    return read_numbers("--penetrations", optarg, r->penetration, &r->penetrations);
  case OPTION_PENETRATION:
    return read_number("--penetration", optarg, 0, &r->category_penetration);
  case OPTION_PURCHASES:
    return read_number("--purchases", optarg, 0, &r->category_purchases);
  default:
    return rq_bad_option(&rq_command_fit, option, argv, options);
  }
}

/* Options that belong to the other model. */
static int check_options(const rq_fit_request *r, bool churn) {
  bool of_dirichlet = r->people > 0 || r->shares || r->penetrations || r->category_penetration > 0 || r->category_purchases > 0;
  if (churn && of_dirichlet)
    return rq_usage(&rq_command_fit, "--people, --shares, --penetrations, --penetration and --purchases belong to dirichlet");
  if (!churn && (r->times || r->customers || !isnan(r->until)))
    return rq_usage(&rq_command_fit, "--times, --customers and --until belong to churn");
  bool summary = r->shares || r->penetrations || r->category_penetration > 0 || r->category_purchases > 0;
  if (summary && r->path) return rq_usage(&rq_command_fit, "either a file or --shares; what is '%s'?", r->path);
  if (!summary && !r->path) return rq_usage(&rq_command_fit, "give a file");
  if (summary && !(r->shares && r->penetrations && r->category_penetration > 0 && r->category_purchases > 0))
    return rq_usage(&rq_command_fit, "--shares, --penetrations, --penetration and --purchases go together");
  if (r->shares != r->penetrations)
    return rq_usage(&rq_command_fit, "%zu shares and %zu penetrations; each brand has one of both", r->shares, r->penetrations);
  return RQ_OK;
}

/* What is fitted, from the first word; RQ_USAGE after a message. */
static int read_model(int argc, char **argv, bool *churn) {
  static const char *const models[] = {"churn", "dirichlet"};
  if (argc < 2 || argv[1][0] == '-') return rq_usage(&rq_command_fit, "say what: churn or dirichlet");
  *churn = !strcmp(argv[1], models[0]);
  if (*churn || !strcmp(argv[1], models[1])) return RQ_OK;
  const char *meant = rq_suggest(argv[1], models, 2);
  if (meant) return rq_usage(&rq_command_fit, "there is no model '%s'; did you mean '%s'?", argv[1], meant);
  return rq_usage(&rq_command_fit, "there is no model '%s'; there are churn and dirichlet", argv[1]);
}

static int fit(int argc, char **argv) {
  rq_fit_request r = {.until = NAN};
  bool churn = false;
  int code = read_model(argc, argv, &churn), option;
  opterr = 0;
  while (code == RQ_OK && (option = getopt_long(argc - 1, argv + 1, ":", options, NULL)) != -1) code = read_option(option, &r, argv + 1);
  if (code) return code;
  if (optind + 1 < argc) r.path = argv[optind + 1];
  if (optind + 2 < argc) return rq_usage(&rq_command_fit, "one file at a time; what is '%s'?", argv[optind + 2]);
  code = check_options(&r, churn);
  if (code) return code;
  rq_error error = RQ_NO_ERROR;
  gsl_set_error_handler_off();
  rq_status status = (churn ? rq_fit_churn : rq_fit_dirichlet)(&r, stdout, &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_fit = {
    .name = "fit",
    .usage =
        "fit churn FILE.csv [--times T,...] [--customers] [--json]\n       renqing fit dirichlet FILE.csv [--people N] [--json]\n       "
        "renqing fit dirichlet --shares P,... --penetrations B,... --penetration B --purchases M",
    .summary = "parameters of models of repeat buying from your data",
    .help = "churn: how often customers buy and how they are lost, though nobody says goodbye (the\n"
            "BG/NBD model of Fader, Hardie & Lee 2005), by maximum likelihood. FILE has a line for\n"
            "each customer, with columns frequency (purchases after the first), recency (time of\n"
            "the last of them, 0 for none) and T (time observed), counted from the first purchase;\n"
            "or it is a purchase log, as for `analyze --purchases` (no brand is needed), in which\n"
            "purchases at one time are one.\n"
            "\n"
            "  --times T,...       print the purchases to be expected of a new customer until these\n"
            "                      times; the first is also the time ahead for --customers\n"
            "  --customers         a line for each customer: the chance that it is still one, and\n"
            "                      purchases to be expected\n"
            "  --until TIME        a log is looked at until this time (its last)\n"
            "\n"
            "dirichlet: how brands share a market in which nobody is loyal beyond taste (Goodhardt,\n"
            "Ehrenberg & Chatfield 1984): M, K and S, and what each brand must expect beside what is\n"
            "observed. FILE is a purchase log of one period. Or shares and penetrations of brands\n"
            "are given, with those of the category.\n"
            "\n"
            "  --people N          people of the panel, buyers or not; else only buyers are known\n"
            "  --shares P,...      market shares of brands\n"
            "  --penetrations B,...  shares of people who buy each brand in the period\n"
            "  --penetration B     the share of people who buy the category\n"
            "  --purchases M       purchases of the category by a person, buyer or not\n"
            "\n"
            "Both:\n"
            "\n"
            "  --columns ROLE=NAME,...  what the columns of a log are called, as for `analyze`\n"
            "  --json              everything as JSON\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing fit churn customers.csv --times 13,26,52\n"
            "    renqing fit churn log.csv --customers --json\n"
            "    renqing fit dirichlet log.csv --people 5240\n"
            "    renqing fit dirichlet --shares 0.25,0.19 --penetrations 0.20,0.16 \\\n"
            "        --penetration 0.56 --purchases 1.456\n",
    .run = fit,
};
