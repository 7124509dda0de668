/* The embedded files, as the assembler places them (embedded.S). */
#include "analysis/charts.h"

extern const char rq_embedded_style[], rq_embedded_style_end[], rq_embedded_charts[], rq_embedded_charts_end[];

const char *rq_page_style(void) {
  return rq_embedded_style;
}

size_t rq_page_style_size(void) {
  return (size_t)(rq_embedded_style_end - rq_embedded_style);
}

const char *rq_charts(void) {
  return rq_embedded_charts;
}

size_t rq_charts_size(void) {
  return (size_t)(rq_embedded_charts_end - rq_embedded_charts);
}
