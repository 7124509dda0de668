/* Fields of people, global fields and mail of a saved state: see state_file.h. */
#include "sim/state_file.h"
#include "sim/runfile_layout.h"
#include "sim/sheet.h"
#include <stdlib.h>
#include <string.h>

hid_t rq_state_type(rq_type type) {
  if (type == RQ_FRACTION) return H5T_STD_U16LE;
  return type == RQ_FIXED ? H5T_STD_I32LE : rq_layout_type(type);
}

static hid_t open_group(rq_h5 *h, hid_t parent, const char *name) {
  return h->status ? H5I_INVALID_HID : rq_h5_id(h, H5Gopen2(parent, name, H5P_DEFAULT), name);
}

static void close_group(hid_t group) {
  if (group >= 0) H5Gclose(group);
}

/* ---- people ---- */

typedef struct people {
  const rq_world *world;
  uint32_t *field; /* of each column */
  rq_sheet sheet;
} people;

static void fill_people(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  const people *p = context;
  for (size_t c = 0; c < p->sheet.columns; c++) {
    size_t row = p->sheet.column[c].size * p->sheet.column[c].width;
    memcpy(out[c], (const char *)p->world->field[p->field[c]] + first * row, count * row);
  }
}

static void take_people(void *context, int thread, uint64_t first, uint64_t count, void *const *in) {
  (void)thread;
  const people *p = context;
  for (size_t c = 0; c < p->sheet.columns; c++) {
    size_t row = p->sheet.column[c].size * p->sheet.column[c].width;
    memcpy((char *)p->world->field[p->field[c]] + first * row, in[c], count * row);
  }
}

static bool of_people(const rq_world *w, uint32_t f) {
  return w->model->fields[f].place == RQ_PER_AGENT && w->field_width[f] > 0;
}

static bool begin_people(rq_h5 *h, people *p, const rq_world *w) {
  size_t bytes = 1, widest = 1;
  for (uint32_t f = 0; f < w->model->fields_count; f++) {
    size_t row = w->field_size[f] * w->field_width[f];
    if (!of_people(w, f)) continue;
    bytes += row;
    if (row > widest) widest = row;
  }
  *p = (people){.world = w, .field = calloc(w->model->fields_count + 1u, sizeof *p->field)};
  p->sheet = (rq_sheet){.rows = w->agents, .fill = fill_people, .take = take_people, .context = p};
  p->sheet.chunk = rq_sheet_chunk(w->agents, bytes, widest);
  if (!p->field && !h->status) h->status = rq_no_memory(h->error, "the people of a checkpoint");
  return h->status == RQ_OK;
}

static void save_people(rq_h5 *h, hid_t parent, const rq_world *w) {
  people p;
  hid_t group = rq_h5_group(h, parent, "people");
  bool begun = begin_people(h, &p, w);
  for (uint32_t f = 0; begun && f < w->model->fields_count; f++) {
    const rq_field *field = &w->model->fields[f];
    if (!of_people(w, f)) continue;
    p.field[p.sheet.columns] = f;
    rq_sheet_add(h, &p.sheet, group, field->name, rq_state_type(field->type), field->dims[0] ? 2 : 1, w->field_width[f], RQ_ALL_BITS);
  }
  rq_sheet_write(h, &p.sheet);
  free(p.field);
  close_group(group);
}

static bool keeps_its_own(const rq_model *m, uint32_t field) {
  for (uint32_t k = 0; k < m->configured_count; k++)
    if (m->configured[k] == field) return true;
  return false;
}

static void load_people(rq_h5 *h, hid_t parent, rq_world *w, bool branch) {
  people p;
  hid_t group = open_group(h, parent, "people");
  bool begun = begin_people(h, &p, w);
  for (uint32_t f = 0; begun && f < w->model->fields_count; f++) {
    if (!of_people(w, f) || (branch && keeps_its_own(w->model, f))) continue;
    p.field[p.sheet.columns] = f;
    rq_sheet_open(h, &p.sheet, group, w->model->fields[f].name, rq_state_type(w->model->fields[f].type), w->field_width[f]);
  }
  rq_sheet_read(h, &p.sheet);
  free(p.field);
  close_group(group);
}

/* ---- what is global ---- */

static void save_global(rq_h5 *h, hid_t parent, const rq_world *w) {
  hid_t group = rq_h5_group(h, parent, "global");
  for (uint32_t f = 0; f < w->model->fields_count && !h->status; f++) {
    const rq_field *field = &w->model->fields[f];
    if (field->place != RQ_GLOBAL || w->field_width[f] == 0) continue;
    hid_t dataset = rq_h5_dataset(h, group, field->name, rq_state_type(field->type), 1, &(hsize_t){w->field_width[f]}, 0);
    rq_h5_write_rows(h, dataset, rq_state_type(field->type), 0, w->field_width[f], w->field[f]);
    if (dataset >= 0) H5Dclose(dataset);
  }
  close_group(group);
}

