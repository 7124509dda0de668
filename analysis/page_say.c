/* What a report says in sentences: the verdict and the warnings. In English they are those of compare; in Chinese the verdict is made from the
 * same parts. */
#include "analysis/page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the verdict ---- */

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static void put_number(const rq_page *p, json_t *to, const char *name, const json_t *from, const char *key, rq_page_form form, bool size) {
  char number[RQ_PAGE_NUMBER];
  double value = rq_page_value(json_object_get(from, key));
  rq_page_number(p, number, size ? fabs(value) : value, form, size);
  json_object_set_new(to, name, json_string(number[0] == '+' ? number + 1 : number));
}

/* The values of a part, for the sentences. */
static json_t *values_of(const rq_page *p, const json_t *part) {
  const json_t *outcome = rq_page_outcome_of(p, text_of(part, "outcome")), *next = json_object_get(part, "runner_up"),
               *cost = json_object_get(part, "cost");
  rq_page_form form = rq_page_form_of(outcome);
  bool less = rq_page_value(json_object_get(part, "difference")) < 0;
  json_t *v = json_object();
  json_object_set(v, "brand", json_object_get(p->data, "brand"));
  json_object_set(v, "best", json_object_get(part, "best"));
  json_object_set(v, "base", json_object_get(part, "base"));
  json_object_set(v, "next", json_object_get(next, "scenario"));
  json_object_set(v, "pairs", json_object_get(part, "pairs"));
  json_object_set(v, "needed", json_object_get(part, "replicates_needed"));
  char key[64];
  snprintf(key, sizeof key, "outcome.%s", text_of(part, "outcome"));
  const char *label = rq_page_word(p, key);
  json_object_set_new(v, "outcome", json_string(label ? label : text_of(outcome, "label")));
  json_object_set_new(v, "more", json_string(rq_page_word(p, less ? "verdict.less" : "verdict.more")));
  put_number(p, v, "value", part, "value", form, false);
  put_number(p, v, "base_value", part, "base_value", form, false);
  put_number(p, v, "difference", part, "difference", form, true);
  double lower = rq_page_value(json_object_get(part, "lower")), upper = rq_page_value(json_object_get(part, "upper"));
  char between[RQ_PAGE_NUMBER];
  rq_page_interval(between, less ? -upper : lower, less ? -lower : upper, form, false);
  json_object_set_new(v, "between", json_string(between));
  put_number(p, v, "next_value", next, "value", form, false);
  put_number(p, v, "cost", cost, "value", RQ_CENTS, false);
  put_number(p, v, "cost_lower", cost, "lower", RQ_CENTS, false);
  put_number(p, v, "cost_upper", cost, "upper", RQ_CENTS, false);
  return v;
}

static void put_part(const rq_page *p, const json_t *part) {
  json_t *values = values_of(p, part);
  const rq_page q = {values, p->language, p->out, p->charts};
  const json_t *next = json_object_get(part, "runner_up");
  const char *kind = text_of(part, "kind"), *cost = text_of(json_object_get(part, "cost"), "state");
  char key[48];
  snprintf(key, sizeof key, "verdict.%s", kind);
  rq_put_sentence(&q, key);
  bool clear = strcmp(kind, "clear") == 0, figures = strcmp(kind, "none") != 0 && strcmp(kind, "same") != 0;
  if (figures) rq_put_sentence(&q, json_is_number(json_object_get(part, "lower")) ? "verdict.figures" : "verdict.figures.bare");
  if (clear && json_is_object(next))
    rq_put_sentence(&q, json_is_true(json_object_get(next, "clear")) ? "verdict.behind" : "verdict.beside");
  rq_put_sentence(&q, "verdict.stop");
  if (strcmp(kind, "unclear") == 0 &&
      rq_page_value(json_object_get(part, "replicates_needed")) > rq_page_value(json_object_get(part, "pairs")))
    rq_put_sentence(&q, "verdict.needed");
  snprintf(key, sizeof key, "verdict.cost.%s", cost);
  if (clear && *cost) rq_put_sentence(&q, key);
  json_decref(values);
}

void rq_page_verdict(const rq_page *p) {
  const json_t *compare = rq_page_at(p, "compare"), *part;
  size_t at;
  if (!compare)
    rq_put_sentence(p, "verdict.run");
  else if (p->language == 0)
    rq_put_text(p, text_of(compare, "verdict"));
  else
    json_array_foreach(json_object_get(compare, "verdict_parts"), at, part) {
      put_part(p, part);
    }
}

/* ---- warnings ---- */

