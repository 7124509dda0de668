/* Temporary names, sync and rename (POSIX). */
#include "analysis/output.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *one, const char *between, const char *two) {
  size_t size = strlen(one) + strlen(between) + strlen(two) + 1;
  char *all = malloc(size);
  if (all) snprintf(all, size, "%s%s%s", one, between, two);
  return all;
}

/* Whether a folder holds nothing but the files that an output of this kind has. */
static bool only_ours(const rq_output *o, const char *folder) {
  DIR *open = opendir(folder);
  bool ours = open != NULL;
  for (struct dirent *entry; ours && (entry = readdir(open)) != NULL;) {
    bool known = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    for (unsigned f = 0; o->files[f]; f++) known = known || strcmp(entry->d_name, o->files[f]) == 0;
    ours = known;
  }
  if (open) closedir(open);
  return ours;
}

static rq_status check_place(const rq_output *o, rq_error *error) {
  struct stat there;
  if (stat(o->path, &there) != 0) {
    if (errno == ENOENT) return RQ_OK;
    return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", o->path, strerror(errno));
  }
  if (!o->force) return rq_fail(error, RQ_NO_OUTPUT, "%s: exists already; --force replaces it", o->path);
  bool is_folder = S_ISDIR(there.st_mode);
  if (is_folder != o->folder)
    return rq_fail(error, RQ_NO_OUTPUT, "%s: is %s; it must be %s", o->path, is_folder ? "a folder" : "a file",
                   o->folder ? "a folder (csv writes several files)" : "a file");
  if (is_folder && !only_ours(o, o->path))
    return rq_fail(error, RQ_NO_OUTPUT, "%s: holds other files than an export's; it is not replaced", o->path);
  return RQ_OK;
}

rq_status rq_output_begin(rq_output *o, const char *path, bool folder, bool force, const char *const *files, rq_error *error) {
  *o = (rq_output){.path = path, .folder = folder, .force = force, .files = files};
  rq_status status = check_place(o, error);
  if (status != RQ_OK) return status;
  size_t length = strlen(path);
  char *plain = strdup(path);
  while (plain && length > 1 && plain[length - 1] == '/') plain[--length] = '\0';
  o->temporary = plain ? join(plain, "", ".XXXXXX") : NULL;
  free(plain);
  if (!o->temporary) return rq_no_memory(error, "the name of an output");
  int file = -1;
  bool made = folder ? mkdtemp(o->temporary) != NULL : (file = mkstemp(o->temporary)) >= 0;
  if (!made) {
    status = rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", path, strerror(errno));
    free(o->temporary);
    o->temporary = NULL;
    return status;
  }
  mode_t mask = umask(0);
  umask(mask);
  chmod(o->temporary, (folder ? 0777 : 0666) & ~mask); /* mkstemp's are for the owner only */
  if (file >= 0) close(file);
  return RQ_OK;
}

static bool sync_path(const char *path) {
  int file = open(path, O_RDONLY);
  if (file < 0) return false;
  bool good = fsync(file) == 0 || errno == EINVAL; /* some file systems cannot sync folders */
  close(file);
  return good;
}

static void remove_folder(const rq_output *o, const char *folder) {
  for (unsigned f = 0; o->files[f]; f++) {
    char *file = join(folder, "/", o->files[f]);
    if (file) unlink(file);
    free(file);
  }
  rmdir(folder);
}

static bool sync_all(const rq_output *o) {
  bool good = true;
  for (unsigned f = 0; o->folder && o->files[f] && good; f++) {
    char *file = join(o->temporary, "/", o->files[f]);
    good = file && (sync_path(file) || errno == ENOENT); /* not every export has all of them */
    free(file);
  }
  return good && sync_path(o->temporary);
}

rq_status rq_output_finish(rq_output *o, rq_error *error) {
  if (!sync_all(o)) return rq_fail(error, RQ_IO, "%s: cannot be written: %s", o->path, strerror(errno));
  if (o->folder && o->force) remove_folder(o, o->path);
  if (rename(o->temporary, o->path) != 0) return rq_fail(error, RQ_IO, "%s: cannot be put in its place: %s", o->path, strerror(errno));
  free(o->temporary);
  o->temporary = NULL;
  char *parent = strdup(o->path), *slash = parent ? strrchr(parent, '/') : NULL;
  if (slash) slash[1] = '\0';
  if (parent) sync_path(slash ? parent : ".");
  free(parent);
  return RQ_OK;
}

void rq_output_drop(rq_output *o) {
  if (!o->temporary) return;
  if (o->folder)
    remove_folder(o, o->temporary);
  else
    unlink(o->temporary);
  free(o->temporary);
  o->temporary = NULL;
}
