/* renqing: the program. */
#include "sim/cli/cli.h"
#include "sim/engine.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Threads that wait for each other sleep; left to itself libgomp lets them spin, which takes the processors from whoever shares them.
 * It reads the environment when it is loaded, so the program starts itself once more; where that fails it goes on. */
static void wait_asleep(char **argv) {
  if (getenv("OMP_WAIT_POLICY") || setenv("OMP_WAIT_POLICY", "passive", 1) != 0) return;
  execv("/proc/self/exe", argv);
}

int main(int argc, char **argv) {
  wait_asleep(argv);
  rq_keep_memory_low();
  int code = rq_main(argc, argv);
  /* A full disk behind a pipe or a redirection shows only here. */
  if ((fflush(stdout) == EOF || ferror(stdout)) && code == RQ_OK) {
    fprintf(stderr, "renqing: cannot write to standard output: %s\n", strerror(errno));
    return RQ_IO;
  }
  return code;
}
