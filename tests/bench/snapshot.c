/* How fast the state of a million people gets to the disk, synced: as runs write it, by HDF5's own shuffle + gzip 1, and plainly. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "snapshot.h"
#include <fcntl.h>
#include <ftw.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEVEL = 1, CHUNK = 1 << 18 }; /* what runs have by default; values of a chunk of the other file */

/* ---- the same bytes by other means ---- */

typedef struct copy {
  hid_t to;     /* a file of HDF5, or -1 */
  int plain;    /* a plain file, or -1 */
  double bytes; /* of all numbers */
  double seconds;
  double file_bytes;
  bool good;
} copy;

static bool write_all(int file, const char *data, size_t size) {
  while (size > 0) {
    ssize_t n = write(file, data, size);
    if (n <= 0) return false;
    data += n;
    size -= (size_t)n;
  }
  return true;
}

static bool write_filtered(hid_t file, unsigned number, hid_t type, hsize_t values, const void *data) {
  char name[32];
  hsize_t chunk = values < CHUNK ? values : CHUNK;
  snprintf(name, sizeof name, "%u", number);
  hid_t space = H5Screate_simple(1, &values, NULL), how = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(how, 1, &chunk);
  H5Pset_shuffle(how);
  H5Pset_deflate(how, 1);
  hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, how, H5P_DEFAULT);
  bool good = set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
  if (set >= 0) good = H5Dclose(set) >= 0 && good;
  H5Pclose(how);
  H5Sclose(space);
  return good;
}

/* One dataset of numbers, read, and written again; only the writing is timed. */
static herr_t each(hid_t from, const char *name, const H5O_info_t *about, void *context) {
  copy *c = context;
  if (about->type != H5O_TYPE_DATASET) return 0;
  hid_t set = H5Dopen2(from, name, H5P_DEFAULT), type = H5Dget_type(set), space = H5Dget_space(set);
  hssize_t values = H5Sget_simple_extent_npoints(space);
  H5T_class_t class = H5Tget_class(type);
  bool numbers = class == H5T_INTEGER || class == H5T_FLOAT || (class == H5T_STRING && !H5Tis_variable_str(type));
  size_t bytes = H5Tget_size(type) * (size_t)(values > 0 ? values : 0);
  void *data = numbers && bytes ? malloc(bytes) : NULL;
  if (data && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0) {
    double started = bench_seconds();
    if (c->to >= 0) c->good = write_filtered(c->to, (unsigned)about->addr, type, (hsize_t)values, data) && c->good;
    if (c->plain >= 0) c->good = write_all(c->plain, data, bytes) && c->good;
    c->seconds += bench_seconds() - started;
    c->bytes += (double)bytes;
  }
  free(data);
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(set);
  return 0;
}

static void sync_and_measure(copy *c, const char *path) {
  double started = bench_seconds();
  if (c->to >= 0) {
    c->good = H5Fclose(c->to) >= 0 && c->good;
    c->plain = open(path, O_RDWR);
  }
  c->good = c->plain >= 0 && fsync(c->plain) == 0 && c->good;
  c->seconds += bench_seconds() - started;
  struct stat about;
  if (c->plain >= 0 && fstat(c->plain, &about) == 0) c->file_bytes = (double)about.st_size;
  if (c->plain >= 0) close(c->plain);
}

typedef struct copies {
  char snapshot[1100], other[1100];
  copy filtered, plain;
} copies;

/* In a process of its own, as HDF5 holds on to memory. */
static void write_copies(void *out) {
  copies *all = out;
  hid_t from = H5Fopen(all->snapshot, H5F_ACC_RDONLY, H5P_DEFAULT);
  all->filtered = (copy){.to = H5Fcreate(all->other, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), .plain = -1, .good = from >= 0};
  H5Ovisit2(from, H5_INDEX_NAME, H5_ITER_NATIVE, each, &all->filtered, H5O_INFO_BASIC);
  sync_and_measure(&all->filtered, all->other);
  all->plain = (copy){.to = -1, .plain = open(all->other, O_RDWR | O_CREAT | O_TRUNC, 0600), .good = from >= 0};
  H5Ovisit2(from, H5_INDEX_NAME, H5_ITER_NATIVE, each, &all->plain, H5O_INFO_BASIC);
  sync_and_measure(&all->plain, all->other);
  H5Fclose(from);
}

/* ---- together ---- */

static int drop(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about;
  (void)kind;
  (void)where;
  return remove(path);
}

static bool measure(bench *b, worker *w, double seconds[2], double bytes[2], double *first_file, copies *all) {
  char path[1024], parts[1050];
  double taken[2][MOST_RUNS];
  snprintf(path, sizeof path, "%s/bench.h5", b->folder);
  snprintf(parts, sizeof parts, "%s.parts", path);
  snprintf(all->other, sizeof all->other, "%s/copy", b->folder);
  bool good = worker_turn(w, 1); /* something of every week's */
  unsigned week = 0;
  for (unsigned run = 0; run < b->runs && good; run++)
    for (int level = 0; level < 2 && good; level++) {
      good = worker_snapshot(w, path, level ? LEVEL : 0);
      taken[level][run] = w->news.snapshot;
      bytes[level] = w->news.file_bytes;
      *first_file = w->news.first_file;
      week = w->news.week;
      if (run + 1 < b->runs || !level) nftw(parts, drop, 16, FTW_DEPTH | FTW_PHYS);
    }
  snprintf(all->snapshot, sizeof all->snapshot, "%s/snapshot.%09u.h5", parts, week);
  for (int level = 0; level < 2; level++) seconds[level] = bench_median(taken[level], b->runs);
  good = good && apart(write_copies, all, sizeof *all) && all->filtered.good && all->plain.good;
  nftw(parts, drop, 16, FTW_DEPTH | FTW_PHYS);
  unlink(all->other);
  return good;
}

bool bench_snapshot(bench *b, worker *w, double *first_file) {
  static const bench_column columns[] = {
      {"megabytes_per_second", "MB/s"}, {"seconds", "s"}, {"file_megabytes", "file, MB"}, {"times_as_fast", "times as fast"}};
  double seconds[2], bytes[2];
  copies all = {.filtered = {.to = -1, .plain = -1}};
  if (!measure(b, w, seconds, bytes, first_file, &all)) {
    fprintf(stderr, "bench: no snapshot could be written in %s\n", b->folder);
    return false;
  }
  double size = all.plain.bytes;
  bench_table t = bench_table_begin(b, "snapshot", "A snapshot, until it is synced, 2 threads", b->people, 34, columns, 4);
  bench_table_row(&t, "HDF5's own shuffle + gzip 1",
                  (double[]){size / all.filtered.seconds / 1e6, all.filtered.seconds, all.filtered.file_bytes / 1e6, (double)NAN});
  bench_table_row(&t, "as runs write it",
                  (double[]){size / seconds[1] / 1e6, seconds[1], bytes[1] / 1e6, all.filtered.seconds / seconds[1]});
  bench_table_row(&t, "plain write",
                  (double[]){size / all.plain.seconds / 1e6, all.plain.seconds, all.plain.file_bytes / 1e6, (double)NAN});
  bench_table_row(&t, "snapshots.level: 0",
                  (double[]){size / seconds[0] / 1e6, seconds[0], bytes[0] / 1e6, all.plain.seconds / seconds[0]});
  bench_note("MB of the numbers before compression. Aims: 10 times as fast as HDF5's own at no larger size; 0.9 times plain writing.");
  return true;
}
