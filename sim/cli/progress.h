/* How far a run is: on a terminal one line that is rewritten, with rate and time left; elsewhere a log line now and then. On
 * standard error. NO_COLOR (no-color.org) and TERM=dumb are honored. */
#ifndef RQ_PROGRESS_H
#define RQ_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rq_progress {
  bool quiet, terminal, colour;
  uint32_t first, weeks, people; /* first: weeks that were turned before, 0 unless the caller says so */
  double started, shown;         /* seconds of the monotonic clock */
  bool open;                     /* a line on the terminal waits to be rewritten */
} rq_progress;

/* Seconds of the monotonic clock. */
double rq_seconds(void);

rq_progress rq_progress_begin(bool quiet, uint32_t weeks, uint32_t people);
void rq_progress_week(rq_progress *, uint32_t week);
/* Ends the line. */
void rq_progress_end(rq_progress *, uint32_t week);

/* "1 h 02 min", "3 min 10 s", "12 s", "0.42 s" */
#define RQ_DURATION_SIZE 32
char *rq_duration_text(char text[RQ_DURATION_SIZE], double seconds);
/* "1.24 GB" (decimal) */
#define RQ_BYTES_SIZE 32
char *rq_bytes_text(char text[RQ_BYTES_SIZE], double bytes);

#endif
