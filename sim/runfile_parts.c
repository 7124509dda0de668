/* The folder of parts: see runfile_parts.h. */
#include "sim/runfile_parts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- names ---- */

static char *joined(const char *a, const char *between, const char *b) {
  size_t length = strlen(a) + strlen(between) + strlen(b) + 1;
  char *text = malloc(length);
  if (text) snprintf(text, length, "%s%s%s", a, between, b);
  return text;
}

char *rq_parts_file(const rq_parts *p, const char *name) {
  return joined(p->folder, "/", name);
}

char *rq_parts_weeks(const rq_parts *p, uint32_t first, uint32_t last) {
  char name[48];
  snprintf(name, sizeof name, "weeks.%09u-%09u.h5", first, last);
  return rq_parts_file(p, name);
}

char *rq_parts_snapshot(const rq_parts *p, uint32_t week) {
  char name[32];
  snprintf(name, sizeof name, "snapshot.%09u.h5", week);
  return rq_parts_file(p, name);
}

char *rq_parts_temporary(const char *name) {
  return joined(name, ".tmp", "");
}

/* Reads a number of nine digits at *text and moves behind it. */
static bool nine_digits(const char **text, uint32_t *value) {
  *value = 0;
  for (int k = 0; k < 9; k++, (*text)++) {
    if (**text < '0' || **text > '9') return false;
    *value = *value * 10 + (uint32_t)(**text - '0');
  }
  return true;
}

/* Whether a file name is that of a part other than start.h5. */
static bool parse(const char *name, rq_part *part) {
  static const char weeks[] = "weeks.", snapshot[] = "snapshot.";
  part->snapshot = strncmp(name, snapshot, sizeof snapshot - 1) == 0;
  if (!part->snapshot && strncmp(name, weeks, sizeof weeks - 1) != 0) return false;
  name += part->snapshot ? sizeof snapshot - 1 : sizeof weeks - 1;
  if (!nine_digits(&name, &part->first)) return false;
  part->last = part->first;
  if (!part->snapshot && (*name++ != '-' || !nine_digits(&name, &part->last) || part->last < part->first)) return false;
  return strcmp(name, ".h5") == 0;
}

static bool ours(const char *name) {
  size_t length = strlen(name);
  rq_part part;
  return strcmp(name, "start.h5") == 0 || strcmp(name, "lock") == 0 || parse(name, &part) ||
         (length > 4 && strcmp(name + length - 4, ".tmp") == 0);
}

/* ---- the folder ---- */

static rq_status init(rq_parts *p, const char *path, rq_error *error) {
  *p = (rq_parts){.path = joined(path, "", ""), .folder = joined(path, ".parts", ""), .lock = -1};
  return p->path && p->folder ? RQ_OK : rq_no_memory(error, "the names of the parts");
}

void rq_parts_close(rq_parts *p) {
  if (p->lock >= 0) close(p->lock);
  free(p->path);
  free(p->folder);
  *p = (rq_parts){.lock = -1};
}

/* The lock goes with the process, however it ends. */
static rq_status take_lock(rq_parts *p, rq_error *error) {
  char *name = rq_parts_file(p, "lock");
  if (!name) return rq_no_memory(error, "the names of the parts");
  p->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  free(name);
  if (p->lock < 0) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be written to: %s", p->folder, strerror(errno));
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(p->lock, F_SETLK, &whole) == 0) return RQ_OK;
  if (errno == EACCES || errno == EAGAIN) return rq_fail(error, RQ_NO_OUTPUT, "%s: another process is writing this run", p->folder);
  return RQ_OK; /* a file system without locks */
}

/* Removes what a run leaves in the folder, but the lock. */
static void purge(const rq_parts *p) {
  char *start = rq_parts_file(p, "start.h5");
  if (start) unlink(start); /* first: without it the rest is known to be superfluous */
  free(start);
  DIR *folder = opendir(p->folder);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char *name = ours(entry->d_name) && strcmp(entry->d_name, "lock") != 0 ? rq_parts_file(p, entry->d_name) : NULL;
    if (name) unlink(name);
    free(name);
  }
  closedir(folder);
}

void rq_parts_remove(rq_parts *p) {
  purge(p);
  char *lock = rq_parts_file(p, "lock");
  if (lock) unlink(lock);
  free(lock);
  rmdir(p->folder);
}

