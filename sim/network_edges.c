/* Edge lists: text that everybody can write. igraph's own readers of such files know neither headings, quotes nor line numbers. */
#include "sim/network_foreign.h"
#include "sim/network_names.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_COLUMNS 10u

typedef struct edge_list {
  const char *path;
  char *text;
  size_t length;
  char delimiter; /* NUL for runs of blanks */
  unsigned columns;
  const char *heading[MOST_COLUMNS]; /* "weight" for the third column where there is no heading */
  bool headed;
  const char **cell; /* rows x columns, into `text` */
  size_t rows, room;
  bool numbers; /* all names are digits */
} edge_list;

/* ---- reading and splitting ---- */

static rq_status load(FILE *file, edge_list *list, rq_error *error) {
  size_t room = 65536;
  list->text = malloc(room + 1);
  while (list->text) {
    list->length += fread(list->text + list->length, 1, room - list->length, file);
    if (ferror(file)) return rq_fail(error, RQ_IO, "%s: reading failed midway", list->path);
    if (list->length < room) break;
    char *more = realloc(list->text, 2 * room + 1);
    if (!more) return rq_no_memory(error, list->path);
    list->text = more;
    room *= 2;
  }
  if (!list->text) return rq_no_memory(error, list->path);
  list->text[list->length] = '\0';
  if (memchr(list->text, '\0', list->length)) return rq_fail(error, RQ_BAD_DATA, "%s: not an edge list: it is not text", list->path);
  if (list->text[0] == '<')
    return rq_fail(error, RQ_BAD_DATA, "%s: not an edge list: it looks like XML (population.network.format: graphml?)", list->path);
  return RQ_OK;
}

static bool blank(char c) {
  return c == ' ' || c == '\t';
}

/* Cuts the next cell off a line and moves on; NULL at the end of the line. A cell in double quotes may hold anything. */
static char *cut_cell(char **at, char delimiter, bool *open_quote) {
  char *begin = *at;
  if (!begin) return NULL;
  while (blank(*begin) && *begin != delimiter) begin++;
  if (!*begin && !delimiter) return NULL;
  char *end = begin;
  if (*begin == '"') {
    end = strchr(++begin, '"');
    *open_quote = !end;
    if (!end) return NULL;
    *end++ = '\0';
  }
  while (*end && (delimiter ? *end != delimiter : !blank(*end))) end++;
  *at = *end ? end + 1 : NULL;
  char *last = end;
  *end = '\0';
  while (last > begin && blank(last[-1])) *--last = '\0';
  return begin;
}

/* Cells of a line; 0 after a message. */
static unsigned cut_line(const edge_list *list, char *line, size_t number, const char *cells[MOST_COLUMNS + 1], rq_error *error) {
  unsigned count = 0;
  bool open_quote = false;
  for (char *at = line, *cell; count <= MOST_COLUMNS && (cell = cut_cell(&at, list->delimiter, &open_quote)); count++) cells[count] = cell;
  if (open_quote) {
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: a quotation mark is not closed", list->path, number);
    return 0;
  }
  if (count < 2 || !*cells[0] || !*cells[1]) {
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: a tie needs two people, in two columns", list->path, number);
    return 0;
  }
  if (count > MOST_COLUMNS) {
    rq_fail(error, RQ_BAD_DATA, "%s:%zu: more than %u columns", list->path, number, MOST_COLUMNS);
    return 0;
  }
  return count;
}

/* ---- lines ---- */

static bool is_heading(const char *const *cells) {
  return (!strcasecmp(cells[0], "source") && !strcasecmp(cells[1], "target")) ||
         (!strcasecmp(cells[0], "from") && !strcasecmp(cells[1], "to"));
}

/* The first line settles the columns. */
static rq_status settle_columns(edge_list *list, size_t number, const char *const *cells, unsigned count, rq_error *error) {
  list->columns = count;
  list->headed = is_heading(cells);
  if (list->headed) memcpy(list->heading, cells, count * sizeof *cells);
  if (list->headed) return RQ_OK;
  list->heading[2] = "weight";
  if (count > 3)
    return rq_fail(error, RQ_BAD_DATA,
                   "%s:%zu: %u columns; without a first line 'source target ...' that names them there can be two people and a weight",
                   list->path, number, count);
  return RQ_OK;
}

static bool all_digits(const char *text) {
  return *text && text[strspn(text, "0123456789")] == '\0';
}

static rq_status check_cells(const edge_list *list, size_t number, const char *const *cells, unsigned count, rq_error *error) {
  if (count != list->columns)
    return rq_fail(error, RQ_BAD_DATA, "%s:%zu: %u columns; the lines before have %u", list->path, number, count, list->columns);
  for (unsigned i = 0; i < 2; i++)
    if (cells[i][0] == '-' && all_digits(cells[i] + 1))
      return rq_fail(error, RQ_BAD_DATA, "%s:%zu: person %s: a number must not be negative", list->path, number, cells[i]);
  if (list->headed || count < 3) return RQ_OK;
  char *end;
  double weight = strtod(cells[2], &end);
  if (end == cells[2] || *end || !isfinite(weight))
    return rq_fail(error, RQ_BAD_DATA, "%s:%zu: weight is '%s'; it must be a number", list->path, number, cells[2]);
  return RQ_OK;
}

