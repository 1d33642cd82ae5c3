#!/usr/bin/env bash
# training_bytes_test.sh FOLDER LEVEL...: the programs FOLDER/training_bytes_LEVEL print the same, where this processor
# has the level. Every processor has the first, and that of "clang", which is the first by that compiler.
set -euo pipefail
folder=$1
first=$2
shift 2

has() { [[ $1 == clang ]] || /lib64/ld-linux-x86-64.so.2 --help | grep -q "^ *$1 (supported"; }

expected=$("$folder/training_bytes_$first")
[[ $(wc -l <<<"$expected") -ge 40 ]] || { echo "expected 40 lines or more, got: $expected"; exit 1; }
for level; do
  if has "$level"; then
    diff <(echo "$expected") <("$folder/training_bytes_$level") || { echo "$first and $level differ"; exit 1; }
    echo "$level: the bytes of $first"
  else
    echo "$level: not on this processor"
  fi
done
