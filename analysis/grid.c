/* Aligned tables of texts. */
#include "analysis/grid.h"
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2

rq_grid rq_grid_make(size_t rows, size_t columns) {
  rq_grid g = {.rows = rows, .columns = columns};
  g.row = calloc(rows + 1, sizeof *g.row);
  g.column = calloc(columns + 1, sizeof *g.column);
  g.cell = calloc(rows * columns + 1, sizeof *g.cell);
  g.failed = !g.row || !g.column || !g.cell;
  return g;
}

void rq_grid_free(rq_grid *g) {
  for (size_t i = 0; g->row && i < g->rows; i++) free(g->row[i]);
  for (size_t j = 0; g->column && j < g->columns; j++) free(g->column[j]);
  for (size_t k = 0; g->cell && k < g->rows * g->columns; k++) free(g->cell[k]);
  free(g->row);
  free(g->column);
  free(g->cell);
  *g = (rq_grid){0};
}

char *rq_grid_text(rq_grid *g, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = length < 0 ? NULL : malloc((size_t)length + 1);
  if (text)
    vsnprintf(text, (size_t)length + 1, format, again);
  else
    g->failed = true;
  va_end(again);
  return text;
}

/* The code point at *at, which moves on; a stray byte counts as one character. */
static uint32_t next_character(const unsigned char **at) {
  const unsigned char *p = *at;
  unsigned more = *p >= 0xf0 ? 3 : (*p >= 0xe0 ? 2 : (*p >= 0xc0 ? 1 : 0));
  uint32_t code = more == 3 ? *p & 0x07u : (more == 2 ? *p & 0x0fu : (more == 1 ? *p & 0x1fu : *p));
  for (p++; more > 0 && (*p & 0xc0u) == 0x80u; more--, p++) code = code << 6 | (*p & 0x3fu);
  *at = p;
  return code;
}

size_t rq_text_width(const char *text) {
  size_t width = 0;
  for (const unsigned char *p = (const unsigned char *)text; *p;) {
    uint32_t c = next_character(&p);
    bool combining = c >= 0x300 && c <= 0x36f;
    bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
    width += combining ? 0 : (wide ? 2 : 1);
  }
  return width;
}

static void spaces(FILE *out, size_t count) {
  for (size_t i = 0; i < count; i++) fputc(' ', out);
}

static size_t column_width(const rq_grid *g, size_t j) {
  size_t width = rq_text_width(g->column[j] ? g->column[j] : "");
  for (size_t i = 0; i < g->rows; i++) {
    const char *text = g->cell[i * g->columns + j];
    size_t w = text ? rq_text_width(text) : 0;
    if (w > width) width = w;
  }
  return width + GAP;
}

static void print_columns(const rq_grid *g, size_t from, size_t to, size_t left, FILE *out) {
  bool titled = false;
  for (size_t j = from; j < to; j++) titled = titled || (g->column[j] && *g->column[j]);
  for (size_t i = titled ? 0 : 1; i <= g->rows; i++) {
    const char *title = i > 0 ? g->row[i - 1] : "";
    fprintf(out, "  %s", title ? title : "");
    size_t at = 2 + rq_text_width(title ? title : ""), end = 2 + left;
    for (size_t j = from; j < to; j++) {
      const char *text = i > 0 ? g->cell[(i - 1) * g->columns + j] : g->column[j];
      end += column_width(g, j);
      if (!text || !*text) continue;
      size_t width = rq_text_width(text);
      spaces(out, end - width - at);
      fputs(text, out);
      at = end;
    }
    fputc('\n', out);
  }
}

void rq_grid_print(const rq_grid *g, FILE *out) {
  size_t left = 0, page = g->width ? g->width : RQ_PAGE_WIDTH;
  for (size_t i = 0; i < g->rows; i++) {
    size_t w = g->row[i] ? rq_text_width(g->row[i]) : 0;
    if (w > left) left = w;
  }
  for (size_t from = 0, to; from < g->columns; from = to) {
    size_t width = 2 + left;
    for (to = from; to < g->columns; to++) {
      size_t w = column_width(g, to);
      if (to > from && width + w > page) break;
      width += w;
    }
    if (from > 0) fputc('\n', out);
    print_columns(g, from, to, left, out);
  }
}

char *rq_number_text(char buffer[RQ_NUMBER_SIZE], double value, int decimals) {
  if (isnan(value)) return strcpy(buffer, "-");
  if (fabs(value) > 1e15) {
    snprintf(buffer, RQ_NUMBER_SIZE, "%.6g", value);
    return buffer;
  }
  char plain[RQ_NUMBER_SIZE];
  snprintf(plain, sizeof plain, "%.*f", decimals, value);
  bool negative = plain[0] == '-';
  const char *digits = plain + (negative ? 1 : 0);
  if (negative && strspn(digits, "0.") == strlen(digits)) negative = false; /* no minus zero */
  size_t whole = strcspn(digits, ".");
  char *p = buffer;
  if (negative) *p++ = '-';
  for (size_t i = 0; i < whole; i++) {
    if (i > 0 && whole > 4 && (whole - i) % 3 == 0) *p++ = ',';
    *p++ = digits[i];
  }
  strcpy(p, digits + whole);
  return buffer;
}

void rq_print_wrapped(FILE *out, const char *text, size_t at, size_t indent, size_t width) {
  bool first = true;
  while (*text) {
    size_t length = strcspn(text, " ");
    char word[256];
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1), text);
    size_t w = rq_text_width(word);
    if (!first && at + 1 + w > width) {
      fputc('\n', out);
      spaces(out, indent);
      at = indent;
      first = true;
    }
    if (!first) fputc(' ', out);
    fputs(word, out);
    at += w + (first ? 0 : 1);
    first = false;
    text += length;
    text += strspn(text, " ");
  }
  fputc('\n', out);
}
