/* The columns of an export: of the model renqing those of a table, of any other what its run file says. */
#include "analysis/configured.h"
#include "analysis/export.h"
#include "sim/schema.h"
#include <stdlib.h>

typedef struct column {
  const char *name;
  rq_column_kind kind;
} column;

static const column person_columns[] = {
    {"skill", RQ_INTEGERS_COLUMN},        {"generation", RQ_WORDS_COLUMN},          {"household", RQ_INTEGERS_COLUMN},
    {"circle", RQ_INTEGERS_COLUMN},       {"orientation", RQ_NUMBERS_COLUMN},       {"capacity", RQ_NUMBERS_COLUMN},
    {"face", RQ_NUMBERS_COLUMN},          {"price_sensitivity", RQ_NUMBERS_COLUMN}, {"interested", RQ_INTEGERS_COLUMN},
    {"purchase_rate", RQ_NUMBERS_COLUMN}, {"last_brand", RQ_WORDS_COLUMN},          {"streak", RQ_INTEGERS_COLUMN},
};

static const column pair_columns[] = {
    {"taste", RQ_NUMBERS_COLUMN},
    {"brand_closeness", RQ_NUMBERS_COLUMN},
    {"brand_affective_trust", RQ_NUMBERS_COLUMN},
    {"brand_cognitive_trust", RQ_NUMBERS_COLUMN},
    {"brand_owed", RQ_NUMBERS_COLUMN},
    {"brand_last_contact", RQ_INTEGERS_COLUMN},
    {"doubt", RQ_NUMBERS_COLUMN},
    {"brand_flags", RQ_INTEGERS_COLUMN},
    {"brand_purchases", RQ_INTEGERS_COLUMN},
    {"brand_last_purchase", RQ_INTEGERS_COLUMN},
};

