#!/bin/bash
# The key `model` chooses the rules: from a file, from standard input, from what a file extends, by --set; the other model's keys are then
# unknown. A run of the small model is written, verified and run again; `analyze` shows what any model has,
# and says of what is the other model's that it is.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0
check() { # NAME STATUS TEXT ARGUMENTS...: exit status, and a text that the output holds
  local name=$1 status=$2 text=$3 out
  shift 3
  out=$("$RENQING" "$@" 2>&1)
  if [ $? = "$status" ] && grep -qF -e "$text" <<<"$out"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "NOT OK - $name: $out"
  fi
}
gift=configs/bench/gift.yaml
printf 'extends: %s\nweeks: 3\n' "$PWD/$gift" >"$folder/extended.yaml"
printf 'model: gift\nneeds: 1\n' >"$folder/mixed.yaml"
small="--set population.size=500 --set weeks=20"

check "a file" 0 "closeness_gain: 0.1" config dump $gift
check "what a file extends" 0 "closeness_gain: 0.1" config dump "$folder/extended.yaml"
check "--set" 0 "closeness_gain: 0.1" config dump --set model=gift
check "the default" 0 "market_utility" config dump
check "standard input" 0 "closeness_gain: 0.1" config dump - <$gift
check "a mistake on standard input has its line" 65 "-:2:1: unknown key 'needs'" config check - <"$folder/mixed.yaml"
check "a misspelt model" 65 "gift" config check $gift --set model=gitf
check "a key of the other model" 65 "mixed.yaml:2:1: unknown key 'needs'" config check "$folder/mixed.yaml"
check "--set of the other model" 65 "unknown key 'brands'" config check $gift --set 'brands=[]'
check "a key explained" 0 "closeness" config explain gift.closeness_gain
check "a run" 0 "20 weeks of 500 people" run $gift -o "$folder/gift.h5" $small
check "verified and run again" 0 "holds   the run comes out the same again" verify "$folder/gift.h5" --again
check "what any model has" 0 "closeness of the tie" analyze "$folder/gift.h5"
check "measures of the other model" 65 "section 'loyalty' is of the model renqing" analyze --section loyalty "$folder/gift.h5"
check "people without brands" 0 "5 weeks of 500 people" run configs/bench/people.yaml -o "$folder/people.h5" --set population.size=500 --set weeks=5 --verify
echo "$passed passed, $failed failed"
[ $failed = 0 ]