/* Along one dimension of a field: members that the saved state had, and that the world has; 1 and 1 without a dimension. */
typedef struct along {
  uint32_t saved, now;
  const bool *same;
} along;

static along along_of(const rq_world *w, const rq_members *members, uint8_t dim) {
  if (!dim) return (along){1, 1, NULL};
  uint32_t now = w->dimension[dim - 1].size;
  return members ? (along){members[dim - 1].size, now, members[dim - 1].same} : (along){now, now, NULL};
}

static bool carried(const along *a, uint32_t k) {
  return k < a->saved && k < a->now && (!a->same || a->same[k]);
}

/* All values of a global field as saved; NULL where there are none, or after a failure. */
static char *read_global(rq_h5 *h, hid_t group, const rq_world *w, uint32_t f, uint64_t values) {
  const rq_field *field = &w->model->fields[f];
  if (values == 0 || h->status) return NULL;
  char *saved = malloc(values * w->field_size[f]);
  if (!saved) {
    h->status = rq_no_memory(h->error, field->name);
    return NULL;
  }
  hid_t dataset = rq_h5_id(h, H5Dopen2(group, field->name, H5P_DEFAULT), field->name);
  if (dataset >= 0) {
    hid_t space = H5Dget_space(dataset);
    if (H5Sget_simple_extent_npoints(space) != (hssize_t)values)
      rq_h5_fail(h, "%s does not have the shape that it should have", field->name);
    H5Sclose(space);
    if (!h->status) rq_h5_ok(h, H5Dread(dataset, rq_state_type(field->type), H5S_ALL, H5S_ALL, H5P_DEFAULT, saved), field->name);
    H5Dclose(dataset);
  }
  if (!h->status) return saved;
  free(saved);
  return NULL;
}

static void load_global(rq_h5 *h, hid_t parent, rq_world *w, const rq_members *members) {
  hid_t group = open_group(h, parent, "global");
  for (uint32_t f = 0; f < w->model->fields_count && !h->status; f++) {
    const rq_field *field = &w->model->fields[f];
    if (field->place != RQ_GLOBAL) continue;
    along a = along_of(w, members, field->dims[0]), b = along_of(w, members, field->dims[1]);
    char *saved = read_global(h, group, w, f, (uint64_t)a.saved * b.saved), *to = w->field[f];
    size_t size = w->field_size[f];
    for (uint32_t i = 0; saved && i < a.now; i++)
      for (uint32_t k = 0; k < b.now; k++)
        if (carried(&a, i) && carried(&b, k)) memcpy(to + ((size_t)i * b.now + k) * size, saved + ((size_t)i * b.saved + k) * size, size);
    free(saved);
  }
  close_group(group);
}

/* Whether any value of the member along dimension `d` (0 or 1) of the field differs from the initial one. */
static bool field_begun(rq_h5 *h, hid_t group, const rq_world *w, const rq_members *members, uint32_t f, int d, uint32_t member) {
  const rq_field *field = &w->model->fields[f];
  along a = along_of(w, members, field->dims[0]), b = along_of(w, members, field->dims[1]);
  union {
    char bytes[8];
    double aligned;
  } initial;
  rq_set_values(initial.bytes, field->type, 1, field->initial);
  char *saved = read_global(h, group, w, f, (uint64_t)a.saved * b.saved);
  bool begun = false;
  for (uint32_t i = 0; saved && i < a.saved; i++)
    for (uint32_t k = 0; k < b.saved; k++)
      if ((d == 0 ? i : k) == member)
        begun = begun || memcmp(saved + ((size_t)i * b.saved + k) * w->field_size[f], initial.bytes, w->field_size[f]) != 0;
  free(saved);
  return begun;
}

bool rq_state_begun(rq_h5 *h, hid_t parent, const rq_world *w, const rq_members *members, uint32_t dimension, uint32_t member) {
  hid_t group = open_group(h, parent, "global");
  bool begun = false;
  for (uint32_t f = 0; f < w->model->fields_count && !h->status && !begun; f++)
    for (int d = 0; d < 2 && w->model->fields[f].place == RQ_GLOBAL; d++)
      if (w->model->fields[f].dims[d] == dimension + 1) begun = begun || field_begun(h, group, w, members, f, d, member);
  close_group(group);
  return begun;
}

/* ---- mail ---- */

static void save_letters(rq_h5 *h, hid_t group, const rq_world *w, uint32_t phase, uint64_t words) {
  hid_t dataset = rq_h5_dataset(h, group, w->model->phases[phase].name, H5T_STD_U32LE, 1, &(hsize_t){words}, 0);
  hsize_t at = 0;
  for (uint32_t b = 0; b < w->blocks; b++) {
    const rq_outbox *box = &w->store[b].outbox[phase];
    rq_h5_write_rows(h, dataset, H5T_NATIVE_UINT32, at, box->used, box->word);
    at += box->used;
  }
  if (dataset >= 0) H5Dclose(dataset);
}

