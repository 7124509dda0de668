/* Huge pages, for those who look here and there. */
#define _DEFAULT_SOURCE /* madvise */
#include "sim/memory.h"
#include <stdlib.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 1 << 21 };

void *rq_take_memory(size_t bytes) {
  if (bytes < HUGE_PAGE) return malloc(bytes);
  void *memory = aligned_alloc(HUGE_PAGE, (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
#ifdef MADV_HUGEPAGE
  if (memory) madvise(memory, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE); /* advice: without it all is the same, but slower */
#endif
  return memory;
}
