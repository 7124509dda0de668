/* A plane as a block of Huffman codes: see pack_plane.h. Names of tables and numbers of symbols are those of RFC 1951, 3.2.5 to 3.2.7. */
#include "sim/pack_plane.h"
#include <stdlib.h>
#include <string.h>

enum {
  END = 256,          /* symbol that ends a block; below it are bytes, above it lengths of runs */
  SYMBOLS = 286,      /* bytes, the end, 29 lengths */
  MOST_BITS = 12,     /* of a code, so that four fit into a word with what is pending */
  MOST_RUN = 258,     /* bytes in a copy */
  MOST_STORED = 65535 /* bytes in a stored block */
};

typedef struct code {
  uint32_t times[SYMBOLS];
  uint8_t length[SYMBOLS];
  uint16_t bits[SYMBOLS]; /* first bit lowest */
} code;

size_t rq_plane_most(size_t count) {
  return count + 5 * (count / MOST_STORED + 2) + 16;
}

/* ---- bits ---- */

static inline void add(rq_bits *b, uint64_t value, unsigned count) {
  b->pending |= value << b->count;
  b->count += count;
}

/* Moves whole bytes out; up to 8 bytes are written. */
static inline void flush(rq_bits *b) {
  memcpy(b->out, &b->pending, sizeof b->pending);
  b->out += b->count / 8;
  b->pending = b->count < 64 ? b->pending >> (b->count & ~7u) : 0;
  b->count &= 7u;
}

static void put(rq_bits *b, uint64_t value, unsigned count) {
  add(b, value, count);
  flush(b);
}

static void align(rq_bits *b) {
  if (b->count) put(b, 0, 8 - b->count);
}

/* ---- the code ---- */

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Depths of `count` > 1 leaves with ascending weights (the upper bits of `leaf`) in Huffman's tree, as number of leaves at each depth; those
 * deeper than MOST_BITS are moved up. */
static void depths(const uint64_t *leaf, uint32_t count, uint32_t at_depth[MOST_BITS + 1]) {
  uint64_t weight[SYMBOLS];
  uint16_t parent[2 * SYMBOLS], depth[2 * SYMBOLS];
  uint32_t leaves = 0, nodes = 0;
  for (uint32_t made = 0; made + 1 < count; made++) {
    weight[made] = 0;
    for (int two = 0; two < 2; two++) {
      bool of_leaf = leaves < count && (nodes >= made || leaf[leaves] >> 16 <= weight[nodes]);
      weight[made] += of_leaf ? leaf[leaves] >> 16 : weight[nodes];
      parent[of_leaf ? leaves++ : count + nodes++] = (uint16_t)(count + made);
    }
  }
  memset(at_depth, 0, (MOST_BITS + 1) * sizeof *at_depth);
  depth[2 * count - 2] = 0;
  for (uint32_t k = 2 * count - 2; k-- > 0;) {
    depth[k] = (uint16_t)(depth[parent[k]] + 1);
    if (k < count) at_depth[depth[k] < MOST_BITS ? depth[k] : MOST_BITS]++;
  }
  uint32_t used = 0; /* of 2^MOST_BITS places */
  for (uint32_t d = 1; d <= MOST_BITS; d++) used += at_depth[d] << (MOST_BITS - d);
  for (; used > 1u << MOST_BITS; used--) { /* one of the deepest takes a place beside another that moves down */
    uint32_t d = MOST_BITS - 1;
    while (at_depth[d] == 0) d--;
    at_depth[MOST_BITS]--;
    at_depth[d]--;
    at_depth[d + 1] += 2;
  }
}

static uint16_t reversed(uint32_t bits, unsigned count) {
  uint32_t other = 0;
  for (unsigned k = 0; k < count; k++) other |= (bits >> k & 1u) << (count - 1 - k);
  return (uint16_t)other;
}

/* Lengths and bits from how often each symbol occurs; there are at least two. */
static void make_code(code *c) {
  uint64_t leaf[SYMBOLS];
  uint32_t count = 0, at_depth[MOST_BITS + 1], next[MOST_BITS + 2] = {0};
  for (uint32_t s = 0; s < SYMBOLS; s++)
    if (c->times[s]) leaf[count++] = (uint64_t)c->times[s] << 16 | s;
  qsort(leaf, count, sizeof *leaf, ascending);
  depths(leaf, count, at_depth);
  memset(c->length, 0, sizeof c->length);
  for (uint32_t d = MOST_BITS, k = 0; d > 0; d--)
    for (uint32_t n = 0; n < at_depth[d]; n++) c->length[leaf[k++] & 0xffff] = (uint8_t)d;
  for (uint32_t d = 1; d <= MOST_BITS; d++) next[d + 1] = (next[d] + at_depth[d]) << 1;
  for (uint32_t s = 0; s < SYMBOLS; s++)
    if (c->length[s]) c->bits[s] = reversed(next[c->length[s]]++, c->length[s]);
}

