/* What a run said, in DIR/logs. */
#include "sim/cli/whatif.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *rq_said_path(const rq_design *d, const rq_scenario *scenario, uint32_t replicate) {
  char name[256];
  snprintf(name, sizeof name, "%s-r%04u.log", scenario ? scenario->slug : "warmup", (unsigned)replicate);
  return rq_folder_path(d->ensemble.folder, "logs", name);
}

/* The end of a file, without newlines and spaces behind it; never from the middle of a character. */
static const char *read_tail(const char *path, char *tail, size_t most) {
  FILE *log = fopen(path, "r");
  size_t got = 0;
  if (log) {
    fseek(log, 0, SEEK_END);
    long size = ftell(log), from = size > (long)most ? size - (long)most : 0;
    fseek(log, from, SEEK_SET);
    got = fread(tail, 1, most, log);
    fclose(log);
  }
  while (got > 0 && (tail[got - 1] == '\n' || tail[got - 1] == ' ')) got--;
  tail[got] = '\0';
  while (((unsigned char)*tail & 0xc0) == 0x80) tail++;
  return tail;
}

void rq_said_last(const char *path, char text[RQ_SAID_SIZE]) {
  static const char name[] = "renqing: ";
  char tail[RQ_SAID_SIZE / 2 + 1];
  const char *from = read_tail(path, tail, RQ_SAID_SIZE / 2);
  size_t n = 0;
  while (*from && n + 3 < RQ_SAID_SIZE) {
    bool line = n == 0 || from[-1] == '\n';
    if (line && strncmp(from, name, sizeof name - 1) == 0) from += sizeof name - 1;
    if (!*from) break;
    if (*from == '\n') text[n++] = ';';
    text[n++] = (unsigned char)*from < 0x20 || *from == 0x7f ? ' ' : *from;
    from++;
  }
  text[n] = '\0';
}