static void save_mail(rq_h5 *h, hid_t parent, const rq_world *w) {
  hid_t group = rq_h5_group(h, parent, "mail");
  uint32_t phases = w->model->phases_count, *sizes = calloc((size_t)phases * w->blocks + 1, sizeof *sizes);
  if (!sizes && !h->status) h->status = rq_no_memory(h->error, "the mail of a checkpoint");
  for (uint32_t p = 0; p < phases && !h->status; p++) {
    uint64_t words = 0;
    for (uint32_t b = 0; b < w->blocks; b++) words += sizes[(size_t)p * w->blocks + b] = w->store[b].outbox[p].used;
    if (words > 0) save_letters(h, group, w, p, words);
  }
  hid_t dataset = rq_h5_dataset(h, group, "sizes", H5T_STD_U32LE, 2, (hsize_t[]){phases, w->blocks}, 0);
  rq_h5_write_rows(h, dataset, H5T_NATIVE_UINT32, 0, phases, sizes);
  if (dataset >= 0) H5Dclose(dataset);
  free(sizes);
  close_group(group);
}

/* Numbers of a dataset that has so many of them; malloc'd; NULL after a failure. */
static uint32_t *read_words(rq_h5 *h, hid_t group, const char *name, uint64_t count) {
  if (h->status) return NULL;
  uint32_t *words = malloc(count * sizeof *words + 1);
  hid_t dataset = rq_h5_id(h, H5Dopen2(group, name, H5P_DEFAULT), name);
  if (dataset >= 0) {
    hid_t space = H5Dget_space(dataset);
    if (H5Sget_simple_extent_npoints(space) != (hssize_t)count) rq_h5_fail(h, "%s does not have the shape that it should have", name);
    H5Sclose(space);
    if (!words && !h->status) h->status = rq_no_memory(h->error, "the mail of a checkpoint");
    if (!h->status) rq_h5_ok(h, H5Dread(dataset, H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, words), name);
    H5Dclose(dataset);
  }
  if (!h->status) return words;
  free(words);
  return NULL;
}

/* Whether the words are whole letters to people who are there. */
static bool letters_hold(const rq_world *w, const uint32_t *word, uint64_t used, uint32_t phase) {
  uint64_t at = 0;
  while (at < used) {
    uint32_t length = used - at >= 3 ? rq_mail_length(w, word + at, phase) : 0;
    if (length == 0 || length > used - at || word[at] >= w->agents) return false;
    at += length;
  }
  return true;
}

static void load_letters(rq_h5 *h, hid_t group, rq_world *w, uint32_t phase, const uint32_t *sizes) {
  uint64_t words = 0, at = 0;
  for (uint32_t b = 0; b < w->blocks; b++) words += sizes[b];
  uint32_t *word = words > 0 ? read_words(h, group, w->model->phases[phase].name, words) : NULL;
  for (uint32_t b = 0; b < w->blocks && !h->status; b++) {
    rq_outbox *box = &w->store[b].outbox[phase];
    box->used = 0;
    if (sizes[b] == 0) continue;
    if (!letters_hold(w, word + at, sizes[b], phase)) {
      rq_h5_fail(h, "the mail of phase %s is not mail", w->model->phases[phase].name);
    } else if (!rq_grow((void **)&box->word, &box->room, sizes[b], sizeof *box->word)) {
      h->status = rq_no_memory(h->error, "the mail of a checkpoint");
    } else {
      memcpy(box->word, word + at, sizes[b] * sizeof *box->word);
      box->used = sizes[b];
    }
    at += sizes[b];
  }
  free(word);
}

static void load_mail(rq_h5 *h, hid_t parent, rq_world *w) {
  hid_t group = open_group(h, parent, "mail");
  uint32_t phases = w->model->phases_count, *sizes = read_words(h, group, "sizes", (uint64_t)phases * w->blocks);
  for (uint32_t p = 0; p < phases && sizes && !h->status; p++) load_letters(h, group, w, p, sizes + (size_t)p * w->blocks);
  free(sizes);
  close_group(group);
}

/* ---- all ---- */

void rq_state_save(rq_h5 *h, hid_t group, const rq_world *w) {
  save_global(h, group, w);
  save_mail(h, group, w);
  save_people(h, group, w);
  rq_state_save_ties(h, group, w);
}

void rq_state_load(rq_h5 *h, hid_t group, rq_world *w, const rq_members *members, bool branch) {
  load_global(h, group, w, members);
  load_mail(h, group, w);
  load_people(h, group, w, branch);
  rq_state_load_ties(h, group, w);
}
