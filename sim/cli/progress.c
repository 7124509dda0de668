/* The progress line. */
#include "sim/cli/progress.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 20 };
static const double on_terminal = 0.1, first_in_log = 10.0, in_log = 30.0; /* seconds between lines */

double rq_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

char *rq_duration_text(char text[RQ_DURATION_SIZE], double seconds) {
  if (seconds < 9.95) {
    snprintf(text, RQ_DURATION_SIZE, "%.2g s", seconds);
  } else if (seconds < 59.5) {
    snprintf(text, RQ_DURATION_SIZE, "%.0f s", seconds);
  } else if (seconds < 3569.5) {
    long whole = lround(seconds);
    snprintf(text, RQ_DURATION_SIZE, "%ld min %02ld s", whole / 60, whole % 60);
  } else {
    long minutes = lround(seconds / 60);
    snprintf(text, RQ_DURATION_SIZE, "%ld h %02ld min", minutes / 60, minutes % 60);
  }
  return text;
}

char *rq_bytes_text(char text[RQ_BYTES_SIZE], double bytes) {
  static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
    bytes /= 1000.0;
    unit++;
  }
  snprintf(text, RQ_BYTES_SIZE, unit == 0 || bytes >= 99.5 ? "%.0f %s" : "%.3g %s", bytes, units[unit]);
  return text;
}

rq_progress rq_progress_begin(bool quiet, uint32_t weeks, uint32_t people) {
  const char *kind = getenv("TERM"), *no_colour = getenv("NO_COLOR");
  bool terminal = isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") != 0;
  double now = rq_seconds();
  return (rq_progress){.quiet = quiet,
                       .terminal = terminal,
                       .colour = terminal && !(no_colour && no_colour[0]),
                       .weeks = weeks,
                       .people = people,
                       .started = now,
                       .shown = terminal ? 0 : now + first_in_log - in_log};
}

static void write_bar(const rq_progress *p, uint32_t week) {
  int full = (int)((uint64_t)BAR * week / p->weeks);
  fputs(p->colour ? "\033[36m" : "", stderr);
  for (int i = 0; i < BAR; i++) fputs(i < full ? "━" : (p->colour && i == full ? "\033[90m━" : (p->colour ? "━" : " ")), stderr);
  fputs(p->colour ? "\033[0m  " : "  ", stderr);
}

static void write_state(const rq_progress *p, uint32_t week) {
  char left[RQ_DURATION_SIZE];
  double spent = rq_seconds() - p->started, rate = (week - p->first) / (spent > 0 ? spent : 1e-9);
  fprintf(stderr, "week %u of %u  %3.0f %%  %.3g weeks/s  %.2g million people-weeks/s  %s left", (unsigned)week, (unsigned)p->weeks,
          100.0 * week / p->weeks, rate, 1e-6 * rate * p->people, rq_duration_text(left, (p->weeks - week) / rate));
}

void rq_progress_week(rq_progress *p, uint32_t week) {
  double now = rq_seconds();
  if (p->quiet || now - p->shown < (p->terminal ? on_terminal : in_log)) return;
  p->shown = now;
  if (p->terminal) {
    fputs("\r", stderr);
    write_bar(p, week);
    write_state(p, week);
    fputs("\033[K", stderr);
    p->open = true;
  } else {
    write_state(p, week);
    fputc('\n', stderr);
  }
}

void rq_progress_end(rq_progress *p, uint32_t week) {
  if (!p->open) return;
  p->shown = 0;
  rq_progress_week(p, week);
  fputc('\n', stderr);
  p->open = false;
}
