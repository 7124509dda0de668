/* h5ad: the AnnData element of a snapshot, copied to the root of a file of its own. */
#include "analysis/export.h"
#include "sim/h5.h"
#include "sim/snapshot.h"
#include <stdlib.h>

/* What H5Aiterate and H5Literate hand on. */
typedef struct copying {
  rq_h5 *h;
  hid_t from, to;
} copying;

static herr_t copy_attribute(hid_t from, const char *name, const H5A_info_t *info, void *context) {
  copying *c = context;
  (void)info;
  hid_t source = H5Aopen(from, name, H5P_DEFAULT), type = H5Aget_type(source), space = H5Aget_space(source);
  hid_t target = H5Acreate2(c->to, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  hssize_t values = H5Sget_simple_extent_npoints(space);
  void *buffer = values > 0 ? calloc((size_t)values, H5Tget_size(type)) : NULL;
  herr_t result = -1;
  if (buffer && target >= 0 && H5Aread(source, type, buffer) >= 0) {
    result = H5Awrite(target, type, buffer);
    if (H5Tdetect_class(type, H5T_STRING) > 0 && H5Tis_variable_str(type) > 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
  }
  free(buffer);
  if (target >= 0) H5Aclose(target);
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(source);
  rq_h5_ok(c->h, result, name);
  return result < 0 ? -1 : 0;
}

static herr_t copy_member(hid_t from, const char *name, const H5L_info_t *info, void *context) {
  copying *c = context;
  (void)info;
  return rq_h5_ok(c->h, H5Ocopy(from, name, c->to, name, H5P_DEFAULT, H5P_DEFAULT), name) ? 0 : -1;
}

static void copy_element(copying *c, const char *group) {
  hid_t element = rq_h5_id(c->h, H5Gopen2(c->from, group, H5P_DEFAULT), group);
  if (element < 0) return;
  H5Aiterate2(element, H5_INDEX_NAME, H5_ITER_INC, NULL, copy_attribute, c);
  if (!c->h->status) H5Literate(element, H5_INDEX_NAME, H5_ITER_INC, NULL, copy_member, c);
  H5Gclose(element);
}

rq_status rq_export_h5ad(const rq_run *run, uint32_t week, const char *path, rq_error *error) {
  char name[RQ_SNAPSHOT_NAME], group[RQ_SNAPSHOT_NAME + 16];
  rq_snapshot_name(week, name);
  snprintf(group, sizeof group, "/snapshots/%s", name);
  rq_h5_begin();
  rq_h5 in = {.path = rq_run_path(run), .failure = RQ_BAD_DATA, .error = error}, out = {.path = path, .failure = RQ_IO, .error = error};
  hid_t from = rq_h5_open(&in, false);
  if (from < 0) return in.status;
  hid_t to = rq_h5_create(&out);
  if (to >= 0) {
    copying c = {.h = &out, .from = from, .to = to};
    copy_element(&c, group);
    rq_h5_close(&out, to);
  }
  rq_h5_close(&in, from);
  return out.status ? out.status : in.status;
}