/* A length has at most 5 bits behind it, and the distance. */
static uint64_t bits_of(const code *c) {
  uint64_t sum = 0;
  for (uint32_t s = 0; s < SYMBOLS; s++) sum += (uint64_t)c->times[s] * (c->length[s] + (s > END ? 6u : 0u));
  return sum;
}

/* ---- what is counted ---- */

/* In four tables, as the next count of a byte would have to wait for the one before. */
static void count_bytes(const uint8_t *plane, size_t count, uint32_t *times) {
  uint32_t table[4][256] = {{0}};
  size_t k = 0;
  for (; k + 8 <= count; k += 8) {
    uint64_t eight;
    memcpy(&eight, plane + k, 8);
    table[0][eight & 0xff]++;
    table[1][eight >> 8 & 0xff]++;
    table[2][eight >> 16 & 0xff]++;
    table[3][eight >> 24 & 0xff]++;
    table[0][eight >> 32 & 0xff]++;
    table[1][eight >> 40 & 0xff]++;
    table[2][eight >> 48 & 0xff]++;
    table[3][eight >> 56]++;
  }
  for (; k < count; k++) table[0][plane[k]]++;
  for (int b = 0; b < 256; b++) times[b] = table[0][b] + table[1][b] + table[2][b] + table[3][b];
}

/* Whether all bytes occur about equally often: the sum of squares is count^2 / 256 then (and `count` more by chance). */
static bool noise(const uint32_t *times, size_t count) {
  uint64_t squares = 0, even = (uint64_t)count * count / 256;
  for (int b = 0; b < 256; b++) squares += (uint64_t)times[b] * times[b];
  return squares <= even + even / 16 + count;
}

/* Whether seven bytes of eight are as the one before. */
static bool many_runs(const uint8_t *plane, size_t count) {
  enum { PIECE = 32768 }; /* its count fits into 16 bits, of which a register has many */
  size_t same = 0;
  for (size_t first = 1; first < count; first += PIECE) {
    size_t end = count - first < PIECE ? count : first + PIECE;
    uint16_t here = 0;
#pragma omp simd reduction(+ : here)
    for (size_t k = first; k < end; k++) here = (uint16_t)(here + (plane[k] == plane[k - 1]));
    same += here;
  }
  return same > count - count / 8;
}

/* How many bytes from the first on are like it. */
static size_t run_at(const uint8_t *at, const uint8_t *end) {
  enum { WORD = 8, STEP = 64 };
  size_t most = (size_t)(end - at), run = 1;
  if (most > WORD && memcmp(at + 1, at, WORD) == 0)
    for (run += WORD; run + STEP <= most && memcmp(at + run, at + run - 1, STEP) == 0;) run += STEP;
  while (run < most && at[run] == at[0]) run++;
  return run;
}

/* A length of 3 ... 258 as a symbol and bits behind it. */
typedef struct copy {
  uint32_t symbol, bits;
  unsigned extra;
} copy;

static copy copy_of(size_t length) {
  uint32_t n = (uint32_t)length - 3;
  unsigned extra = 0;
  if (length == MOST_RUN) return (copy){SYMBOLS - 1, 0, 0};
  while (n >> extra > 7) extra++;
  return (copy){END + 1 + 4 * extra + (n >> extra), n & ((1u << extra) - 1), extra};
}

/* A run is its first byte, and copies of as many as one copy may have; one or two that are left are bytes again. */
static void count_runs(const uint8_t *plane, size_t count, uint32_t *times) {
  for (const uint8_t *at = plane, *end = plane + count; at < end;) {
    size_t run = run_at(at, end), left = run - 1;
    for (size_t copied; left >= 3; left -= copied) {
      copied = left < MOST_RUN ? left : MOST_RUN;
      times[copy_of(copied).symbol]++;
    }
    times[*at] += 1 + (uint32_t)left;
    at += run;
  }
}

/* ---- blocks ---- */

