/* Large arrays that are read here and there. */
#ifndef RQ_MEMORY_H
#define RQ_MEMORY_H

#include <stddef.h>

/* Memory of so many bytes for free(), in huge pages where the system has them and it fills at least one: a look at random then finds its
 * page in the processor's table. NULL where there is none. */
void *rq_take_memory(size_t bytes);

#endif
