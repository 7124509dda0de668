/* The folder of a what-if: making it, locking it, and finding out what is there already. */
#include "sim/cli/whatif.h"
#include "sim/reader.h"
#include "sim/runfile_parts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK ".lock"

char *rq_folder_path(const char *folder, const char *part, const char *name) {
  size_t size = strlen(folder) + strlen(part) + (name ? strlen(name) : 0) + 3;
  char *path = malloc(size);
  if (path) snprintf(path, size, "%s/%s%s%s", folder, part, name ? "/" : "", name ? name : "");
  return path;
}

rq_status rq_folder_make(const char *path, rq_error *error) {
  if (mkdir(path, 0777) == 0 || (errno == EEXIST && rq_is_folder(path))) return RQ_OK;
  return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be created: %s", path, strerror(errno == EEXIST ? ENOTDIR : errno));
}

/* ---- taking it ---- */

static bool is_empty(const char *path) {
  DIR *folder = opendir(path);
  bool empty = true;
  for (struct dirent *entry; folder && empty && (entry = readdir(folder));)
    empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || !strcmp(entry->d_name, LOCK);
  if (folder) closedir(folder);
  return empty;
}

static rq_status take_lock(const char *folder, int *lock, rq_error *error) {
  char *path = rq_folder_path(folder, LOCK, NULL);
  if (!path) return rq_no_memory(error, "the folder's lock");
  *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  free(path);
  if (*lock < 0) return rq_fail(error, RQ_NO_OUTPUT, "%s: cannot be written to: %s", folder, strerror(errno));
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(*lock, F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN)) return RQ_OK; /* or a file system without locks */
  close(*lock);
  *lock = -1;
  return rq_fail(error, RQ_NO_OUTPUT, "%s: another what-if is at work in this folder", folder);
}

rq_status rq_folder_read(const rq_whatif_options *o, rq_ensemble *old, rq_error *error) {
  struct stat about;
  *old = (rq_ensemble){0};
  bool there = stat(o->folder, &about) == 0;
  if (there && !S_ISDIR(about.st_mode)) return rq_fail(error, RQ_NO_OUTPUT, "%s: is a file; a what-if needs a folder", o->folder);
  char *manifest = rq_folder_path(o->folder, RQ_MANIFEST, NULL);
  if (!manifest) return rq_no_memory(error, "the manifest's name");
  bool ours = stat(manifest, &about) == 0;
  free(manifest);
  if (there && !ours && !is_empty(o->folder))
    return rq_fail(error, RQ_NO_OUTPUT, "%s: is not empty, and holds no what-if (it has no " RQ_MANIFEST "); give another folder",
                   o->folder);
  if (!ours && o->missing) return rq_fail(error, RQ_NO_INPUT, "%s: no what-if to complete; leave out --missing", o->folder);
  return ours ? rq_ensemble_read(o->folder, old, error) : RQ_OK;
}

rq_status rq_folder_take(const char *folder, int *lock, rq_error *error) {
  rq_status status = rq_folder_make(folder, error);
  return status ? status : take_lock(folder, lock, error);
}

void rq_folder_release(const char *folder, int lock) {
  if (lock < 0) return;
  char *path = rq_folder_path(folder, LOCK, NULL);
  if (path) unlink(path);
  free(path);
  close(lock);
}

