/* Repetitions in parallel: each writes its own number, and these are summed in order. */
#include "analysis/replicates.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* The results of all replicates, count x width; NULL where there is no memory. */
static double *run_all(rq_replicate *replicate, const void *context, rq_key key, uint32_t purpose, uint32_t count, size_t width) {
  double *result = malloc(((size_t)count * width + 1) * sizeof *result);
  if (!result) return NULL;
#pragma omp parallel for schedule(dynamic, 1)
  for (uint32_t i = 0; i < count; i++) {
    rq_stream stream, *bound = &stream;
    gsl_rng chance = {rq_gsl_type, &bound};
    rq_stream_open(&chance, &stream, (rq_key){key.seed, i}, 0, 0, purpose);
    replicate(context, &chance, result + i * width);
  }
  return result;
}

rq_status rq_replicates_mean(rq_replicate *replicate, const void *context, rq_key key, uint32_t purpose, uint32_t count, size_t width,
                             rq_estimate *mean, rq_error *error) {
  double *result = run_all(replicate, context, key, purpose, count, width);
  if (!result) return rq_no_memory(error, "the replicates");
  double wide = count > 1 ? gsl_cdf_tdist_Pinv(gsl_cdf_ugaussian_P(RQ_STANDARD_ERRORS), count - 1.0) : NAN;
  for (size_t w = 0; w < width; w++) {
    rq_moments moments = {0};
    for (uint32_t i = 0; i < count; i++) rq_moments_add(&moments, result[i * width + w]);
    double half = wide * rq_moments_deviation(&moments) / sqrt((double)count);
    mean[w] = (rq_estimate){moments.mean, moments.mean - half, moments.mean + half};
  }
  free(result);
  return RQ_OK;
}

rq_status rq_replicates_share(rq_replicate *replicate, const void *context, rq_key key, uint32_t purpose, uint32_t count,
                              rq_estimate *share, rq_error *error) {
  double *result = run_all(replicate, context, key, purpose, count, 1);
  if (!result) return rq_no_memory(error, "the replicates");
  double n = count, hits = 0, z = RQ_STANDARD_ERRORS;
  for (uint32_t i = 0; i < count; i++) hits += result[i] != 0;
  free(result);
  double p = hits / n, d = 1 + z * z / n, half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d, centre = (p + z * z / (2 * n)) / d;
  *share = (rq_estimate){p, fmax(0, centre - half), fmin(1, centre + half)};
  return RQ_OK;
}
