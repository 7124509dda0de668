/* What files show of the values that the engine stores: see snapshot_values.h. */
#include "sim/snapshot_values.h"
#include "sim/runfile_layout.h"
#include "sim/sheet.h"
#include <string.h>

void rq_snapshot_encode(rq_h5 *h, hid_t object, const char *type, const char *version) {
  rq_h5_set_text(h, object, "encoding-type", type);
  rq_h5_set_text(h, object, "encoding-version", version);
}

hid_t rq_snapshot_dictionary(rq_h5 *h, hid_t parent, const char *name) {
  hid_t group = rq_h5_group(h, parent, name);
  rq_snapshot_encode(h, group, "dict", "0.1.0");
  return group;
}

hid_t rq_snapshot_type(const rq_field *f) {
  return f->viewed ? H5T_IEEE_F32LE : rq_layout_file_type(rq_layout_type(f->type));
}

/* Units of 1/1024 are whole numbers, whose sums are to come out. */
int rq_snapshot_mantissa(const rq_h5 *h, const rq_field *f) {
  return f->type == RQ_FIXED && !f->viewed ? RQ_ALL_BITS : h->mantissa;
}

/* One loop for each pair of types; `order` is looked at inside it, as compilers take that out of the loop. */
#define PICK(from_type, to_type, convert)                                                                                                  \
  do {                                                                                                                                     \
    const from_type *from = stored;                                                                                                        \
    to_type *to = out;                                                                                                                     \
    for (size_t k = 0; k < count; k++) to[k] = convert(from[order ? (uint32_t)order[k] : k]);                                              \
  } while (0)

void rq_snapshot_pick(rq_type type, const void *stored, const uint64_t *order, size_t count, void *out) {
  switch (type) {
  case RQ_U8:
    PICK(uint8_t, uint16_t, );
    break;
  case RQ_U16:
  case RQ_I16:
    PICK(uint16_t, uint16_t, );
    break;
  case RQ_U32:
  case RQ_I32:
  case RQ_F32:
    PICK(uint32_t, uint32_t, );
    break;
  case RQ_I64:
  case RQ_F64:
    PICK(uint64_t, uint64_t, );
    break;
  case RQ_FRACTION:
    PICK(uint16_t, float, rq_fraction);
    break;
  case RQ_FIXED:
    PICK(int32_t, float, rq_fixed);
    break;
  }
}
