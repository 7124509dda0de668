/* What the scenarios of a replicate share: a run until the week of the branch, kept as checkpoint and parts in DIR/warmup. */
#include "sim/checkpoint.h"
#include "sim/cli/whatif.h"
#include "sim/runfile_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *rq_warmup_path(const rq_design *d, uint32_t replicate) {
  char name[32];
  snprintf(name, sizeof name, "r%04u.h5", (unsigned)replicate);
  return rq_folder_path(d->ensemble.folder, "warmup", name);
}

int64_t rq_checkpoint_there(const rq_design *d, size_t scenario, uint32_t replicate, const char *run) {
  char *path = rq_checkpoint_name(run, false);
  rq_checkpoint *checkpoint = NULL;
  rq_error unfit = RQ_NO_ERROR; /* then there is none to go on from */
  rq_config_renumber(d->setup[scenario].config, "replicate", replicate);
  bool fits = path && access(path, F_OK) == 0 && rq_checkpoint_open(path, &checkpoint, &unfit) == RQ_OK &&
              rq_checkpoint_check_resume(checkpoint, &d->setup[scenario], &unfit) == RQ_OK;
  int64_t week = fits ? (int64_t)checkpoint->week : -1;
  rq_checkpoint_close(checkpoint);
  rq_error_free(&unfit);
  free(path);
  return week;
}

void rq_warmup_remove(const rq_design *d, uint32_t replicate) {
  char *run = rq_warmup_path(d, replicate);
  rq_parts parts;
  rq_error gone = RQ_NO_ERROR; /* nothing to remove is no error */
  for (int previous = 0; previous < 2 && run; previous++) {
    char *path = rq_checkpoint_name(run, previous);
    if (path) unlink(path);
    free(path);
  }
  if (run && rq_parts_open(&parts, run, &gone) == RQ_OK) rq_parts_remove(&parts);
  if (run) rq_parts_close(&parts);
  rq_error_free(&gone);
  free(run);
}

void rq_warmups_end(const rq_design *d) {
  char *folder = rq_folder_path(d->ensemble.folder, "warmup", NULL);
  if (folder) rmdir(folder); /* fails where something is in it */
  free(folder);
}
