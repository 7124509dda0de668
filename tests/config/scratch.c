/* Configurations in a folder of their own. */
#include "tests/config/scratch.h"
#include "models/tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

const rq_schema *const scratch_schemas[2] = {&rq_engine_schema, &renqing_schema};

/* The state is left alone: cmocka would hand it to every test instead of the test's own. */
int scratch_enter(void **state) {
  const char *folder = getenv("TMPDIR");
  char path[512];
  (void)state;
  snprintf(path, sizeof path, "%s/renqing-config-XXXXXX", folder ? folder : "/tmp");
  return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

int scratch_leave(void **state) {
  char path[512];
  (void)state;
  if (!getcwd(path, sizeof path) || !strstr(path, "renqing-config-")) return -1;
  pid_t child = chdir("/") == 0 ? fork() : -1;
  if (child == 0) {
    execlp("rm", "rm", "-rf", path, (char *)NULL);
    _exit(127);
  }
  int status = -1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

void scratch_write(const char *name, const char *text, size_t length) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  if (length == 0) length = strlen(text);
  assert_int_equal(fwrite(text, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

rq_status scratch_load(const char *file, const char *scenario, const char *const *sets, rq_config **config, rq_error *error) {
  rq_config_source source = {.path = file, .sets = sets, .scenario = scenario};
  while (sets && sets[source.sets_count]) source.sets_count++;
  *config = NULL;
  return rq_config_load(&source, scratch_schemas, 2, config, error);
}

rq_config *scratch_fine(const char *text, rq_settings *settings, renqing_parameters *parameters) {
  rq_error error = RQ_NO_ERROR;
  rq_config *config;
  if (text) scratch_write("fine.yaml", text, 0);
  rq_status status = scratch_load(text ? "fine.yaml" : NULL, NULL, NULL, &config, &error);
  if (status) print_error("%s", error.text);
  assert_int_equal(status, RQ_OK);
  assert_null(error.text);
  if (settings) rq_config_fill(config, &rq_engine_schema, settings);
  if (parameters) rq_config_fill(config, &renqing_schema, parameters);
  return config;
}

void scratch_expect(const char *text, size_t length, const char *scenario, const char *const *sets, rq_status wanted,
                    const char *messages) {
  rq_error error = RQ_NO_ERROR;
  rq_config *config;
  if (text) scratch_write("b.yaml", text, length);
  rq_status status = scratch_load(text ? "b.yaml" : NULL, scenario, sets, &config, &error);
  assert_string_equal(error.text ? error.text : "", messages);
  assert_int_equal(status, wanted);
  assert_int_equal(error.status, wanted);
  if (wanted != RQ_OK) assert_null(config);
  rq_error_free(&error);
  rq_config_free(config);
}
