/* The last sections of a report: what was assumed, and how it can be made again. */
#include "analysis/page.h"
#include <string.h>

/* A list of settings by name, all texts: [{"name", KEY: text}]. A row for each setting, a column for each item. */
static void put_list(const rq_page *p, const char *name, const char *caption) {
  json_t *list = (json_t *)rq_page_at(p, name), *first = json_array_get(list, 0), *item, *value;
  const char *key;
  size_t at;
  if (!first) return;
  rq_table_open(p, caption);
  rq_table_head(p, "column", "setting");
  json_array_foreach(list, at, item) {
    rq_table_head(p, "item", json_string_value(json_object_get(item, "name")));
  }
  rq_table_body(p);
  json_object_foreach(first, key, value) {
    if (strcmp(key, "name") == 0) continue;
    rq_table_row(p, "setting", key);
    json_array_foreach(list, at, item) {
      rq_put(p, "<td class=text>");
      rq_put_name(p, key, json_string_value(json_object_get(item, key)));
    }
  }
  rq_table_close(p);
}

static void put_general(const rq_page *p) {
  static const char *const keys[] = {"culture", "population.size", "population.network.kind", "population.network.mean_degree", "weeks"};
  const json_t *facts = rq_page_at(p, "facts");
  rq_table_open(p, "table.general");
  rq_table_head(p, "column", "setting");
  rq_table_head(p, "column", "value");
  rq_table_body(p);
  for (unsigned k = 0; k < sizeof keys / sizeof *keys; k++) {
    rq_table_row(p, "setting", keys[k]);
    rq_put(p, "<td class=text>");
    rq_put_name(p, keys[k], json_string_value(json_object_get(facts, keys[k])));
  }
  rq_table_close(p);
}

void rq_page_assumptions(const rq_page *p) {
  static const char *const points[] = {"assume.model", "assume.luck", "assume.intervals", "assume.staying"};
  rq_put(p, "<ul>\n");
  for (unsigned k = 0; k < 4; k++) {
    if (k == 1 && !rq_page_at(p, "replicates")) continue;
    rq_put(p, "<li>");
    rq_put_sentence(p, points[k]);
    rq_put(p, "</li>\n");
  }
  rq_put(p, "</ul>\n");
  put_general(p);
  put_list(p, "market", "table.market");
  put_list(p, "campaigns", "table.campaigns");
}

/* ---- how to make it again ---- */

static void put_command(const rq_page *p, const char *format, const char *what, const char *more) {
  char line[1024];
  snprintf(line, sizeof line, format, what, more);
  rq_put_text(p, line);
  rq_put(p, "\n");
}

static void put_commands(const rq_page *p) {
  const char *folder = json_string_value(rq_page_at(p, "path")), *config = json_string_value(rq_page_at(p, "config"));
  rq_put(p, "<pre tabindex=0><code>");
  if (config) {
    put_command(p, "renqing whatif %s -o %s", config, folder);
    put_command(p, "renqing compare %s%s", folder, "");
  } else {
    put_command(p, "%s%s", json_string_value(json_object_get(rq_page_at(p, "facts"), "command_line")), "");
    put_command(p, "renqing verify %s --again%s", folder, "");
  }
  put_command(p, "renqing report %s -o report.html%s", folder, p->language == 0 ? "" : " --lang zh");
  rq_put(p, "</code></pre>\n");
}

static void put_versions(const rq_page *p) {
  static const char *const keys[] = {"software_version", "git_commit", "config_sha256", "seed"};
  const json_t *facts = rq_page_at(p, "facts");
  rq_table_open(p, "table.versions");
  rq_table_head(p, "column", "what");
  rq_table_head(p, "column", "value");
  rq_table_body(p);
  for (unsigned k = 0; k < 4; k++) {
    rq_table_row(p, "version", keys[k]);
    rq_put(p, "<td class=\"text digest\">");
    rq_put_text(p, json_string_value(json_object_get(facts, keys[k])));
  }
  rq_table_close(p);
}

static void put_runs(const rq_page *p) {
  const json_t *run;
  size_t at;
  rq_put(p, "<details class=long><summary>");
  rq_put_word(p, "table.runs");
  rq_put(p, "</summary>\n");
  rq_table_open(p, "table.runs");
  rq_table_heads(p, (const char *const[]){"scenario", "replicate", "state", "digest", NULL});
  rq_table_body(p);
  json_array_foreach(rq_page_at(p, "runs"), at, run) {
    rq_table_row(p, "scenario", rq_page_scenario(p, (size_t)json_integer_value(json_object_get(run, "place"))));
    rq_table_number(p, rq_page_value(json_object_get(run, "replicate")), RQ_WHOLE, false);
    rq_put(p, "<td class=text>");
    rq_put_name(p, "state", json_string_value(json_object_get(run, "state")));
    rq_put(p, "<td class=\"text digest\">");
    rq_put_text(p, json_string_value(json_object_get(run, "state_digest")));
  }
  rq_table_close(p);
  rq_put(p, "</details>\n");
}

void rq_page_reproduce(const rq_page *p) {
  const char *written = json_string_value(rq_page_at(p, "configuration"));
  put_commands(p);
  put_versions(p);
  put_runs(p);
  if (!written) return;
  rq_put(p, "<details class=long><summary>");
  rq_put_word(p, "configuration");
  rq_put(p, "</summary>\n<pre tabindex=0><code>");
  rq_put_text(p, written);
  rq_put(p, "</code></pre></details>\n");
}