bool rq_folder_busy(const char *folder) {
  char *path = rq_folder_path(folder, LOCK, NULL);
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  free(path);
  if (file < 0) return false;
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool busy = fcntl(file, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
  close(file);
  return busy;
}

/* ---- what is there: read in a child, for a run file may be damaged; it notes what it finds in lines of JSON ---- */

typedef struct look {
  const rq_ensemble *ensemble;
  size_t first, end;
  FILE *notes;
} look;

static void say(FILE *out, json_t *line) {
  json_dumpf(line, out, JSON_COMPACT);
  fputc('\n', out);
  fflush(out);
  json_decref(line);
}

static json_t *attribute(const rq_run *run, const char *name) {
  const char *text = rq_run_attribute(run, name);
  return text ? json_string(text) : json_null();
}

static void look_at(FILE *out, size_t number, const char *path) {
  rq_error error = RQ_NO_ERROR;
  rq_run *run = NULL;
  say(out, json_pack("{s:I}", "begins", (json_int_t)number));
  if (rq_run_open(path, &run, &error) == RQ_OK) {
    char *ending = rq_run_meta(run, "ending");
    say(out, json_pack("{s:I, s:s?, s:o, s:o, s:o}", "run", (json_int_t)number, "ending", ending, "sha", attribute(run, "config_sha256"),
                       "digest", attribute(run, "state_digest"), "parent_step", attribute(run, "parent_step")));
    free(ending);
  } else {
    say(out, json_pack("{s:I, s:s%}", "damaged", (json_int_t)number, "message", error.text ? error.text : "",
                       error.text ? strcspn(error.text, "\n") : 0));
  }
  rq_run_close(run);
  rq_error_free(&error);
}

static int look_through(void *argument) {
  const look *l = argument;
  struct stat about;
  for (size_t k = l->first; k < l->end; k++)
    if (stat(l->ensemble->member[k].file, &about) == 0) look_at(l->notes, k, l->ensemble->member[k].file);
  return RQ_OK;
}

/* ---- and what it means ---- */

static rq_status say_of(rq_member *m, rq_member_state state, const char *digest, const char *message, rq_error *error) {
  char *kept_digest = strdup(digest), *kept = strdup(message);
  if (!kept_digest || !kept) {
    free(kept_digest);
    free(kept);
    return rq_no_memory(error, "the runs");
  }
  for (char *c = kept; *c; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = ' ';
  free(m->digest);
  free(m->message);
  m->digest = kept_digest;
  m->message = kept;
  m->state = state;
  return RQ_OK;
}

/* Whether a run left its parent where it should have: at the week that the configuration says, or else before anything could differ. */
static bool right_parent(const rq_design *d, const rq_member *m, const json_t *line) {
  const char *text = json_string_value(json_object_get(line, "parent_step"));
  long step = text ? strtol(text, NULL, 10) : 0, branch = (long)d->ensemble.branch_week;
  return m->scenario == 0 || (d->explicit_warmup ? step == branch : step <= branch);
}

static rq_status judge(rq_design *d, const json_t *line, bool force, rq_error *error) {
  const json_t *number = json_object_get(line, "run"), *damaged = json_object_get(line, "damaged");
  rq_member *m = &d->ensemble.member[json_integer_value(number ? number : damaged)];
  if (damaged) return say_of(m, RQ_MEMBER_FAILED, "", json_string_value(json_object_get(line, "message")), error);
  const char *sha = json_string_value(json_object_get(line, "sha")), *ending = json_string_value(json_object_get(line, "ending"));
  const char *digest = json_string_value(json_object_get(line, "digest"));
  rq_config *config = d->setup[m->scenario].config;
  rq_config_renumber(config, "replicate", m->replicate);
  char *expected = rq_config_sha256(config);
  if (!expected) return rq_no_memory(error, "a configuration's digest");
  bool same = sha && strcmp(sha, expected) == 0;
  free(expected);
  bool right = same && right_parent(d, m, line);
  if (!right && force) return say_of(m, RQ_MEMBER_MISSING, "", "", error);
  if (!same)
    return rq_fail(error, RQ_NO_OUTPUT, "%s: is a run of another configuration; give another folder, or --force to replace it", m->file);
  if (!right)
    return rq_fail(error, RQ_NO_OUTPUT, "%s: shares another number of weeks with the other scenarios; give another folder, or --force",
                   m->file);
  if (!ending || strcmp(ending, "finished") != 0 || !digest)
    return say_of(m, RQ_MEMBER_MISSING, "", ending ? ending : "it does not say how it ended", error);
  return say_of(m, RQ_MEMBER_FINISHED, digest, "", error);
}

/* Reads the notes. `*next` is where another child must go on, after a file in which this one died. */
static rq_status take_notes(rq_design *d, FILE *notes, bool force, size_t *next, rq_error *error) {
  json_int_t begun = -1;
  rq_status status = RQ_OK;
  rq_error others = RQ_NO_ERROR; /* one wrong file is enough to know */
  rewind(notes);
  for (json_t *line; (line = json_loadf(notes, JSON_DISABLE_EOF_CHECK, NULL)); json_decref(line)) {
    const json_t *begins = json_object_get(line, "begins");
    if (begins) {
      begun = json_integer_value(begins);
      continue;
    }
    begun = -1;
    rq_status judged = judge(d, line, force, status ? &others : error);
    if (judged && !status) status = judged;
  }
  rq_error_free(&others);
  if (begun < 0) return status;
  *next = (size_t)begun + 1;
  rq_status said = say_of(&d->ensemble.member[begun], RQ_MEMBER_FAILED, "", "the file is damaged: reading it crashed", error);
  return status ? status : said;
}

rq_status rq_members_look(rq_design *d, size_t first, size_t count, bool force, rq_error *error) {
  rq_status status = RQ_OK;
  size_t end = first + count;
  while (first < end && !status) {
    FILE *notes = tmpfile();
    if (!notes) return rq_fail(error, RQ_NO_OUTPUT, "no temporary file: %s", strerror(errno));
    look l = {&d->ensemble, first, end, notes};
    rq_error died = RQ_NO_ERROR; /* which file it was, the notes say */
    status = rq_guarded(look_through, &l, d->ensemble.folder, &died);
    if (status == RQ_BAD_DATA) status = RQ_OK;
    first = end;
    rq_status noted = take_notes(d, notes, force, &first, error);
    if (!status) status = noted;
    rq_error_free(&died);
    fclose(notes);
  }
  return status;
}

/* The member of the same name in another ensemble; NULL where there is none. */
static const rq_member *namesake(const rq_ensemble *e, const rq_member *m, const rq_ensemble *in) {
  for (size_t s = 0; s < in->scenarios; s++)
    if (strcmp(in->scenario[s].name, e->scenario[m->scenario].name) == 0) return rq_ensemble_member(in, s, m->replicate);
  return NULL;
}

rq_status rq_members_remember(rq_design *d, const rq_ensemble *old, rq_error *error) {
  rq_status status = RQ_OK;
  for (size_t k = 0; k < d->ensemble.members && old->scenarios && !status; k++) {
    rq_member *m = &d->ensemble.member[k];
    const rq_member *then = namesake(&d->ensemble, m, old);
    bool same = then && m->state == RQ_MEMBER_FINISHED && strcmp(m->digest, then->digest) == 0;
    bool failed = then && m->state == RQ_MEMBER_MISSING && then->state == RQ_MEMBER_FAILED;
    if (failed) status = say_of(m, RQ_MEMBER_FAILED, "", then->message, error);
    if (!same && !failed) continue;
    m->seconds = then->seconds;
    m->exit = then->exit;
  }
  return status;
}
