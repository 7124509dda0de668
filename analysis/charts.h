/* What a page brings along, embedded in the program: its style, and the charts' program (report/main.js with ECharts, bundled by npm and
 * esbuild; empty where npm was not at hand when renqing was built). */
#ifndef RQ_CHARTS_H
#define RQ_CHARTS_H

#include <stddef.h>

const char *rq_page_style(void);
size_t rq_page_style_size(void);
const char *rq_charts(void);
size_t rq_charts_size(void);

#endif
