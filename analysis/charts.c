/* The embedded files, as the assembler places them (embedded.S). */
#include "analysis/charts.h"
#include <stdint.h>

extern const char rq_embedded_style[], rq_embedded_charts[];
extern const uint64_t rq_embedded_style_size, rq_embedded_charts_size;

const char *rq_page_style(void) {
  return rq_embedded_style;
}

size_t rq_page_style_size(void) {
  return (size_t)rq_embedded_style_size;
}

const char *rq_charts(void) {
  return rq_embedded_charts;
}

size_t rq_charts_size(void) {
  return (size_t)rq_embedded_charts_size;
}
