/* Broken configurations, and what each must say: every message, with its place, and the status. */
#include "tests/config/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TEXT(literal) literal, sizeof(literal) - 1

typedef struct broken {
  const char *name, *text;
  size_t length;
  rq_status status;
  const char *messages;
} broken;

static const broken table[] = {
    {"empty file", TEXT(" "), RQ_BAD_DATA, "b.yaml:1:1: nothing is configured here; the file is empty\n"},
    {"comments alone", TEXT("# nothing\n"), RQ_BAD_DATA, "b.yaml:1:1: nothing is configured here; the file is empty\n"},
    {"empty document", TEXT("---\n"), RQ_BAD_DATA, "b.yaml:2:1: the configuration has no value; it must be a mapping of keys to values\n"},
    {"a number alone", TEXT("5"), RQ_BAD_DATA, "b.yaml:1:1: the configuration is 5; it must be a mapping of keys to values\n"},
    {"a list alone", TEXT("- a\n- b\n"), RQ_BAD_DATA, "b.yaml:1:1: the configuration is a list; it must be a mapping of keys to values\n"},
    {"two documents", TEXT("seed: 1\n---\nseed: 2\n"), RQ_BAD_DATA,
     "b.yaml:2:1: a second document begins here; a configuration is one document\n"},
    {"bracket left open", TEXT("seed: [1\n"), RQ_BAD_DATA,
     "b.yaml:2:1: not YAML: did not find expected ',' or ']' (while parsing a flow sequence that begins in line 1)\n"},
    {"mapping in a value", TEXT("a: b: c\n"), RQ_BAD_DATA, "b.yaml:1:5: not YAML: mapping values are not allowed in this context\n"},
    {"tab", TEXT("population:\n\x09size: 5\n"), RQ_BAD_DATA, "b.yaml:2:1: a tab in the indentation; YAML is indented with spaces\n"},
    {"tab after spaces", TEXT("population:\n  network:\n  \x09kind: guanxi\n"), RQ_BAD_DATA,
     "b.yaml:3:3: a tab in the indentation; YAML is indented with spaces\n"},
    {"wrong indentation", TEXT("seed: 1\n extra: 2\n"), RQ_BAD_DATA,
     "b.yaml:2:7: not YAML: mapping values are not allowed in this context\n"},
    {"quote left open", TEXT("title: 'abc\n"), RQ_BAD_DATA,
     "b.yaml:2:1: not YAML: found unexpected end of stream (while scanning a quoted scalar that begins in line 1)\n"},
    {"unknown escape", TEXT("title: \"a\\q\"\n"), RQ_BAD_DATA, "b.yaml:1:10: not YAML: found unknown escape character\n"},
    {"reserved character", TEXT("seed: 1\nweeks: @5\n"), RQ_BAD_DATA,
     "b.yaml:2:8: not YAML: found character that cannot start any token\n"},
    {"not UTF-8", TEXT("seed: 1\ntitle: caf\xe9\n"), RQ_BAD_DATA, "b.yaml:2:11: not UTF-8 text; save the file as UTF-8\n"},
    {"not UTF-8 behind Chinese", TEXT("title: \xe4\xba\xba\xe6\x83\x85\nseed: \xff\n"), RQ_BAD_DATA,
     "b.yaml:2:7: not UTF-8 text; save the file as UTF-8\n"},
    {"byte-order mark", TEXT("\xef\xbb\xbfseed: x\n"), RQ_BAD_DATA,
     "b.yaml:1:7: seed is 'x'; it must be a whole number between 0 and 4294967295\n"},
    {"control character",
     TEXT("title: a\x01"
          "b\n"),
     RQ_BAD_DATA, "b.yaml:1:9: a control character; a configuration is plain text\n"},
    {"NUL",
     TEXT("title: a\x00"
          "b\n"),
     RQ_BAD_DATA, "b.yaml:1:9: a control character; a configuration is plain text\n"},
    {"NUL by escape", TEXT("title: \"a\\0b\"\n"), RQ_BAD_DATA, "b.yaml:1:8: a text with a NUL character\n"},
    {"line break in a text", TEXT("title: \"a\\nb\"\n"), RQ_BAD_DATA,
     "b.yaml:1:8: title holds a line break, a tab or another control character\n"},
    {"several lines", TEXT("title: |\n  two\n  lines\n"), RQ_BAD_DATA,
     "b.yaml:1:8: title holds a line break, a tab or another control character\n"},
    {"duplicate key at the top", TEXT("seed: 1\nweeks: 5\nseed: 2\n"), RQ_BAD_DATA,
     "b.yaml:3:1: duplicate key 'seed'; it is already in line 1\n"},
    {"duplicate key in a mapping", TEXT("population: {size: 5, size: 6}\n"), RQ_BAD_DATA,
     "b.yaml:1:23: duplicate key 'size'; it is already in line 1\n"},
    {"duplicate key in an item", TEXT("brands: {name: A, price: 5, price: 6}\n"), RQ_BAD_DATA,
     "b.yaml:1:29: duplicate key 'price'; it is already in line 1\n"},
    {"alias inside itself", TEXT("brands: &b\n  - *b\n"), RQ_BAD_DATA, "b.yaml:1:9: an alias stands inside what it stands for\n"},
    {"mapping inside itself", TEXT("population: &p {network: *p}\n"), RQ_BAD_DATA,
     "b.yaml:1:13: an alias stands inside what it stands for\n"},
    {"undefined alias", TEXT("seed: *nothing\n"), RQ_BAD_DATA, "b.yaml:1:7: not YAML: found undefined alias\n"},
    {"duplicate anchor", TEXT("seed: &x 1\nweeks: &x 2\n"), RQ_BAD_DATA,
     "b.yaml:2:8: not YAML: found duplicate anchor; the first is in line 1\n"},
    {"unknown tag", TEXT("seed: !!python/object 5\n"), RQ_BAD_DATA, "b.yaml:1:7: unknown tag 'tag:yaml.org,2002:python/object'\n"},
    {"own tag", TEXT("seed: !x 5\n"), RQ_BAD_DATA, "b.yaml:1:7: unknown tag '!x'\n"},
    {"list as a key", TEXT("? [a]\n: 5\n"), RQ_BAD_DATA, "b.yaml:1:3: a key must be a word, not a list or a mapping\n"},
    {"merge key", TEXT("<<: {seed: 1}\n"), RQ_BAD_DATA, "b.yaml:1:1: merge keys (<<) are not understood; use extends or an alias\n"},
    {"nested too deep",
     TEXT("seed: "
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
          "]]]]]]]]]]]]\n"),
     RQ_BAD_DATA, "b.yaml:1:71: nested deeper than 64 levels\n"},
    {"misspelt at the top", TEXT("title: \xe4\xba\xba\xe6\x83\x85\nsede: 1\n"), RQ_BAD_DATA,
     "b.yaml:2:1: unknown key 'sede'; did you mean 'seed'?\n"},
    {"misspelt in a group", TEXT("favors: {neds: 1}\n"), RQ_BAD_DATA, "b.yaml:1:10: unknown key 'neds'; did you mean 'needs'?\n"},
    {"misspelt three levels down", TEXT("population:\n  network:\n    map:\n      lable: x\n"), RQ_BAD_DATA,
     "b.yaml:4:7: unknown key 'lable'; did you mean 'label'?\n"},
    {"misspelt in an item", TEXT("brands:\n  - name: A\n    qualty: 0.5\n"), RQ_BAD_DATA,
     "b.yaml:3:5: unknown key 'qualty'; did you mean 'quality'?\n"},
    {"misspelt required key", TEXT("brands: [{name: A}]\ncampaigns: [{brand: A, favor: gift, chanel: phone}]\n"), RQ_BAD_DATA,
     "b.yaml:2:37: unknown key 'chanel'; did you mean 'channel'?\n"},
    {"wrong case", TEXT("Seed: 3\n"), RQ_BAD_DATA, "b.yaml:1:1: unknown key 'Seed'; did you mean 'seed'?\n"},
    {"dash for underscore", TEXT("output: {part-weeks: 3}\n"), RQ_BAD_DATA,
     "b.yaml:1:10: unknown key 'part-weeks'; did you mean 'part_weeks'?\n"},
    {"key of another group", TEXT("needs: 1\n"), RQ_BAD_DATA, "b.yaml:1:1: unknown key 'needs'; did you mean 'favors.needs'?\n"},
    {"unknown key, nothing near", TEXT("favors: {xyzzy: 1}\n"), RQ_BAD_DATA,
     "b.yaml:1:10: unknown key 'xyzzy'; known are needs, size_sigma, temperature, over_return, patience, credit_limit, forgiveness, ask, "
     "need_rule, renqing_rule, equity_rule, granted, ...\n"},
    {"dotted key in a file", TEXT("population.size: 5\n"), RQ_BAD_DATA,
     "b.yaml:1:1: unknown key 'population.size'; in a file it is written nested, population: {...}\n"},
    {"very long key", TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 1\n"),
     RQ_BAD_DATA,
     "b.yaml:1:1: unknown key 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'; known are title, model, seed, replicate, "
     "weeks, replicates, "
     "warmup, culture, extends, population, snapshots, panel, ...\n"},
    {"control character in a key", TEXT("\"a\\eb\": 1\n"), RQ_BAD_DATA,
     "b.yaml:1:1: unknown key 'a?b'; known are title, model, seed, replicate, weeks, replicates, "
     "warmup, culture, extends, population, snapshots, panel, ...\n"},
    {"key in Chinese", TEXT("\xe7\xa7\x8d\xe5\xad\x90: 1\n"), RQ_BAD_DATA,
     "b.yaml:1:1: unknown key '\xe7\xa7\x8d\xe5\xad\x90'; known are title, model, seed, replicate, weeks, replicates, "
     "warmup, culture, extends, population, snapshots, panel, ...\n"},
    {"fraction for a whole number", TEXT("weeks: 2.5\n"), RQ_BAD_DATA,
     "b.yaml:1:8: weeks is 2.5; it must be a whole number between 1 and 60000\n"},
    {"below the range", TEXT("weeks: 0\n"), RQ_BAD_DATA, "b.yaml:1:8: weeks is 0; it must be between 1 and 60000\n"},
    {"above the range", TEXT("weeks: 99999\n"), RQ_BAD_DATA, "b.yaml:1:8: weeks is 99999; it must be between 1 and 60000\n"},
    {"negative seed", TEXT("seed: -1\n"), RQ_BAD_DATA, "b.yaml:1:7: seed is -1; it must be between 0 and 4294967295\n"},
    {"seed past 32 bits", TEXT("seed: 4294967296\n"), RQ_BAD_DATA, "b.yaml:1:7: seed is 4294967296; it must be between 0 and 4294967295\n"},
    {"number in quotes", TEXT("weeks: '5'\n"), RQ_BAD_DATA,
     "b.yaml:1:8: weeks is the text '5'; it must be a whole number between 1 and 60000\n"},
    {"word for a number", TEXT("weeks: ten\n"), RQ_BAD_DATA, "b.yaml:1:8: weeks is 'ten'; it must be a whole number between 1 and 60000\n"},
    {"nothing for a number", TEXT("weeks:\n"), RQ_BAD_DATA,
     "b.yaml:1:7: weeks has no value; it must be a whole number between 1 and 60000\n"},
    {"null for a number", TEXT("weeks: null\n"), RQ_BAD_DATA,
     "b.yaml:1:8: weeks has no value; it must be a whole number between 1 and 60000\n"},
    {"list for a number", TEXT("weeks: [5]\n"), RQ_BAD_DATA,
     "b.yaml:1:8: weeks is a list; it must be a whole number between 1 and 60000\n"},
    {"mapping for a number", TEXT("weeks: {a: 5}\n"), RQ_BAD_DATA,
     "b.yaml:1:8: weeks is a mapping; it must be a whole number between 1 and 60000\n"},
    {"NaN", TEXT("favors: {needs: .nan}\n"), RQ_BAD_DATA, "b.yaml:1:17: needs is .nan; it must be a number between 0 and 50\n"},
    {"nan as a word", TEXT("favors: {needs: nan}\n"), RQ_BAD_DATA, "b.yaml:1:17: needs is 'nan'; it must be a number between 0 and 50\n"},
    {"infinity", TEXT("favors: {needs: .inf}\n"), RQ_BAD_DATA, "b.yaml:1:17: needs is .inf; it must be between 0 and 50\n"},
    {"negative infinity", TEXT("favors: {needs: -.inf}\n"), RQ_BAD_DATA, "b.yaml:1:17: needs is -.inf; it must be between 0 and 50\n"},
    {"overflow", TEXT("favors: {needs: 1e999}\n"), RQ_BAD_DATA, "b.yaml:1:17: needs is 1e999; it must be between 0 and 50\n"},
    {"hexadecimal", TEXT("seed: 0x10\n"), RQ_BAD_DATA, "b.yaml:1:7: seed is '0x10'; it must be a whole number between 0 and 4294967295\n"},
    {"thousands by comma", TEXT("seed: 1,000\n"), RQ_BAD_DATA,
     "b.yaml:1:7: seed is '1,000'; it must be a whole number between 0 and 4294967295\n"},
    {"thousands by underscore", TEXT("seed: 1_000\n"), RQ_BAD_DATA,
     "b.yaml:1:7: seed is '1_000'; it must be a whole number between 0 and 4294967295\n"},
    {"budget below zero", TEXT("brands: {name: A}\ncampaigns: {brand: A, favor: gift, channel: phone, budget: -1}\n"), RQ_BAD_DATA,
     "b.yaml:2:60: budget is -1; it must be at least 0\n"},
    {"budget NaN", TEXT("brands: {name: A}\ncampaigns: {brand: A, favor: gift, channel: phone, budget: .nan}\n"), RQ_BAD_DATA,
     "b.yaml:2:60: budget is .nan; it must be a number at least 0\n"},
    {"quality above one", TEXT("brands:\n  - {name: Jiahe, quality: 0.6}\n  - {name: Newcomer,\n     quality: 1.4}\n"), RQ_BAD_DATA,
     "b.yaml:4:15: quality is 1.4; it must be between 0 and 1\n"},
    {"word for yes or no", TEXT("introductions: {enabled: maybe}\n"), RQ_BAD_DATA,
     "b.yaml:1:26: enabled is 'maybe'; it must be yes or no\n"},
    {"number for yes or no", TEXT("introductions: {enabled: 1}\n"), RQ_BAD_DATA, "b.yaml:1:26: enabled is 1; it must be yes or no\n"},
    {"yes in quotes", TEXT("introductions: {enabled: \"yes\"}\n"), RQ_BAD_DATA,
     "b.yaml:1:26: enabled is the text 'yes'; it must be yes or no\n"},
    {"mapping for yes or no", TEXT("market: {price_war: {a: 1}}\n"), RQ_BAD_DATA,
     "b.yaml:1:21: price_war is a mapping; it must be yes or no\n"},
    {"misspelt choice", TEXT("culture: renqin\n"), RQ_BAD_DATA,
     "b.yaml:1:10: culture is 'renqin'; it must be renqing or transactional; did you mean 'renqing'?\n"},
    {"unknown choice", TEXT("culture: 5\n"), RQ_BAD_DATA, "b.yaml:1:10: culture is 5; it must be renqing or transactional\n"},
    {"no choice", TEXT("culture:\n"), RQ_BAD_DATA, "b.yaml:1:9: culture has no value; it must be renqing or transactional\n"},
    {"list for a choice", TEXT("culture: [renqing]\n"), RQ_BAD_DATA,
     "b.yaml:1:10: culture is a list; it must be renqing or transactional\n"},
    {"list for a text", TEXT("title: [a]\n"), RQ_BAD_DATA, "b.yaml:1:8: title is a list; it must be a text\n"},
    {"nothing for a text", TEXT("title:\n"), RQ_BAD_DATA, "b.yaml:1:7: title has no value; it must be a text\n"},
    {"number for a group", TEXT("favors: 5\n"), RQ_BAD_DATA, "b.yaml:1:9: favors is 5; it must be a mapping of keys to values\n"},
    {"nothing for a group", TEXT("favors:\n"), RQ_BAD_DATA, "b.yaml:1:8: favors has no value; it must be a mapping of keys to values\n"},
    {"list for a group", TEXT("favors: [1]\n"), RQ_BAD_DATA, "b.yaml:1:9: favors is a list; it must be a mapping of keys to values\n"},
    {"number for a list", TEXT("brands: 5\n"), RQ_BAD_DATA, "b.yaml:1:9: brands is 5; it must be a list of mappings; [] is none\n"},
    {"nothing for a list", TEXT("brands:\n"), RQ_BAD_DATA, "b.yaml:1:8: brands has no value; it must be a list of mappings; [] is none\n"},
    {"number for an item", TEXT("brands: [5]\n"), RQ_BAD_DATA, "b.yaml:1:10: brands.0 is 5; it must be a mapping of keys to values\n"},
    {"item without a name", TEXT("brands: [{quality: 0.5}]\n"), RQ_BAD_DATA, "b.yaml:1:10: key 'name' is missing; brands.0 must have it\n"},
    {"item with an empty name", TEXT("brands: [{name: ''}]\n"), RQ_BAD_DATA, "b.yaml:1:17: name is empty; it must be a text\n"},
    {"item with a list for a name", TEXT("brands: [{name: [x]}]\n"), RQ_BAD_DATA, "b.yaml:1:17: name is a list; it must be a text\n"},
    {"two items of one name", TEXT("brands: [{name: A}, {name: A}]\n"), RQ_BAD_DATA,
     "b.yaml:1:28: name 'A' is already that of another of the brands\n"},
    {"two channels of one name", TEXT("channels: [{name: phone, warmth: 0.1}, {name: phone, warmth: 0.2}]\n"), RQ_BAD_DATA,
     "b.yaml:1:47: name 'phone' is already that of another of the channels\n"},
    {"too many items",
     TEXT("brands: [{name: B0}, {name: B1}, {name: B2}, {name: B3}, {name: B4}, {name: B5}, {name: B6}, {name: B7}, {name: B8}, {name: "
          "B9}, {name: B10}, {name: B11}, {name: B12}, {name: B13}, {name: B14}, {name: B15}, {name: B16}]\n"),
     RQ_BAD_DATA, "b.yaml:1:9: brands has 17 items; at most 16 are possible\n"},
    {"too few items", TEXT("population: {generations: []}\n"), RQ_BAD_DATA,
     "b.yaml:1:27: population.generations has 0 items; at least 1 must be there\n"},
    {"no channels", TEXT("channels: []\n"), RQ_BAD_DATA, "b.yaml:1:11: channels has 0 items; at least 1 must be there\n"},
    {"new channel without warmth", TEXT("channels: [{name: fax}]\n"), RQ_BAD_DATA,
     "b.yaml:1:12: key 'warmth' is missing; channels.9 must have it\n"},
    {"channel out of range", TEXT("channels: [{name: fax, warmth: 2}]\n"), RQ_BAD_DATA,
     "b.yaml:1:32: warmth is 2; it must be between 0 and 1\n"},
    {"too many channels",
     TEXT("channels: [{name: c0, warmth: 0}, {name: c1, warmth: 0}, {name: c2, warmth: 0}, {name: c3, warmth: 0}, {name: c4, warmth: 0}, "
          "{name: c5, warmth: 0}, {name: c6, warmth: 0}, {name: c7, warmth: 0}]\n"),
     RQ_BAD_DATA, "b.yaml:1:11: channels has 17 items; at most 16 are possible\n"},
    {"list with one wrong number", TEXT("snapshots: {at: [1, -1, 2.5, x, .nan]}\n"), RQ_BAD_DATA,
     "b.yaml:1:21: at.1 is -1; it must be between 0 and 60000\n"
     "b.yaml:1:25: at.2 is 2.5; it must be a whole number between 0 and 60000\n"
     "b.yaml:1:30: at.3 is 'x'; it must be a whole number between 0 and 60000\n"
     "b.yaml:1:33: at.4 is .nan; it must be a whole number between 0 and 60000\n"},
    {"one wrong number for a list", TEXT("snapshots: {at: 1.5}\n"), RQ_BAD_DATA,
     "b.yaml:1:17: at is 1.5; it must be a whole number between 0 and 60000\n"},
    {"mapping for a list of numbers", TEXT("snapshots: {at: {a: 1}}\n"), RQ_BAD_DATA,
     "b.yaml:1:17: at is a mapping; it must be a list of whole numbers between 0 and 60000\n"},
    {"list in a list of numbers", TEXT("snapshots: {at: [[1]]}\n"), RQ_BAD_DATA,
     "b.yaml:1:18: at.0 is a list; it must be a whole number between 0 and 60000\n"},
    {"week 53", TEXT("favors: {repayment: {festivals: [5, 53]}}\n"), RQ_BAD_DATA,
     "b.yaml:1:37: festivals.1 is 53; it must be between 1 and 52\n"},
    {"reference to nothing", TEXT("brands: [{name: Anna}]\ncampaigns: [{brand: Ana, favor: gift, channel: fone}]\n"), RQ_BAD_DATA,
     "b.yaml:2:21: brand is 'Ana', which is none of the brands; did you mean 'Anna'?\n"
     "b.yaml:2:48: channel is 'fone', which is none of the channels; there are face_to_face, video_chat, phone, live_chat, messaging, "
     "post, email, personalisation and empathic_bot\n"},
    {"reference without a list", TEXT("campaigns: [{brand: A, favor: gift, channel: phone}]\n"), RQ_BAD_DATA,
     "b.yaml:1:21: brand is 'A', but there are no brands\n"},
    {"reference to a generation", TEXT("brands: {name: A}\ncampaigns: {brand: A, favor: gift, channel: phone, generation: zz}\n"),
     RQ_BAD_DATA, "b.yaml:2:64: generation is 'zz', which is none of the generations; there are baby_boomers, x, y and z\n"},
    {"reference to a misspelt channel", TEXT("brands: {name: A}\ncampaigns: {brand: A, favor: gift, channel: live_chatt}\n"), RQ_BAD_DATA,
     "b.yaml:2:45: channel is 'live_chatt', which is none of the channels; did you mean 'live_chat'?\n"},
    {"reference as a list", TEXT("brands: {name: A}\ndisruptions: {brand: [A], start: 5}\n"), RQ_BAD_DATA,
     "b.yaml:2:22: brand is a list; it must be a text\n"},
    {"counter-offer of nobody", TEXT("brands: {name: A}\nmarket: {counter_offer: {brand: B, against: A}}\n"), RQ_BAD_DATA,
     "b.yaml:2:33: brand is 'B', which is none of the brands; there are A\n"},
    {"required keys missing", TEXT("campaigns: [{}]\n"), RQ_BAD_DATA,
     "b.yaml:1:13: key 'brand' is missing; campaigns.0 must have it\n"
     "b.yaml:1:13: key 'favor' is missing; campaigns.0 must have it\n"
     "b.yaml:1:13: key 'channel' is missing; campaigns.0 must have it\n"},
    {"required week missing", TEXT("brands: {name: A}\nlaunches: {brand: A}\n"), RQ_BAD_DATA,
     "b.yaml:2:11: key 'week' is missing; launches.0 must have it\n"},
    {"extends what is not there", TEXT("extends: nothere.yaml\n"), RQ_NO_INPUT,
     "b.yaml:1:10: cannot read 'nothere.yaml': No such file or directory\n"},
    {"extends itself", TEXT("extends: b.yaml\n"), RQ_BAD_DATA, "b.yaml:1:10: extends 'b.yaml', which in the end extends itself\n"},
    {"extends a folder", TEXT("seed: 1\nextends: .\n"), RQ_NO_INPUT, "b.yaml:2:10: cannot read '.': it is a directory\n"},
    {"extends a list", TEXT("extends: [a]\n"), RQ_BAD_DATA, "b.yaml:1:10: extends is a list; it must be a text\n"},
    {"extends nothing", TEXT("extends:\n"), RQ_BAD_DATA, "b.yaml:1:9: extends has no value; it must be a text\n"},
    {"scenario with an unknown key", TEXT("scenarios: [{name: a, set: {sede: 1}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:29: unknown key 'sede'; did you mean 'seed'?\n"},
    {"scenario without a name", TEXT("scenarios: [{set: {}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:13: key 'name' is missing; scenarios.0 must have it\n"},
    {"scenarios of one name", TEXT("scenarios: [{name: a}, {name: a}]\n"), RQ_BAD_DATA,
     "b.yaml:1:31: name 'a' is already that of another of the scenarios\n"},
    {"number for scenarios", TEXT("scenarios: 5\n"), RQ_BAD_DATA,
     "b.yaml:1:12: scenarios is 5; it must be a list of mappings; [] is none\n"},
    {"number for a set", TEXT("scenarios: [{name: a, set: 5}]\n"), RQ_BAD_DATA,
     "b.yaml:1:28: set is 5; it must be a mapping of keys to values\n"},
    {"misspelt set", TEXT("scenarios: [{name: a, sett: {}}]\n"), RQ_BAD_DATA, "b.yaml:1:23: unknown key 'sett'; did you mean 'set'?\n"},
    {"scenario that extends", TEXT("scenarios: [{name: a, set: {extends: x}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:29: 'extends' stands in files only, at the top\n"},
    {"scenario with wrong values", TEXT("scenarios: [{name: a, set: {favors.needs: x, favors: {ask.closenes: 1}}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:43: needs is 'x'; it must be a number between 0 and 50\n"
     "b.yaml:1:55: unknown key 'ask.closenes'; did you mean 'ask.closeness'?\n"},
    {"scenario past the list", TEXT("scenarios: [{name: a, set: {campaigns.3.favor: gift}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:29: campaigns has 0 items, numbered from 0; there is no 3\n"},
    {"scenario with half a campaign", TEXT("scenarios: [{name: a, set: {campaigns.0.favor: gift}}]\n"), RQ_BAD_DATA,
     "b.yaml:1:29: key 'brand' is missing; campaigns.0 must have it (in scenario 'a')\n"
     "b.yaml:1:29: key 'channel' is missing; campaigns.0 must have it (in scenario 'a')\n"},
    {"scenario that takes a name away",
     TEXT("brands: [{name: A}]\nmarket: {counter_offer: {brand: A}}\nscenarios: [{name: gone, set: {brands: []}}]\n"), RQ_BAD_DATA,
     "b.yaml:2:33: brand is 'A', but there are no brands (in scenario 'gone')\n"},
    {"many at once",
     TEXT("weeks: soon\nbrands:\n  - {name: Jiahe, qualty: 0.6}\n  - {name: Newcomer, quality: 1.4}\ncampaigns:\n  - {brand: Newcommer, "
          "favor: gft, channel: live_chat}\nseed: -3\n"),
     RQ_BAD_DATA,
     "b.yaml:1:8: weeks is 'soon'; it must be a whole number between 1 and 60000\n"
     "b.yaml:3:19: unknown key 'qualty'; did you mean 'quality'?\n"
     "b.yaml:4:31: quality is 1.4; it must be between 0 and 1\n"
     "b.yaml:6:13: brand is 'Newcommer', which is none of the brands; did you mean 'Newcomer'?\n"
     "b.yaml:6:31: favor is 'gft'; it must be gift, occasion_gift, personal_service, concierge, event, discount or apology; did you mean "
     "'gift'?\n"
     "b.yaml:7:7: seed is -3; it must be between 0 and 4294967295\n"},
    {"doubled name beside other mistakes", TEXT("brands:\n  - {name: A, price: 0}\n  - {name: A, price: free}\n"), RQ_BAD_DATA,
     "b.yaml:2:22: price is 0; it must be between 0.01 and 1000000000\n"
     "b.yaml:3:12: name 'A' is already that of another of the brands\n"
     "b.yaml:3:22: price is 'free'; it must be a number between 0.01 and 1000000000\n"},
};

static void test_row(void **state) {
  const broken *row = *state;
  scratch_expect(row->text, row->length, NULL, NULL, row->status, row->messages);
}

/* The control: the same machinery finds nothing wrong where nothing is. */
static void test_nothing_is_wrong(void **state) {
  (void)state;
  scratch_expect("# a comment\nseed: 1\nbrands: [{name: A}, {name: B, quality: 1}]\ncampaigns:\n"
                 "  - {brand: B, favor: gift, channel: phone, generation: y, budget: .inf}\n",
                 0, NULL, NULL, RQ_OK, "");
}

static void test_size(void **state) {
  (void)state;
  const size_t size = (16u << 20) + 1;
  char *text = malloc(size);
  assert_non_null(text);
  memset(text, '#', size);
  scratch_expect(text, size, NULL, NULL, RQ_BAD_DATA, "b.yaml: is larger than 16 MiB; that is no configuration\n");
  memcpy(text + size - 9, "\nseed: 1\n", 9);
  scratch_expect(text + 1, size - 1, NULL, NULL, RQ_OK, ""); /* control: 16 MiB are fine */
  free(text);
}

/* Nine levels of nine aliases would be 387 million values. */
static void test_alias_bomb(void **state) {
  (void)state;
  char text[2000] = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (int c = 'b'; c <= 'i'; c++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c - 1, c - 1, c - 1, c - 1,
             c - 1, c - 1, c - 1, c - 1, c - 1);
  }
  scratch_expect(text, 0, NULL, NULL, RQ_BAD_DATA, "b.yaml:1:32: more than 200000 values, with aliases written out\n");
  scratch_expect("snapshots: {at: &a [1, 2]}\nfavors: {repayment: {festivals: *a}}\n", 0, NULL, NULL, RQ_OK, ""); /* control */
}

static void test_not_a_file(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_config *config;
  assert_int_equal(mkdir("folder", 0700), 0);
  assert_int_equal(scratch_load("folder", NULL, NULL, &config, &error), RQ_NO_INPUT);
  assert_string_equal(error.text, "folder: cannot be read: it is a directory\n");
  rq_error_free(&error);
  assert_int_equal(scratch_load("nowhere.yaml", NULL, NULL, &config, &error), RQ_NO_INPUT);
  assert_string_equal(error.text, "nowhere.yaml: cannot be read: No such file or directory\n");
  rq_error_free(&error);
}

/* Root may read everything, so it is somebody else who tries. */
static void test_no_permission(void **state) {
  (void)state;
  scratch_write("secret.yaml", "seed: 1\n", 0);
  assert_int_equal(chmod("secret.yaml", 0), 0);
  assert_int_equal(chmod(".", 0755), 0);
  pid_t child = fork();
  if (child == 0) {
    rq_error error = RQ_NO_ERROR;
    rq_config *config;
    if (getuid() == 0 && setuid(65534) != 0) _exit(1);
    rq_status status = scratch_load("secret.yaml", NULL, NULL, &config, &error);
    bool right = status == RQ_NO_INPUT && strcmp(error.text, "secret.yaml: cannot be read: Permission denied\n") == 0;
    rq_error_free(&error);
    _exit(right ? 0 : 2);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

/* A file of mistakes: many are shown, not all, and soon. */
static void test_very_many(void **state) {
  (void)state;
  rq_error error = RQ_NO_ERROR;
  rq_config *config;
  FILE *file = fopen("many.yaml", "w");
  assert_non_null(file);
  for (int i = 0; i < 20000; i++) fprintf(file, "k%d: 1\n", i);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(scratch_load("many.yaml", NULL, NULL, &config, &error), RQ_BAD_DATA);
  assert_int_equal(error.count, 1000);
  rq_error_free(&error);
}

int main(void) {
  enum { ROWS = RQ_COUNT_OF(table), OTHERS = 6 };
  struct CMUnitTest tests[ROWS + OTHERS] = {
      cmocka_unit_test(test_nothing_is_wrong), cmocka_unit_test(test_size),          cmocka_unit_test(test_alias_bomb),
      cmocka_unit_test(test_not_a_file),       cmocka_unit_test(test_no_permission), cmocka_unit_test(test_very_many),
  };
  for (size_t i = 0; i < ROWS; i++)
    tests[OTHERS + i] = (struct CMUnitTest){.name = table[i].name, .test_func = test_row, .initial_state = (void *)(uintptr_t)&table[i]};
  return cmocka_run_group_tests_name("broken configurations", tests, scratch_enter, scratch_leave);
}
