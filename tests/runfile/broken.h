/* Ways to break a run file, for test_broken.c. Each works on a copy and fails the test where it cannot do its work. */
#ifndef RQ_TEST_BROKEN_H
#define RQ_TEST_BROKEN_H

#include <hdf5.h>
#include <stddef.h>

#define AT_8 "snapshots/000000008/"

/* The copy is cut after so many bytes; one byte of it is changed. */
void broken_cut(const char *path, long bytes);
void broken_flip(const char *path, long at);

/* A dataset, group or attribute of the root goes; an attribute gets another text. */
void broken_remove(const char *path, const char *object);
void broken_attribute(const char *path, const char *name, const char *text); /* NULL: removed */

/* One value is changed. Two dimensions: row-major. */
void broken_poke(const char *path, const char *dataset, size_t at, double value);

/* A dataset gives way to another: of the first `rows` of `columns` zeros (0: one dimension), in chunks that are never written. */
void broken_reshape(const char *path, const char *dataset, hsize_t rows, hsize_t columns);
/* ... to one of texts, to a group, to a link into another file, to values in another file, to a mosaic of other datasets. */
void broken_texts(const char *path, const char *dataset);
void broken_group(const char *path, const char *dataset);
void broken_link(const char *path, const char *dataset);
void broken_external(const char *path, const char *dataset);
void broken_virtual(const char *path, const char *dataset);

/* Where the stored values of a dataset's first chunk are in the file. */
long broken_place(const char *path, const char *dataset);

#endif