/* What compare may warn of, {} for what is filled in. */
static const struct {
  const char *pattern, *chinese;
} warnings[] = {
    {"no brand has campaigns; what is said is of {} (--brand NAME for another)",
     "没有品牌开展营销活动；此处谈的是 {}（可用 --brand 另选）"},
    {"scenario '{}' has no brand {}: left out", "情景“{}”没有品牌 {}：未计入"},
    {"{} of {} runs are missing or damaged: their pairs are left out", "有 {} 次运行（共 {} 次）缺失或损坏：相应配对未计入"},
    {"one scenario only: nothing to compare it with", "只有一个情景：没有可比较的对象"},
    {"one replicate only: there are no intervals, and what is seen may be luck; ten replicates are a good start",
     "只有一次重复：没有区间，所见可能只是运气；不妨从十次重复开始"},
    {"a scenario shares no replicate with the base: there are no intervals, and what is seen may be luck; ten replicates are a good start",
     "有的情景与基准没有共同的重复：没有区间，所见可能只是运气；不妨从十次重复开始"},
    {"{} replicates are few: t intervals trust that differences are normal, and the bootstrap has no interval below {}",
     "{} 次重复偏少：t 区间假定差异服从正态分布，少于 {} 次时自助法没有区间"},
    {"scenario '{}' has another seed than '{}': they share no luck, and their people are not the same",
     "情景“{}”与“{}”的随机种子不同：它们不共享运气，人群也不相同"},
    {"no run says anything about '{}'", "没有任何运行涉及“{}”"},
    {"{} was made by another version of renqing than {}", "{} 与 {} 由不同版本的 renqing 生成"},
    {"who was persuaded is not known: there is neither a snapshot of week {} and of the week before the scenarios part nor a panel",
     "不知道谁被打动：既没有第 {} 周和情景分岔前的快照，也没有固定样本"},
    {"who was persuaded is not known: there is neither a snapshot of week {} nor a panel",
     "不知道谁被打动：既没有第 {} 周的快照，也没有固定样本"},
    {"no snapshot before the scenarios part (week {}): segments are of week {} of '{}' (snapshots.at: [{}] takes one)",
     "情景分岔前（第 {} 周）没有快照：群体按第 {} 周“{}”划分（snapshots.at: [{}] 可取快照）"},
    {"customers of replicate {} are left out: {}", "第 {} 次重复的顾客未计入：{}"},
    {"communities were not looked for: the networks have more than {} ties (--by community,... looks)",
     "未寻找社群：网络的关系多于 {} 条（可用 --by community 寻找）"},
};

enum { MOST_FILLED = 4 };
typedef struct filled {
  const char *text;
  size_t length;
} filled;

/* Whether a text is of the pattern, and what stands at its places. */
static bool matches(const char *pattern, const char *text, filled *at) {
  for (const char *gap; (gap = strstr(pattern, "{}")) != NULL; at++) {
    size_t before = (size_t)(gap - pattern);
    if (strncmp(pattern, text, before) != 0) return false;
    text += before;
    pattern = gap + 2;
    const char *next = strstr(pattern, "{}");
    size_t after = next ? (size_t)(next - pattern) : strlen(pattern), rest = strlen(text);
    for (at->text = text; rest >= after && (strncmp(text, pattern, after) != 0 || (!next && rest != after)); rest--) text++;
    if (rest < after) return false;
    at->length = (size_t)(text - at->text);
  }
  return strcmp(pattern, text) == 0;
}

static void put_filled(const rq_page *p, const char *words, const filled *at) {
  for (const char *gap; (gap = strstr(words, "{}")) != NULL; at++) {
    char text[512];
    snprintf(text, sizeof text, "%.*s%.*s", (int)(gap - words), words, (int)at->length, at->text);
    rq_put_text(p, text);
    words = gap + 2;
  }
  rq_put_text(p, words);
}

static void put_warning(const rq_page *p, const char *text) {
  filled at[MOST_FILLED] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
  for (size_t k = 0; p->language == 1 && k < sizeof warnings / sizeof *warnings; k++)
    if (matches(warnings[k].pattern, text, at)) {
      rq_put(p, "<li>");
      put_filled(p, warnings[k].chinese, at);
      return;
    }
  rq_put(p, p->language == 0 ? "<li>" : "<li lang=en>"); /* better said in English than not at all */
  rq_put_text(p, text);
}

void rq_page_warnings(const rq_page *p) {
  const json_t *list = json_object_get(rq_page_at(p, "compare"), "warnings"), *warning;
  size_t at;
  if (json_array_size(list) == 0 && p->charts) return;
  rq_put(p, "<ul class=warnings>\n");
  json_array_foreach(list, at, warning) {
    put_warning(p, json_string_value(warning));
  }
  if (!p->charts) {
    rq_put(p, "<li>");
    rq_put_word(p, "no charts");
  }
  rq_put(p, "</ul>\n");
}

/* ---- what sentences need beside the document ---- */

void rq_page_say(const rq_page *p, json_t *document) {
  static const char *const strands[] = {"share", "staying"}, *const names[] = {"say_share", "say_staying"};
  char number[RQ_PAGE_NUMBER];
  json_t *say = json_object();
  size_t last = json_array_size(json_object_get(json_array_get(json_object_get(json_object_get(document, "strands"), "share"), 0), "mean"));
  size_t year = 52 / (size_t)json_integer_value(json_object_get(document, "period"));
  for (unsigned k = 0; k < 2; k++) {
    double sum = 0, count = 0;
    for (size_t i = last > year ? last - year : 0; i < last; i++) {
      double value = rq_page_strand(p, strands[k], 0, i).value;
      if (isnan(value)) continue;
      sum += value;
      count++;
    }
    json_object_set_new(say, names[k], json_string(rq_page_number(p, number, sum / count, RQ_PERCENT, false)));
  }
  json_object_set_new(say, "scenarios_count", json_integer((json_int_t)json_array_size(json_object_get(document, "scenarios"))));
  json_object_set_new(document, "say", say);
}
