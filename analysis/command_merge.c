/* The command `merge`: the series of all runs of a what-if in one file. */
#include "analysis/merge.h"
#include "sim/cli/cli.h"
#include <getopt.h>
#include <stdlib.h>

static rq_status report(const rq_ensemble *e, const rq_merged *merged, rq_error *error) {
  size_t there = 0, all = e->scenarios * e->replicates;
  for (size_t k = 0; k < e->members; k++) {
    const rq_member *m = &e->member[k];
    there += merged[k].there;
    if (merged[k].there) continue;
    fprintf(stderr, "renqing: %s, replicate %u is left out: %s\n", e->scenario[m->scenario].name, (unsigned)m->replicate,
            merged[k].message ? merged[k].message : rq_member_states[m->state]);
  }
  printf("%s/" RQ_MERGED ": %zu scenarios x %u replicates; %zu of %zu runs\n", e->folder, e->scenarios, (unsigned)e->replicates, there,
         all);
  if (there == all) return RQ_OK;
  return rq_fail(error, RQ_STOPPED,
                 "%zu runs are not in it: NaN in their series, 0 in `coverage`; renqing whatif %s -o %s --missing runs them", all - there,
                 e->config, e->folder);
}

static rq_status merge(const char *folder, rq_error *error) {
  rq_ensemble e;
  rq_merged *merged = NULL;
  rq_status status = rq_ensemble_read(folder, &e, error);
  if (status == RQ_OK) {
    merged = calloc(e.members + 1, sizeof *merged);
    status = merged ? rq_merge_runs(&e, merged, error) : rq_no_memory(error, "the runs");
  }
  if (status == RQ_OK) status = report(&e, merged, error);
  for (size_t k = 0; merged && k < e.members; k++) free(merged[k].message);
  free(merged);
  rq_ensemble_free(&e);
  return status;
}

static int run(int argc, char **argv) {
  static const struct option none[] = {{NULL, 0, NULL, 0}};
  opterr = 0;
  int option = getopt_long(argc, argv, ":", none, NULL);
  if (option != -1) return rq_bad_option(&rq_command_merge, option, argv, none);
  if (argc - optind != 1) return rq_usage(&rq_command_merge, "give the folder of one what-if");
  rq_error error = RQ_NO_ERROR;
  rq_status status = merge(argv[optind], &error);
  rq_error_print(&error);
  rq_error_free(&error);
  return (int)status;
}

const rq_command rq_command_merge = {
    .name = "merge",
    .usage = "merge DIR",
    .summary = "the series of all runs of a what-if in one file",
    .help = "Writes DIR/merged.h5, anew where it is there: a group for each scenario, in it every\n"
            "series of the runs as an array [replicate, step, ...] with its dimensions, units and\n"
            "meaning, and at the top `coverage`, a table [scenario, replicate] of what is there.\n"
            "A run that is missing or damaged is reported, NaN in its series and 0 in `coverage`\n"
            "(exit 75). xarray, h5py, R and others open it.\n"
            "\n"
            "Examples:\n"
            "\n"
            "    renqing merge entry/\n"
            "    python3 -c 'import xarray; print(xarray.open_dataset(\"entry/merged.h5\", group=\"discount\"))'\n",
    .run = run,
};
