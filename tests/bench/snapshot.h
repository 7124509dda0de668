/* Snapshots beside other ways of putting the same bytes on the disk. */
#ifndef BENCH_SNAPSHOT_H
#define BENCH_SNAPSHOT_H

#include "worker.h"

/* Writes the worker's world now: compressed as runs are, and not at all; then the same bytes with HDF5's own filters, and plainly. Also gives
 * the seconds that the first file of a run took. */
bool bench_snapshot(bench *, worker *, double *first_file);

#endif