/* A field of the half of a, or (`back`) of that of b. */
static const struct {
  const char *name;
  rq_column_kind kind;
  rq_tie_field field;
  int back;
} tie_columns[] = {
    {"closeness_ab", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, -1},
    {"closeness_ba", RQ_NUMBERS_COLUMN, RQ_TIE_CLOSENESS, 0},
    {"affective_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, -1},
    {"affective_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_AFFECTIVE, 1},
    {"cognitive_trust_ab", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, -1},
    {"cognitive_trust_ba", RQ_NUMBERS_COLUMN, RQ_TIE_COGNITIVE, 2},
    {"balance", RQ_NUMBERS_COLUMN, RQ_TIE_BALANCE, -1},
    {"last_favor_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, -1},
    {"last_favor_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_FAVOR, 3},
    {"last_contact_ab", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, -1},
    {"last_contact_ba", RQ_INTEGERS_COLUMN, RQ_TIE_LAST_CONTACT, 4},
    {"basis", RQ_WORDS_COLUMN, RQ_TIE_BASIS, -1},
    {"since", RQ_INTEGERS_COLUMN, RQ_TIE_SINCE, -1},
    {"introducer", RQ_PERSON_COLUMN, RQ_TIE_INTRODUCER, -1},
};
enum { BACK_FIELDS = 5 }; /* counted from 0 in the table */

static bool make_room(rq_export *x, size_t people, size_t ties, size_t pairs, size_t fields) {
  x->person = calloc(people + 1, sizeof *x->person);
  x->tie = calloc(ties + 1, sizeof *x->tie);
  x->pair = calloc(pairs + 1, sizeof *x->pair);
  x->tie_field = calloc(fields + 1, sizeof *x->tie_field);
  return x->person && x->tie && x->pair && x->tie_field;
}

/* ---- the model renqing ---- */

static rq_status of_renqing(rq_export *x, rq_error *error) {
  if (!make_room(x, RQ_COUNT_OF(person_columns), RQ_COUNT_OF(tie_columns), RQ_COUNT_OF(pair_columns), RQ_TIE_FIELDS))
    return rq_no_memory(error, "the columns of an export");
  for (size_t c = 0; c < RQ_COUNT_OF(person_columns); c++) {
    bool generation = strcmp(person_columns[c].name, "generation") == 0;
    x->person[x->person_columns++] = (rq_export_column){.name = person_columns[c].name,
                                                        .kind = person_columns[c].kind,
                                                        .words = generation ? (const char *const *)x->generation_name : x->brand_name,
                                                        .words_count = generation ? x->generations : x->brands};
  }
  for (size_t c = 0; c < RQ_COUNT_OF(pair_columns); c++)
    x->pair[x->pair_columns++] = (rq_export_column){.name = pair_columns[c].name, .kind = pair_columns[c].kind};
  for (size_t c = 0; c < RQ_COUNT_OF(tie_columns); c++)
    x->tie[x->tie_columns++] = (rq_export_column){.name = tie_columns[c].name,
                                                  .kind = tie_columns[c].kind,
                                                  .words = rq_basis_names,
                                                  .words_count = RQ_BASES,
                                                  .field = tie_columns[c].field,
                                                  .back = tie_columns[c].back};
  for (size_t f = 0; f < RQ_TIE_FIELDS; f++) x->tie_field[x->tie_fields++] = rq_tie_field_names[f];
  x->back_fields = BACK_FIELDS;
  x->weight = 0;
  return RQ_OK;
}

/* ---- any other ---- */

static rq_export_column column_of(const rq_listed *f) {
  return (rq_export_column){.name = f->name,
                            .kind = f->meanings > 0 ? RQ_WORDS_COLUMN : (f->whole ? RQ_INTEGERS_COLUMN : RQ_NUMBERS_COLUMN),
                            .words = (const char *const *)f->meaning,
                            .words_count = f->meanings,
                            .back = -1};
}

/* Each field of ties twice: of the half of a, and of that of b. */
static bool add_tie_field(rq_export *x, const rq_listed *f) {
  static const char *const ends[] = {"_ab", "_ba"};
  if (strcmp(f->name, "closeness") == 0) x->weight = (int)x->tie_columns;
  for (int half = 0; half < 2; half++) {
    size_t size = strlen(f->name) + 4;
    char *name = malloc(size);
    if (!name) return false;
    snprintf(name, size, "%s%s", f->name, ends[half]);
    x->tie_name[x->tie_columns] = name;
    rq_export_column *c = &x->tie[x->tie_columns++];
    *c = column_of(f);
    c->name = name;
    c->field = (unsigned)x->tie_fields;
    if (half == 1) c->back = (int)x->back_fields++;
  }
  x->tie_field[x->tie_fields++] = f->name;
  return true;
}

static rq_status of_any(rq_export *x, rq_error *error) {
  rq_listing *people = &x->listed[0], *ties = &x->listed[1];
  rq_status status = rq_run_list(x->run, RQ_OF_PEOPLE, x->week, people, error);
  if (status == RQ_OK) status = rq_run_list(x->run, RQ_OF_TIES, x->week, ties, error);
  if (status != RQ_OK) return status;
  if (ties->count > RQ_SLAB_FIELDS)
    return rq_fail(error, RQ_BAD_DATA, "%s: ties have %zu fields; at most %u can be exported", rq_run_path(x->run), ties->count,
                   RQ_SLAB_FIELDS);
  x->tie_name = calloc(2 * ties->count + 1, sizeof *x->tie_name);
  bool good = make_room(x, people->count, 2 * ties->count, 0, ties->count) && x->tie_name;
  for (size_t k = 0; good && k < people->count; k++) x->person[x->person_columns++] = column_of(&people->entry[k]);
  bool bare = ties->count == 1 && strcmp(ties->entry[0].name, "tied") == 0; /* says nothing beside who is tied to whom */
  if (good && bare) x->tie_field[x->tie_fields++] = ties->entry[0].name;
  for (size_t k = 0; good && !bare && k < ties->count; k++) good = add_tie_field(x, &ties->entry[k]);
  return good ? RQ_OK : rq_no_memory(error, "the columns of an export");
}

/* ---- either ---- */

rq_status rq_export_columns(rq_export *x, bool renqing, rq_error *error) {
  return renqing ? of_renqing(x, error) : of_any(x, error);
}

void rq_export_columns_free(rq_export *x) {
  for (size_t c = 0; x->person && c < x->person_columns; c++) free(x->person[c].value);
  for (size_t c = 0; x->pair && c < x->pair_columns; c++) free(x->pair[c].value);
  for (size_t c = 0; x->tie_name && c < x->tie_columns; c++) free(x->tie_name[c]);
  free(x->tie_name);
  free(x->person);
  free(x->tie);
  free(x->pair);
  free(x->tie_field);
  rq_listing_free(&x->listed[0]);
  rq_listing_free(&x->listed[1]);
}
