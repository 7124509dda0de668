/* Ways to break a run file: see broken.h. */
#include "broken.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void broken_cut(const char *path, long bytes) {
  assert_int_equal(truncate(path, bytes), 0);
}

void broken_flip(const char *path, long at) {
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, at, SEEK_SET), 0);
  int byte = fgetc(file);
  assert_true(byte != EOF);
  assert_int_equal(fseek(file, at, SEEK_SET), 0);
  fputc(byte ^ 0x55, file);
  assert_int_equal(fclose(file), 0);
}

static hid_t open_file(const char *path) {
  hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
  assert_true(file >= 0);
  return file;
}

static void close_file(hid_t file) {
  assert_true(H5Fclose(file) >= 0);
}

void broken_remove(const char *path, const char *object) {
  hid_t file = open_file(path);
  assert_true(H5Ldelete(file, object, H5P_DEFAULT) >= 0);
  close_file(file);
}

void broken_attribute(const char *path, const char *name, const char *text) {
  hid_t file = open_file(path);
  assert_true(H5Adelete(file, name) >= 0);
  if (text) {
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, H5T_VARIABLE);
    hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(H5Awrite(attribute, type, &text) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }
  close_file(file);
}

void broken_poke(const char *path, const char *name, size_t at, double value) {
  hid_t file = open_file(path), dataset = H5Dopen2(file, name, H5P_DEFAULT);
  assert_true(dataset >= 0);
  hid_t space = H5Dget_space(dataset), memory = H5Screate(H5S_SCALAR);
  hsize_t shape[3], where[3];
  int dims = H5Sget_simple_extent_dims(space, shape, NULL);
  for (int d = dims - 1; d >= 0; d--) {
    where[d] = at % shape[d];
    at /= shape[d];
  }
  H5Sselect_elements(space, H5S_SELECT_SET, 1, where);
  assert_true(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &value) >= 0);
  H5Sclose(memory);
  H5Sclose(space);
  H5Dclose(dataset);
  close_file(file);
}

/* Removes a dataset and returns its type. */
static hid_t clear(hid_t file, const char *name) {
  hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  assert_true(dataset >= 0);
  hid_t type = H5Dget_type(dataset);
  H5Dclose(dataset);
  assert_true(H5Ldelete(file, name, H5P_DEFAULT) >= 0);
  return type;
}

static void create(hid_t file, const char *name, hid_t type, hid_t space, hid_t creation) {
  hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  assert_true(dataset >= 0);
  H5Dclose(dataset);
}

void broken_reshape(const char *path, const char *name, hsize_t rows, hsize_t columns) {
  hid_t file = open_file(path), type = clear(file, name), creation = H5Pcreate(H5P_DATASET_CREATE);
  hsize_t shape[2] = {rows, columns}, chunk[2] = {1, 1};
  hid_t space = H5Screate_simple(columns ? 2 : 1, shape, NULL);
  H5Pset_chunk(creation, columns ? 2 : 1, chunk);
  create(file, name, type, space, creation);
  H5Sclose(space);
  H5Pclose(creation);
  H5Tclose(type);
  close_file(file);
}

void broken_texts(const char *path, const char *name) {
  hid_t file = open_file(path), type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &(hsize_t){300}, NULL);
  H5Tclose(clear(file, name));
  H5Tset_size(type, 8);
  create(file, name, type, space, H5P_DEFAULT);
  H5Sclose(space);
  H5Tclose(type);
  close_file(file);
}

void broken_group(const char *path, const char *name) {
  hid_t file = open_file(path);
  H5Tclose(clear(file, name));
  hid_t group = H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(group >= 0);
  H5Gclose(group);
  close_file(file);
}

void broken_link(const char *path, const char *name) {
  hid_t file = open_file(path);
  H5Tclose(clear(file, name));
  assert_true(H5Lcreate_external("good.h5", name, file, name, H5P_DEFAULT, H5P_DEFAULT) >= 0);
  close_file(file);
}

void broken_external(const char *path, const char *name) {
  hid_t file = open_file(path), type = clear(file, name), creation = H5Pcreate(H5P_DATASET_CREATE);
  hid_t space = H5Screate_simple(1, &(hsize_t){300}, NULL);
  H5Pset_external(creation, "/etc/passwd", 0, H5F_UNLIMITED);
  create(file, name, type, space, creation);
  H5Sclose(space);
  H5Pclose(creation);
  H5Tclose(type);
  close_file(file);
}

void broken_virtual(const char *path, const char *name) {
  hid_t file = open_file(path), type = clear(file, name), creation = H5Pcreate(H5P_DATASET_CREATE);
  hid_t space = H5Screate_simple(1, &(hsize_t){300}, NULL);
  H5Pset_virtual(creation, space, "nowhere.h5", name, space);
  create(file, name, type, space, creation);
  H5Sclose(space);
  H5Pclose(creation);
  H5Tclose(type);
  close_file(file);
}

long broken_place(const char *path, const char *name) {
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), dataset = H5Dopen2(file, name, H5P_DEFAULT);
  assert_true(dataset >= 0);
  hsize_t offset[3], size;
  unsigned filters;
  haddr_t at;
  hid_t space = H5Dget_space(dataset);
  assert_true(H5Dget_chunk_info(dataset, space, 0, offset, &filters, &at, &size) >= 0);
  H5Sclose(space);
  H5Dclose(dataset);
  H5Fclose(file);
  return (long)(at + size / 2);
}
