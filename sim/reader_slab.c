/* Reading some values of a snapshot's ties at a time. See reader.h. */
#include "sim/reader_chunks.h"
#include <inttypes.h>
#include <math.h>

rq_status rq_run_tie_values(const rq_run *run, uint32_t week, const char *field, uint64_t first, size_t count, float *value,
                            rq_error *error) {
  rq_numeric data = {.id = H5I_INVALID_HID};
  uint64_t until = first + count;
  rq_status status = rq_reader_open(run, &data, 1, 1, error, "snapshots/%09u/obsp/%s/data", week, field);
  if (!status && (first > data.values || count > data.values - first))
    status = rq_reader_fail(run, data.name, error, "has %zu values; those from %" PRIu64 " to %" PRIu64 " are needed", data.values, first,
                            until);
  bool done = false;
  if (!status) status = rq_reader_chunks(run, &data, RQ_AS_FLOAT, first, count, value, &done, error);
  if (!status && !done && count > 0) status = rq_reader_rows(run, &data, H5T_NATIVE_FLOAT, first, count, value, error);
  for (uint64_t k = first; k < until && !status; k++)
    if (!isfinite(value[k - first])) status = rq_reader_fail(run, data.name, error, "value %" PRIu64 " is not a finite number", k);
  rq_reader_close(&data);
  return status;
}