static rq_status keep_cells(edge_list *list, const char *const *cells, rq_error *error) {
  if (list->rows == list->room) {
    size_t room = list->room ? 2 * list->room : 1024;
    const char **cell = realloc(list->cell, room * list->columns * sizeof *cell);
    if (!cell) return rq_no_memory(error, list->path);
    list->cell = cell;
    list->room = room;
  }
  memcpy(list->cell + list->rows++ * list->columns, cells, list->columns * sizeof *cells);
  list->numbers = list->numbers && all_digits(cells[0]) && all_digits(cells[1]);
  return RQ_OK;
}

static rq_status take_line(edge_list *list, char *line, size_t number, rq_error *error) {
  const char *cells[MOST_COLUMNS + 1];
  if (!list->columns) list->delimiter = strchr(line, ',') ? ',' : strchr(line, ';') ? ';' : strchr(line, '\t') ? '\t' : '\0';
  unsigned count = cut_line(list, line, number, cells, error);
  if (!count) return RQ_BAD_DATA;
  if (!list->columns) {
    rq_status status = settle_columns(list, number, cells, count, error);
    if (status || list->headed) return status;
  }
  rq_status status = check_cells(list, number, cells, count, error);
  return status ? status : keep_cells(list, cells, error);
}

static rq_status take_lines(edge_list *list, rq_error *error) {
  static const char byte_order_mark[] = "\xef\xbb\xbf";
  char *line = list->text + (strncmp(list->text, byte_order_mark, 3) ? 0 : 3);
  rq_status status = RQ_OK;
  list->numbers = true;
  for (size_t number = 1; line && !status; number++) {
    char *next = strchr(line, '\n');
    if (next) *next++ = '\0';
    line[strcspn(line, "\r")] = '\0';
    const char *first = line + strspn(line, " \t");
    if (*first && *first != '#' && *first != '%') status = take_line(list, line, number, error);
    line = next;
  }
  if (!status && !list->rows) status = rq_fail(error, RQ_BAD_DATA, "%s: there is no tie in it", list->path);
  return status;
}

/* ---- as a graph ---- */

static igraph_error_t set_names(const edge_list *list, const uint32_t *number, uint32_t people, igraph_t *graph) {
  igraph_strvector_t names;
  igraph_error_t code = igraph_strvector_init(&names, people);
  if (code) return code;
  for (size_t i = 2 * list->rows; i-- > 0 && !code;)
    code = igraph_strvector_set(&names, number[i], list->cell[i / 2 * list->columns + i % 2]);
  if (!code) code = igraph_cattribute_VAS_setv(graph, "name", &names);
  igraph_strvector_destroy(&names);
  return code;
}

static igraph_error_t set_column(const edge_list *list, unsigned column, igraph_t *graph) {
  igraph_strvector_t values;
  igraph_error_t code = igraph_strvector_init(&values, (igraph_integer_t)list->rows);
  if (code) return code;
  for (size_t row = 0; row < list->rows && !code; row++)
    code = igraph_strvector_set(&values, (igraph_integer_t)row, list->cell[row * list->columns + column]);
  if (!code) code = igraph_cattribute_EAS_setv(graph, list->heading[column], &values);
  igraph_strvector_destroy(&values);
  return code;
}

static igraph_error_t make_graph(const edge_list *list, const uint32_t *number, uint32_t people, igraph_t *graph) {
  igraph_vector_int_t ends;
  igraph_error_t code = igraph_vector_int_init(&ends, (igraph_integer_t)(2 * list->rows));
  if (code) return code;
  for (size_t i = 0; i < 2 * list->rows; i++) VECTOR(ends)[i] = number[i];
  code = igraph_create(graph, &ends, people, IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&ends);
  if (code) return code;
  code = set_names(list, number, people, graph);
  for (unsigned column = 2; column < list->columns && !code; column++) code = set_column(list, column, graph);
  if (code) igraph_destroy(graph);
  return code;
}

static rq_status number_people(const edge_list *list, igraph_t *graph, rq_error *error) {
  rq_status status = RQ_OK;
  uint32_t people;
  const char **names = malloc(2 * list->rows * sizeof *names);
  uint32_t *number = malloc(2 * list->rows * sizeof *number);
  if (!names || !number) {
    status = rq_no_memory(error, list->path);
    goto out;
  }
  for (size_t i = 0; i < 2 * list->rows; i++) names[i] = list->cell[i / 2 * list->columns + i % 2];
  status = rq_number_names(names, 2 * list->rows, list->numbers, number, &people, error);
  if (status) goto out;
  igraph_error_t code = make_graph(list, number, people, graph);
  if (code) status = rq_igraph_failed(code, list->path, error);
out:
  free(names);
  free(number);
  return status;
}

rq_status rq_read_edges(FILE *file, const char *path, igraph_t *graph, rq_error *error) {
  edge_list list = {.path = path};
  rq_status status = load(file, &list, error);
  if (!status) status = take_lines(&list, error);
  if (!status && list.rows >= (size_t)1 << 31) status = rq_fail(error, RQ_BAD_DATA, "%s: %zu ties are too many", path, list.rows);
  if (!status) status = number_people(&list, graph, error);
  free(list.text);
  free(list.cell);
  return status;
}