rq_status rq_parts_create(rq_parts *p, const char *path, bool force, rq_error *error) {
  rq_status status = init(p, path, error);
  if (status) return status;
  struct stat about;
  size_t length = strlen(path);
  if (length == 0 || path[length - 1] == '/' || (stat(path, &about) == 0 && S_ISDIR(about.st_mode)))
    return rq_fail(error, RQ_NO_OUTPUT, "%s: is a folder; name the run file itself", path);
  if (lstat(path, &about) == 0 && !force) return rq_fail(error, RQ_NO_OUTPUT, "%s: exists already; --force replaces it", path);
  if (mkdir(p->folder, 0777) == 0) {
    status = take_lock(p, error);
    if (status) rmdir(p->folder);
    return status;
  }
  if (errno != EEXIST) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", p->folder, strerror(errno));
  if (stat(p->folder, &about) == 0 && !S_ISDIR(about.st_mode))
    return rq_fail(error, RQ_NO_OUTPUT, "%s: is in the way: a folder of this name is needed", p->folder);
  if (!force)
    return rq_fail(error, RQ_NO_OUTPUT,
                   "%s: holds the parts of a run that did not finish; `renqing assemble %s` makes a file of them, --force discards them",
                   p->folder, path);
  status = take_lock(p, error);
  if (!status) purge(p);
  return status;
}

rq_status rq_parts_open(rq_parts *p, const char *path, rq_error *error) {
  rq_status status = init(p, path, error);
  if (status) return status;
  struct stat about;
  if (stat(p->folder, &about) != 0)
    return rq_fail(error, RQ_NO_INPUT, "%s: %s; there are no parts of a run to put together", p->folder, strerror(errno));
  if (!S_ISDIR(about.st_mode)) return rq_fail(error, RQ_NO_INPUT, "%s: is not a folder of parts", p->folder);
  return take_lock(p, error);
}

/* ---- files ---- */

static bool sync_path(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  bool done = fsync(file) == 0 || errno == EINVAL; /* EINVAL: a file system that cannot sync folders */
  return close(file) == 0 && done;
}

static bool sync_folder_of(const char *name) {
  const char *slash = strrchr(name, '/');
  if (!slash) return sync_path(".");
  char *folder = joined(name, "", "");
  if (!folder) return false;
  folder[slash == name ? 1 : slash - name] = '\0';
  bool done = sync_path(folder);
  free(folder);
  return done;
}

rq_status rq_parts_publish(const char *temporary, const char *name, rq_error *error) {
  if (sync_path(temporary) && rename(temporary, name) == 0 && sync_folder_of(name)) return RQ_OK;
  int reason = errno;
  unlink(temporary);
  return rq_fail(error, RQ_IO, "%s: writing failed: %s", name, strerror(reason));
}

rq_status rq_parts_sync(const char *name, rq_error *error) {
  return sync_path(name) ? RQ_OK : rq_fail(error, RQ_IO, "%s: writing failed: %s", name, strerror(errno));
}

rq_status rq_parts_copy(const char *from, const char *to, rq_error *error) {
  rq_status status = RQ_OK;
  FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
  char buffer[16384];
  if (!in) {
    status = rq_fail(error, RQ_NO_INPUT, "%s: %s", from, strerror(errno));
  } else if (!out) {
    status = rq_fail(error, RQ_NO_OUTPUT, "%s: %s", to, strerror(errno));
  }
  for (size_t got; !status && (got = fread(buffer, 1, sizeof buffer, in)) > 0;)
    if (fwrite(buffer, 1, got, out) != got) status = rq_fail(error, RQ_IO, "%s: writing failed: %s", to, strerror(errno));
  if (!status && ferror(in)) status = rq_fail(error, RQ_IO, "%s: reading failed: %s", from, strerror(errno));
  if (in) fclose(in);
  if (out && fclose(out) != 0 && !status) status = rq_fail(error, RQ_IO, "%s: writing failed: %s", to, strerror(errno));
  return status;
}

rq_status rq_parts_link(const char *from, const char *to, rq_error *error) {
  if (link(from, to) == 0) return RQ_OK; /* what is in it is on disk */
  char *temporary = rq_parts_temporary(to);
  if (!temporary) return rq_no_memory(error, "the names of the parts");
  rq_status status = rq_parts_copy(from, temporary, error);
  if (!status) status = rq_parts_publish(temporary, to, error);
  free(temporary);
  return status;
}

static int by_week(const void *a, const void *b) {
  const rq_part *x = a, *y = b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  if (x->snapshot != y->snapshot) return x->snapshot ? 1 : -1;
  return x->last < y->last ? -1 : x->last > y->last;
}

rq_status rq_parts_list(const rq_parts *p, rq_part **list, size_t *count, rq_error *error) {
  size_t room = 0;
  *list = NULL;
  *count = 0;
  DIR *folder = opendir(p->folder);
  if (!folder) return rq_fail(error, RQ_NO_INPUT, "%s: %s", p->folder, strerror(errno));
  for (struct dirent *entry; (entry = readdir(folder));) {
    rq_part part;
    if (!parse(entry->d_name, &part)) continue;
    if (*count == room) {
      room = room * 2 + 64;
      rq_part *grown = realloc(*list, room * sizeof *grown);
      if (!grown) {
        closedir(folder);
        return rq_no_memory(error, "the list of parts");
      }
      *list = grown;
    }
    (*list)[(*count)++] = part;
  }
  closedir(folder);
  if (*count) qsort(*list, *count, sizeof **list, by_week);
  return RQ_OK;
}
