/* How a failure travels: a function that can fail returns a status, and writes what the user must know
 * into the error it was handed. One error can hold many messages, so that a configuration's
 * mistakes are all reported at once. */
#ifndef RQ_ERROR_H
#define RQ_ERROR_H

#include "sim/compiler.h"

/* The status of a call is also the exit code of the program. */
typedef enum rq_status {
  RQ_OK = 0,
  RQ_USAGE = 64,        /* the command line is wrong */
  RQ_BAD_DATA = 65,     /* a configuration, network, log or run file is wrong */
  RQ_NO_INPUT = 66,     /* an input cannot be read */
  RQ_INTERNAL = 70,     /* a broken invariant, or no memory */
  RQ_NO_OUTPUT = 73,    /* an output cannot be created, or exists already */
  RQ_IO = 74,           /* reading or writing failed midway (disk full) */
  RQ_STOPPED = 75,      /* stopped early with what was done so far kept; run again to go on */
  RQ_INTERRUPTED = 130, /* Ctrl-C */
} rq_status;

/* Start with RQ_NO_ERROR; end with rq_error_free. */
typedef struct rq_error {
  rq_status status; /* of the first message */
  unsigned count;   /* messages */
  char *text;       /* all messages, a line each, each ended by '\n'; NULL when there is none */
} rq_error;

#define RQ_NO_ERROR ((rq_error){RQ_OK, 0, NULL})

/* Adds one message (printf style, without the newline) and returns `status`. */
rq_status rq_fail(rq_error *error, rq_status status, const char *format, ...) RQ_PRINTF(3, 4);

/* The message for memory that could not be had. */
rq_status rq_no_memory(rq_error *error, const char *what);

/* clang's analyzer looks at one file at a time: tell it that these never return RQ_OK. */
#ifdef __clang_analyzer__
#define rq_fail(error, status, ...) ((rq_fail)(error, status, __VA_ARGS__), (status))
#define rq_no_memory(error, what) ((rq_no_memory)(error, what), RQ_INTERNAL)
#endif

/* Writes "renqing: " and the messages to standard error. */
void rq_error_print(const rq_error *error);
void rq_error_free(rq_error *error);

#endif
