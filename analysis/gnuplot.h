/* gnuplot as a child process: a script goes in, a drawing comes out, and what it complains of becomes our message. */
#ifndef RQ_GNUPLOT_H
#define RQ_GNUPLOT_H

#include "analysis/text.h"
#include "sim/error.h"

/* Whether gnuplot is there and starts; RQ_NO_OUTPUT with a message that names the package and --data. */
rq_status rq_gnuplot_there(rq_error *);

/* Runs a script; what it draws goes into the file, which exists. `shown`: the name for messages. */
rq_status rq_gnuplot_run(const rq_text *script, const char *file, const char *shown, rq_error *);

/* Adds to a script, printf style: commands of our own and numbers only. */
void rq_gnuplot_put(rq_text *, const char *format, ...) RQ_PRINTF(2, 3);
/* Adds anybody's words as a string of gnuplot's in which nothing is a command, an escape or a line break; at most `columns` wide
 * (Chinese characters take two), the rest is cut off with an ellipsis. */
void rq_gnuplot_quote(rq_text *, const char *words, size_t columns);

/* How many columns words take, at most `most`. */
size_t rq_columns(const char *words, size_t most);

#endif
