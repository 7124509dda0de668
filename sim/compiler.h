/* The only place for what C11 does not have. */
#ifndef RQ_COMPILER_H
#define RQ_COMPILER_H

#if defined(__GNUC__)
#define RQ_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define RQ_PRINTF(format, first)
#endif

#endif
