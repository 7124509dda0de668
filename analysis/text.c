/* printf is twenty times slower at this: digits are made from a whole number, which is checked to lead back to the same value. */
#include "analysis/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

char *rq_text_room(rq_text *t, size_t more) {
  if (t->failed) return NULL;
  if (more <= t->room - t->count) return t->bytes + t->count;
  size_t room = 2 * t->room + more + 4096;
  char *bytes = realloc(t->bytes, room);
  if (!bytes) {
    t->failed = true;
    return NULL;
  }
  t->bytes = bytes;
  t->room = room;
  return bytes + t->count;
}

void rq_text_free(rq_text *t) {
  free(t->bytes);
  *t = (rq_text){0};
}

/* ---- numbers ---- */

/* Exact in double precision. */
static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17};

/* Digits of a number, in `width` of them or (0) as many as it has; returns how many. */
static size_t put_digits(char *to, uint64_t number, size_t width) {
  char digits[20];
  size_t count = 0;
  for (; number > 0 || count < (width ? width : 1); number /= 10) digits[count++] = (char)('0' + number % 10);
  for (size_t k = 0; k < count; k++) to[k] = digits[count - 1 - k];
  return count;
}

void rq_text_whole(rq_text *t, uint64_t number) {
  char *to = rq_text_room(t, 20);
  if (to) t->count += put_digits(to, number, 0);
}

/* The nearest number with `places` decimals, as a whole number of their units, where it is nearer to the value than `near`; 0 else. */
static uint64_t shortened(double value, unsigned places, double near) {
  double whole = floor(value * powers[places] + 0.5);
  return fabs(whole / powers[places] - value) < near ? (uint64_t)whole : 0;
}

/* A single of 1e-8 to 1e8 without exponent; returns the bytes put, 0 where it cannot be done so. */
static size_t put_single(char *to, double value) {
  if (!(value >= 1e-8 && value < 1e8)) return 0;
  int before = -8; /* decimal digits before the point, less 1 */
  while (value >= (before < 0 ? 1 / powers[-before - 1] : powers[before + 1])) before++;
  int exponent;
  double fraction = frexp(value, &exponent);
  /* half the way to the next single, and a little less to be certain; next to a power of 2 the lower one is nearer */
  double near = 0.999999 * ldexp(fraction > 0.5 ? 1 : 0.5, exponent - 25);
  uint64_t number = 0;
  unsigned places = 0;
  for (int digits = 7; digits <= 9 && number == 0; digits++) {
    places = digits - 1 - before > 0 ? (unsigned)(digits - 1 - before) : 0;
    number = shortened(value, places, near);
  }
  if (number == 0) return 0;
  uint64_t unit = (uint64_t)powers[places];
  size_t count = put_digits(to, number / unit, 0);
  if (number % unit == 0) return count;
  to[count++] = '.';
  count += put_digits(to + count, number % unit, places);
  while (to[count - 1] == '0') count--;
  return count;
}

void rq_text_number(rq_text *t, double number) {
  char *to = rq_text_room(t, 48);
  if (!to || isnan(number)) return;
  double size = fabs(number);
  bool is_single = (double)(float)number == number;
  size_t sign = number < 0, count = 0;
  to[0] = '-';
  if (size < 1e15 && size == floor(size))
    count = put_digits(to + sign, (uint64_t)size, 0);
  else if (is_single)
    count = put_single(to + sign, size);
  if (count > 0) {
    t->count += sign + count;
    return;
  }
  count = (size_t)snprintf(to, 48, "%.*g", is_single ? 7 : 15, number);
  bool enough = is_single ? strtof(to, NULL) == (float)number : strtod(to, NULL) == number;
  if (!enough) count = (size_t)snprintf(to, 48, "%.*g", is_single ? 9 : 17, number);
  t->count += count;
}

/* ---- words ---- */

/* XML has no control characters; they become the sign for what cannot be shown. */
static const char *escaped(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '"':
    return "&quot;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  default:
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n' ? "\xef\xbf\xbd" : NULL;
  }
}

void rq_text_xml(rq_text *t, const char *words) {
  for (; *words; words++) {
    const char *other = escaped(*words);
    rq_text_bytes(t, other ? other : words, other ? strlen(other) : 1);
  }
}

void rq_text_gml(rq_text *t, const char *words) {
  for (; *words; words++) {
    const char *other = *words == '<' || *words == '>' ? NULL : escaped(*words);
    rq_text_bytes(t, other ? other : words, other ? strlen(other) : 1);
  }
}

void rq_text_csv(rq_text *t, const char *words) {
  if (!strpbrk(words, ",\"\r\n")) {
    rq_text_put(t, words);
    return;
  }
  rq_text_bytes(t, "\"", 1);
  for (; *words; words++) {
    if (*words == '"') rq_text_bytes(t, "\"", 1);
    rq_text_bytes(t, words, 1);
  }
  rq_text_bytes(t, "\"", 1);
}
