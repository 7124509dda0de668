/* renqing: the program. */
#include "sim/cli/cli.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  int code = rq_main(argc, argv);
  /* A full disk behind a pipe or a redirection shows only here. */
  if ((fflush(stdout) == EOF || ferror(stdout)) && code == RQ_OK) {
    fprintf(stderr, "renqing: cannot write to standard output: %s\n", strerror(errno));
    return RQ_IO;
  }
  return code;
}