static void put_stored(rq_bits *b, const uint8_t *bytes, size_t count, bool last) {
  do {
    size_t length = count < MOST_STORED ? count : MOST_STORED;
    put(b, last && length == count, 3);
    align(b);
    put(b, length | (~length & 0xffff) << 16, 32);
    memcpy(b->out, bytes, length);
    b->out += length;
    bytes += length;
    count -= length;
  } while (count);
}

/* The lengths of the code, with a fixed code of 3 or 4 bits: 0 to 12 as they are, and two signs for many zeros. */
static void put_lengths(rq_bits *b, const uint8_t *length, uint32_t count) {
  static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  static const uint8_t width[19] = {4, 4, 4, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 0, 0, 0, 0, 4, 4};
  uint16_t bits[19];
  uint32_t next = 0;
  for (unsigned w = 3; w <= 4; w++, next <<= 1)
    for (uint32_t s = 0; s < 19; s++)
      if (width[s] == w) bits[s] = reversed(next++, w);
  for (int k = 0; k < 18; k++) put(b, width[order[k]], 3); /* HCLEN: all but the length 15 */
  for (uint32_t s = 0; s < count;) {
    uint32_t zeros = 0;
    while (s + zeros < count && zeros < 138 && length[s + zeros] == 0) zeros++;
    uint32_t sign = zeros >= 11 ? 18 : zeros >= 3 ? 17 : length[s];
    put(b, bits[sign], width[sign]);
    if (sign == 17) put(b, zeros - 3, 3);
    if (sign == 18) put(b, zeros - 11, 7);
    s += sign >= 17 ? zeros : 1;
  }
}

static void put_bytes(rq_bits *to, const code *c, const uint8_t *plane, size_t count) {
  uint32_t entry[256];
  for (int s = 0; s < 256; s++) entry[s] = (uint32_t)c->bits[s] << 8 | c->length[s];
  rq_bits b = *to;
  size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    uint32_t e0 = entry[plane[k]], e1 = entry[plane[k + 1]], e2 = entry[plane[k + 2]], e3 = entry[plane[k + 3]];
    uint32_t first = e0 >> 8 | e1 >> 8 << (e0 & 0xff), second = e2 >> 8 | e3 >> 8 << (e2 & 0xff);
    add(&b, first, (e0 & 0xff) + (e1 & 0xff));
    add(&b, second, (e2 & 0xff) + (e3 & 0xff));
    flush(&b);
  }
  for (; k < count; k++) put(&b, c->bits[plane[k]], c->length[plane[k]]);
  *to = b;
}

/* Copies go to distance 1, the only one, whose code is one bit. */
static void put_runs(rq_bits *b, const code *c, const uint8_t *plane, size_t count) {
  for (const uint8_t *at = plane, *end = plane + count; at < end;) {
    size_t run = run_at(at, end), left = run - 1;
    put(b, c->bits[*at], c->length[*at]);
    for (size_t copied; left >= 3; left -= copied) {
      copied = left < MOST_RUN ? left : MOST_RUN;
      copy as = copy_of(copied);
      add(b, c->bits[as.symbol], c->length[as.symbol]);
      add(b, as.bits, as.extra);
      put(b, 0, 1);
    }
    for (; left > 0; left--) put(b, c->bits[*at], c->length[*at]);
    at += run;
  }
}

void rq_put_plane(rq_bits *b, const uint8_t *plane, size_t count, bool last) {
  code c;
  memset(c.times, 0, sizeof c.times);
  bool runs = many_runs(plane, count), coded = runs;
  if (runs) {
    count_runs(plane, count, c.times);
  } else {
    count_bytes(plane, count, c.times);
    coded = !noise(c.times, count);
  }
  c.times[END] = 1;
  if (coded) {
    make_code(&c);
    coded = bits_of(&c) / 8 + 200 < count - count / 64;
  }
  if (coded) {
    uint8_t length[SYMBOLS + 1];
    memcpy(length, c.length, SYMBOLS);
    length[SYMBOLS] = runs; /* the one distance */
    put(b, (uint64_t)last | 2u << 1, 3);
    put(b, (SYMBOLS - 257) | 0u << 5 | (uint64_t)(18 - 4) << 10, 14);
    put_lengths(b, length, SYMBOLS + 1);
    if (runs) {
      put_runs(b, &c, plane, count);
    } else {
      put_bytes(b, &c, plane, count);
    }
    put(b, c.bits[END], c.length[END]);
  } else {
    put_stored(b, plane, count, last);
  }
  if (last) align(b);
}
