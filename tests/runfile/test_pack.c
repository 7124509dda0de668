/* Packed chunks come out again through another's inflate, are never larger, and carry HDF5's checksum; sheets are the same for any number of
 * threads and keep to their memory. */
#include "sim/pack.h"
#include "sim/sheet.h"
#include "small.h"
#include <libdeflate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- bytes of all kinds ---- */

enum { MOST = 40000, KINDS = 9 };

static uint32_t draw(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* One byte of a kind, number k. */
static uint8_t byte_of(int kind, size_t k, uint64_t *state) {
  static const uint8_t rare[] = {7, 7, 7, 7, 7, 7, 9};
  uint32_t r = draw(state);
  uint8_t depth = 0;
  switch (kind) {
  case 0: /* all alike */
    return 200;
  case 1: /* noise */
    return (uint8_t)r;
  case 2: /* long runs of all lengths */
    return (uint8_t)(k * k / 70000);
  case 3: /* few values */
    return rare[r % 7];
  case 4: /* each half as frequent as the one before: codes as deep as there are values */
    while (depth < 30 && r >> depth & 1u) depth++;
    return depth;
  case 5: /* a ramp */
    return (uint8_t)k;
  case 6: /* nearly all alike */
    return r % 1000 == 0 ? (uint8_t)(r >> 10) : 0;
  case 7: /* a text again and again: strings */
    return (uint8_t) "people treat strangers by calculation, close ones by need "[k % 58];
  default: /* half noise */
    return k % 2 ? (uint8_t)r : (uint8_t)(r % 5);
  }
}

static uint32_t checksum_by_definition(const uint8_t *bytes, size_t count) {
  uint32_t sum = 0, sums = 0;
  for (size_t k = 0; k < count; k += 2) {
    sum += (uint32_t)bytes[k] << 8 | (k + 1 < count ? bytes[k + 1] : 0u);
    sum = (sum & 0xffff) + (sum >> 16);
    sums += sum;
    sums = (sums & 0xffff) + (sums >> 16);
  }
  sum = (sum & 0xffff) + (sum >> 16);
  sums = (sums & 0xffff) + (sums >> 16);
  return sums << 16 | sum;
}

/* Undoes what rq_pack did, with libdeflate's inflate. */
static void unpack(const rq_packed *p, int level, size_t count, size_t size, uint8_t *out) {
  static uint8_t planes[MOST * 8];
  size_t length = p->length - RQ_CHECKSUM_BYTES, bytes = count * size;
  uint32_t checksum = 0;
  for (int k = 0; k < 4; k++) checksum |= (uint32_t)p->bytes[length + (size_t)k] << 8 * k;
  assert_int_equal(checksum, checksum_by_definition(p->bytes, length));
  if (level == 0 || p->skipped) {
    assert_int_equal(length, bytes);
    memcpy(out, p->bytes, bytes);
    return;
  }
  assert_true(length < bytes);
  struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
  assert_int_equal(libdeflate_zlib_decompress(inflate, p->bytes, length, planes, bytes, NULL), LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor(inflate);
  for (size_t s = 0; s < size; s++)
    for (size_t k = 0; k < count; k++) out[k * size + s] = planes[s * count + k];
}

static void round_trip(int level, int kind, size_t count, size_t size, size_t *length) {
  static uint8_t values[MOST * 8 + RQ_CHECKSUM_BYTES], again[MOST * 8];
  size_t bytes = count * size, room = rq_packed_most(bytes);
  uint64_t state = (uint64_t)kind + count;
  for (size_t k = 0; k < bytes; k++) values[k] = byte_of(kind, k, &state);
  uint8_t *out = malloc(room + 1), *before = malloc(bytes);
  rq_packer *p = rq_packer_create(level, bytes);
  assert_true(out && before && p);
  memcpy(before, values, bytes);
  out[room] = 0xa5;
  rq_packed packed = rq_pack(p, values, count, size, out);
  assert_int_equal(out[room], 0xa5);
  assert_true(packed.length <= bytes + RQ_CHECKSUM_BYTES);
  unpack(&packed, level, count, size, again);
  assert_memory_equal(again, before, bytes);
  *length = packed.length;
  rq_packer_free(p);
  free(out);
  free(before);
}

static void every_kind_comes_out_again(void **state) {
  (void)state;
  static const int levels[] = {0, 1, 2, 6, 12};
  static const size_t counts[] = {1, 2, 3, 17, 1000, MOST}, sizes[] = {1, 2, 4, 7, 8};
  size_t length;
  for (size_t l = 0; l < 5; l++)
    for (int kind = 0; kind < KINDS; kind++)
      for (size_t c = 0; c < 6; c++)
        for (size_t s = 0; s < 5; s++)
          if (counts[c] < MOST || levels[l] < 12 || sizes[s] == 2) round_trip(levels[l], kind, counts[c], sizes[s], &length);
}

static void small_where_there_is_something_to_save(void **state) {
  (void)state;
  static const struct {
    int kind;
    double most; /* bytes of 1000; entropy and a little more */
  } kinds[] = {{0, 10}, {3, 150}, {4, 260}, {6, 30}};
  size_t length, searched;
  for (size_t k = 0; k < 4; k++) {
    round_trip(1, kinds[k].kind, MOST, 1, &length);
    if ((double)length > kinds[k].most * MOST / 1000) fail_msg("kind %d: %zu bytes of %d", kinds[k].kind, length, MOST);
  }
  round_trip(1, 1, MOST, 4, &length); /* noise stays what it is */
  assert_int_equal(length, MOST * 4 + RQ_CHECKSUM_BYTES);
  round_trip(1, 7, MOST, 1, &length);
  round_trip(2, 7, MOST, 1, &searched); /* strings: from level 2 on */
  assert_true(searched < length / 20);
}

static void checksums(void **state) {
  (void)state;
  static uint8_t bytes[30000];
  uint64_t chance = 1;
  for (int kind = 0; kind < 3; kind++)
    for (size_t count = 0; count < sizeof bytes; count += count < 200 ? 1 : 3001) {
      for (size_t k = 0; k < count; k++) bytes[k] = kind == 0 ? 0 : kind == 1 ? 255 : (uint8_t)draw(&chance);
      assert_int_equal(rq_fletcher32(bytes, count), checksum_by_definition(bytes, count));
    }
}

/* ---- sheets ---- */

/* Column 0: 32-bit numbers; column 1: three floats a row. */
static void fill(void *context, int thread, uint64_t first, uint64_t count, void *const *out) {
  (void)thread;
  const uint64_t *most = context;
  assert_true(first + count <= *most);
  for (uint64_t k = 0; k < count; k++) {
    ((uint32_t *)out[0])[k] = (uint32_t)((first + k) * 2654435761u) >> 9;
    for (int j = 0; j < 3; j++) ((float *)out[1])[3 * k + (uint64_t)j] = 1.0f / (float)(first + k + (uint64_t)j + 1);
  }
}

static void write_sheet(const char *path, int level, int threads, uint64_t rows) {
  rq_error error = RQ_NO_ERROR;
  rq_h5 h = {.path = path, .failure = RQ_IO, .error = &error, .level = level, .threads = threads, .mantissa = 10};
  hid_t file = rq_h5_create(&h);
  rq_sheet s = {.rows = rows, .chunk = rq_sheet_chunk(rows, 16, 12), .fill = fill, .context = &rows};
  rq_sheet_add(&h, &s, file, "numbers", H5T_STD_I32LE, 1, 1, RQ_ALL_BITS);
  rq_sheet_add(&h, &s, file, "floats", H5T_IEEE_F32LE, 2, 3, h.mantissa);
  rq_sheet_write(&h, &s);
  rq_h5_close(&h, file);
  rq_error_print(&error);
  assert_int_equal(h.status, RQ_OK);
}

static void read_sheet(const char *path, uint64_t rows) {
  uint32_t *numbers = malloc(rows * 4);
  float *floats = malloc(rows * 12);
  assert_true(numbers && floats);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), one = H5Dopen2(file, "numbers", H5P_DEFAULT),
        three = H5Dopen2(file, "floats", H5P_DEFAULT);
  assert_true(H5Dread(one, H5T_NATIVE_UINT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0);
  assert_true(H5Dread(three, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, floats) >= 0);
  for (uint64_t k = 0; k < rows; k++) {
    assert_int_equal(numbers[k], (uint32_t)(k * 2654435761u) >> 9);
    for (uint64_t j = 0; j < 3; j++) {
      float exact = 1.0f / (float)(k + j + 1), is = floats[3 * k + j], off = is > exact ? is - exact : exact - is;
      uint32_t word;
      memcpy(&word, &is, 4);
      assert_int_equal(word & 0x1fff, 0);
      assert_true(off <= exact * 0x1p-11f);
    }
  }
  H5Dclose(one);
  H5Dclose(three);
  H5Fclose(file);
  free(numbers);
  free(floats);
}

static bool same_bytes(const char *a, const char *b) {
  FILE *x = fopen(a, "rb"), *y = fopen(b, "rb");
  assert_true(x && y);
  int p, q;
  do {
    p = getc(x);
    q = getc(y);
  } while (p == q && p != EOF);
  fclose(x);
  fclose(y);
  return p == q;
}

static void sheets_for_any_number_of_threads(void **state) {
  (void)state;
  const uint64_t rows = 150001; /* 14 chunks and more, the last one not full */
  static const int threads[] = {2, 3, 8};
  for (int level = 0; level <= 2; level++) {
    write_sheet("one.h5", level, 1, rows);
    read_sheet("one.h5", rows);
    for (int k = 0; k < 3; k++) {
      write_sheet("many.h5", level, threads[k], rows);
      assert_true(same_bytes("one.h5", "many.h5"));
    }
  }
  write_sheet("few.h5", 1, 4, 1);
  read_sheet("few.h5", 1);
  write_sheet("other.h5", 1, 1, rows - 1);
  write_sheet("one.h5", 1, 1, rows);
  assert_false(same_bytes("one.h5", "other.h5")); /* the negative control */
}

static void memory_does_not_grow_with_rows(void **state) {
  (void)state;
  rq_column_out column[10];
  for (int c = 0; c < 10; c++) column[c] = (rq_column_out){H5I_INVALID_HID, 4, c < 5 ? 1 : 3, RQ_ALL_BITS};
  size_t bytes[2];
  for (int k = 0; k < 2; k++) {
    rq_sheet s = {.rows = k ? 3000000000u : 300000, .column = column, .columns = 10};
    s.chunk = rq_sheet_chunk(s.rows, 80, 12);
    bytes[k] = rq_sheet_bytes(&s, 1);
  }
  assert_true(bytes[1] < bytes[0] + bytes[0] / 8);
  assert_true(bytes[1] < 5 << 20);
}

static void a_sheet_without_room(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_h5 h = {.path = "/dev/full", .failure = RQ_IO, .error = &error, .level = 1, .threads = 4, .mantissa = 10};
  uint64_t rows = 500000;
  hid_t file = rq_h5_create(&h);
  rq_sheet s = {.rows = rows, .chunk = rq_sheet_chunk(rows, 16, 12), .fill = fill, .context = &rows};
  rq_sheet_add(&h, &s, file, "numbers", H5T_STD_I32LE, 1, 1, RQ_ALL_BITS);
  rq_sheet_add(&h, &s, file, "floats", H5T_IEEE_F32LE, 2, 3, h.mantissa);
  rq_sheet_write(&h, &s);
  assert_int_equal(h.status, RQ_IO);
  assert_non_null(strstr(error.text, "No space left on device"));
  rq_error_free(&error);
}

static int enter(void **state) {
  (void)state;
  rq_h5_begin();
  small_enter();
  return 0;
}

static int leave(void **state) {
  (void)state;
  small_leave();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_comes_out_again),
      cmocka_unit_test(small_where_there_is_something_to_save),
      cmocka_unit_test(checksums),
      cmocka_unit_test(sheets_for_any_number_of_threads),
      cmocka_unit_test(memory_does_not_grow_with_rows),
      cmocka_unit_test(a_sheet_without_room),
  };
  return cmocka_run_group_tests(tests, enter, leave);
}
