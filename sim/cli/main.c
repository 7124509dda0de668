/* renqing: the program. */
#include "sim/cli/cli.h"
#include <errno.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 18); /* large arrays go back to the system when freed: a fifth less memory in a run */
#endif
  int code = rq_main(argc, argv);
  /* A full disk behind a pipe or a redirection shows only here. */
  if ((fflush(stdout) == EOF || ferror(stdout)) && code == RQ_OK) {
    fprintf(stderr, "renqing: cannot write to standard output: %s\n", strerror(errno));
    return RQ_IO;
  }
  return code;
}
