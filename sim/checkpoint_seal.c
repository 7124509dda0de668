/* The last line of a checkpoint, a checksum of all before it: see checkpoint.h. */
#include "sim/checkpoint_seal.h"
#include <errno.h>
#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char line[] = "\nrenqing checkpoint, CRC-32 of all before: ";
enum { DIGITS = 8, SEAL = sizeof line - 1 + DIGITS + 1, BUFFER = 1 << 20 };

static void write_seal(char seal[SEAL + 1], uint32_t sum) {
  snprintf(seal, SEAL + 1, "%s%08x\n", line, sum);
}

/* The checksum of the first `size` bytes; false where they cannot be read. */
static bool sum_up(FILE *file, uint64_t size, uint32_t *sum) {
  char *buffer = malloc(BUFFER);
  *sum = 0;
  while (buffer && size > 0) {
    size_t want = size < BUFFER ? (size_t)size : BUFFER, got = fread(buffer, 1, want, file);
    if (got != want) break;
    *sum = libdeflate_crc32(*sum, buffer, got);
    size -= got;
  }
  free(buffer);
  return buffer && size == 0;
}

rq_status rq_checkpoint_seal(const char *path, rq_error *error) {
  FILE *file = fopen(path, "r+b");
  char seal[SEAL + 1];
  uint32_t sum;
  bool good = file && fseeko(file, 0, SEEK_END) == 0;
  off_t size = good ? ftello(file) : -1;
  good = good && size >= 0 && fseeko(file, 0, SEEK_SET) == 0 && sum_up(file, (uint64_t)size, &sum);
  if (good) {
    write_seal(seal, sum);
    good = fseeko(file, 0, SEEK_END) == 0 && fwrite(seal, 1, SEAL, file) == SEAL;
  }
  int reason = errno;
  if (file && fclose(file) != 0 && good) {
    good = false;
    reason = errno;
  }
  return good ? RQ_OK : rq_fail(error, RQ_IO, "%s: writing failed: %s", path, strerror(reason));
}

rq_status rq_checkpoint_sealed(const char *path, rq_error *error) {
  FILE *file = fopen(path, "rb");
  if (!file) return rq_fail(error, RQ_NO_INPUT, "%s: %s", path, strerror(errno));
  rq_status status = RQ_OK;
  char found[SEAL + 1] = "", seal[SEAL + 1];
  uint32_t sum = 0;
  bool long_enough = fseeko(file, -(off_t)SEAL, SEEK_END) == 0;
  off_t size = long_enough ? ftello(file) : 0;
  if (!long_enough || fread(found, 1, SEAL, file) != SEAL || memcmp(found, line, sizeof line - 1) != 0) {
    status = rq_fail(error, RQ_BAD_DATA, "%s: is not a checkpoint of renqing, or not a whole one: it does not end as one does", path);
  } else if (fseeko(file, 0, SEEK_SET) != 0 || !sum_up(file, (uint64_t)size, &sum)) {
    status = rq_fail(error, RQ_NO_INPUT, "%s: reading failed: %s", path, strerror(errno));
  } else {
    write_seal(seal, sum);
    if (memcmp(found, seal, SEAL) != 0) status = rq_fail(error, RQ_BAD_DATA, "%s: is damaged: its checksum is wrong", path);
  }
  fclose(file);
  return status;
}
