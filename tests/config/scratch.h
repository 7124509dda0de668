/* Configurations written into a folder of their own, and loaded from there. */
#ifndef TEST_CONFIG_SCRATCH_H
#define TEST_CONFIG_SCRATCH_H

#include "models/renqing.h"
#include "sim/config.h"
#include "sim/settings.h"

extern const rq_schema *const scratch_schemas[2]; /* engine and model */

/* Makes a folder and goes there; files are then named without a path. Group setup and teardown of cmocka. */
int scratch_enter(void **state);
int scratch_leave(void **state);

/* Writes a file; length 0: up to the NUL. */
void scratch_write(const char *name, const char *text, size_t length);

/* Loads a file with --set arguments up to a NULL. */
rq_status scratch_load(const char *file, const char *scenario, const char *const *sets, rq_config **, rq_error *);

/* Loads what must be fine, and fills both structs. Free the result. */
rq_config *scratch_fine(const char *text, rq_settings *, renqing_parameters *);

/* Fails the test unless loading gives exactly this status and these messages. */
void scratch_expect(const char *text, size_t length, const char *scenario, const char *const *sets, rq_status, const char *messages);

#endif
