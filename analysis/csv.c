/* Comma-separated values, taken apart inside the buffer that the file was read into. */
#include "analysis/csv.h"
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rq_status read_all(FILE *file, rq_csv *csv, rq_error *error) {
  size_t room = 1u << 16, length = 0;
  csv->text = malloc(room + 1);
  while (csv->text) {
    length += fread(csv->text + length, 1, room - length, file);
    if (ferror(file)) return rq_fail(error, RQ_NO_INPUT, "%s: %s", csv->path, strerror(errno));
    if (length < room) {
      csv->text[length] = '\0';
      csv->end = csv->text + length;
      return RQ_OK;
    }
    room *= 2;
    char *bigger = realloc(csv->text, room + 1);
    if (!bigger) break;
    csv->text = bigger;
  }
  return rq_no_memory(error, csv->path);
}

/* Bytes of the UTF-8 character at `p` (before a NUL), 0 when it is none. */
static size_t character_length(const unsigned char *p) {
  if (p[0] < 0x80) return 1;
  size_t more = p[0] >= 0xf0 ? 3 : (p[0] >= 0xe0 ? 2 : 1);
  uint32_t code = p[0] & (0x3fu >> more);
  if (p[0] < 0xc2 || p[0] > 0xf4) return 0;
  for (size_t i = 1; i <= more; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
    code = code << 6 | (p[i] & 0x3fu);
  }
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code >= least[more] && code <= 0x10ffff && !surrogate ? more + 1 : 0;
}

static rq_status check_encoding(const rq_csv *csv, rq_error *error) {
  const unsigned char *p = (const unsigned char *)csv->text, *end = (const unsigned char *)csv->end;
  if (end - p >= 2 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
    return rq_fail(error, RQ_BAD_DATA, "%s: the file is UTF-16; save it as UTF-8", csv->path);
  size_t line = 1;
  const unsigned char *start = p;
  while (p < end) {
    if (*p == 0)
      return rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: a zero byte; this is not a text file", csv->path, line, (size_t)(p - start) + 1);
    size_t length = character_length(p);
    if (length == 0)
      return rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: not UTF-8; convert the file, for example with iconv -f GB18030 -t UTF-8", csv->path,
                     line, (size_t)(p - start) + 1);
    if (*p == '\n') {
      line++;
      start = p + 1;
    }
    p += length;
  }
  return RQ_OK;
}

static void choose_separator(rq_csv *csv) {
  size_t count[3] = {0, 0, 0}, best = 0;
  const char among[] = ",;\t";
  bool quoted = false;
  const char *p = csv->at + strspn(csv->at, "\r\n");
  for (; *p && (quoted || (*p != '\n' && *p != '\r')); p++) {
    if (*p == '"') quoted = !quoted;
    const char *hit = quoted ? NULL : strchr(among, *p);
    if (hit) count[hit - among]++;
  }
  for (size_t k = 1; k < 3; k++)
    if (count[k] > count[best]) best = k;
  csv->separator = among[best];
}

rq_status rq_csv_open(rq_csv *csv, const char *path, rq_error *error) {
  *csv = (rq_csv){.path = path, .next_line = 1};
  bool standard = !strcmp(path, "-");
  if (standard) csv->path = "standard input";
  FILE *file = standard ? stdin : fopen(path, "rb");
  if (!file) return rq_fail(error, RQ_NO_INPUT, "%s: %s", path, strerror(errno));
  rq_status status = read_all(file, csv, error);
  if (!standard) fclose(file);
  if (status == RQ_OK) status = check_encoding(csv, error);
  if (status != RQ_OK) {
    rq_csv_close(csv);
    return status;
  }
  csv->at = csv->text;
  if (!strncmp(csv->at, "\xef\xbb\xbf", 3)) csv->at += 3;
  choose_separator(csv);
  return RQ_OK;
}

static bool ends_field(const rq_csv *csv, const char *p) {
  return *p == csv->separator || *p == '\n' || *p == '\r' || *p == '\0';
}

static bool blank(char c) {
  return c == ' ' || c == '\t';
}

/* The field that begins with a quote: unescaped in place; *past is what follows the closing quote. */
static rq_status quoted_field(rq_csv *csv, char *begin, size_t column, char **past, rq_error *error) {
  char *to = begin, *from = begin + 1;
  size_t line = csv->next_line;
  for (;; from++) {
    if (*from == '\0')
      return rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: the quote that begins here is never closed", csv->path, csv->line, column);
    if (*from == '\n') line++;
    if (*from == '"') {
      if (from[1] != '"') break;
      from++;
    }
    *to++ = *from;
  }
  char *after = from + 1;
  while (blank(*after) && *after != csv->separator) after++;
  if (!ends_field(csv, after))
    return rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: text after the closing quote; a quote inside a field is written twice", csv->path,
                   csv->line, column + (size_t)(after - begin));
  csv->next_line = line;
  *past = after;
  *to = '\0';
  return RQ_OK;
}

static char *plain_field(const rq_csv *csv, char *begin) {
  char *past = begin;
  while (!ends_field(csv, past)) past++;
  return past;
}

static void skip_line(rq_csv *csv) {
  while (*csv->at && *csv->at != '\n') csv->at++;
  if (*csv->at) csv->at++;
  csv->next_line++;
}

/* Goes past blank lines; false at the end of the file. */
static bool find_record(rq_csv *csv) {
  for (;;) {
    char *p = csv->at;
    while (blank(*p) && *p != csv->separator) p++;
    if (*p == '\r') p++;
    if (*p == '\0') return false;
    if (*p != '\n') return true;
    csv->at = p + 1;
    csv->next_line++;
  }
}

rq_status rq_csv_next(rq_csv *csv, bool *more, rq_error *error) {
  csv->count = 0;
  *more = find_record(csv);
  if (!*more) return RQ_OK;
  csv->line = csv->next_line;
  const char *start = csv->at;
  for (char *p = csv->at;;) {
    size_t column = (size_t)(p - start) + 1;
    while (blank(*p) && *p != csv->separator) p++;
    char *begin = p, *past = p;
    bool quoted = *p == '"';
    rq_status status = RQ_OK;
    if (csv->count == RQ_CSV_FIELDS)
      status = rq_fail(error, RQ_BAD_DATA, "%s:%zu:%zu: more than %u columns", csv->path, csv->line, column, RQ_CSV_FIELDS);
    else if (quoted)
      status = quoted_field(csv, begin, column, &past, error);
    else
      past = plain_field(csv, begin);
    if (status != RQ_OK) {
      csv->at = p;
      skip_line(csv);
      return status;
    }
    char stop = *past;
    char *last = past;
    while (!quoted && last > begin && blank(last[-1])) last--;
    if (!quoted) *last = '\0';
    *past = '\0';
    csv->field[csv->count++] = (rq_csv_field){begin, column};
    if (stop != csv->separator) {
      bool pair = stop == '\r' && past[1] == '\n';
      csv->at = stop == '\0' ? past : past + (pair ? 2 : 1);
      csv->next_line++;
      return RQ_OK;
    }
    p = past + 1;
  }
}

bool rq_csv_number(const char *text, double *value) {
  char *past;
  if (!*text || text[strspn(text, "+0123456789.eE-")]) return false;
  *value = strtod(text, &past);
  return *past == '\0' && isfinite(*value) && *value >= 0 && !signbit(*value);
}

void rq_csv_close(rq_csv *csv) {
  free(csv->text);
  csv->text = csv->at = csv->end = NULL;
}
