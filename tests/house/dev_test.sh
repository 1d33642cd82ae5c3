#!/usr/bin/env bash
# ./dev with the system's package tools replaced by stand-ins: what it asks of a machine, without touching this one.
set -euo pipefail
dev=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/dev
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/a folder" "$scratch/bin"
cp "$dev" "$scratch/a folder/dev"
cd "$scratch"

stand_in() { printf '#!/bin/sh\n%s\n' "$2" >"bin/$1" && chmod +x "bin/$1"; }

# expect STATUS PATTERN COMMAND...: the command's exit status, and a pattern (case ... in) all its output must match.
expect() {
  local status=$1 pattern=$2 got=0 output
  shift 2
  output=$("$@" 2>&1) || got=$?
  # shellcheck disable=SC2254 # it is a pattern
  case $output in $pattern) [[ $got == "$status" ]] && return ;; esac
  printf 'FAILED: %s\n  expected status %s and %s\n  got status %s and %s\n' "$*" "$status" "$pattern" "$got" "$output"
  exit 1
}

run() { PATH="$scratch/bin:$PATH" "a folder/dev" "$@"; }

# Help, from another folder and with a space in the path; it mentions every command.
expect 0 '*usage*demo*setup*build*test*bench*python*format*lint*sanitize*clang*fuzz*' run
expect 0 '*usage*' run help
expect 1 'dev: no command "tset"; ./dev help lists them' run tset

# Nothing missing: apt is not touched, so it works without a network.
stand_in apt-get 'echo "apt-get $*"'
stand_in dpkg-query 'echo installed'
stand_in id 'echo 0'
expect 0 '' run setup

# Packages missing: root installs them in one go, anyone else is given the line.
stand_in dpkg-query 'case "$*" in *fmt*|*cli11*) exit 1 ;; *git) echo config-files ;; *) echo installed ;; esac'
missing='apt-get install -y --no-install-recommends libfmt-dev libcli11-dev git'
expect 0 "apt-get update
$missing" run setup
stand_in id 'echo 1000'
expect 1 "dev: packages are missing; run: sudo apt-get update && sudo $missing" run setup

# A script is found beside the caller, else in the checkout; its arguments pass through unchanged.
stand_in 'my python' 'printf "<%s>" "$@"'
export DAWDLE_PYTHON="$scratch/bin/my python"
expect 0 '<*/a folder/dev_plot.py><two words>' run python dev_plot.py 'two words'
touch here.py
expect 0 '<here.py>' run python here.py

# An interpreter without matplotlib is passed over.
export DAWDLE_PYTHON="$scratch/none"
stand_in python3 'echo python3'
expect 0 'python3' run python here.py
unset DAWDLE_PYTHON

# Elsewhere than on Debian: what is missing is named, all at once.
mkdir bare
for tool in bash env cat readlink dirname getconf; do ln -s "$(command -v $tool)" bare/; done
expect 1 'dev: missing: cmake (3.25 or newer); a C++20 compiler*' env PATH="$scratch/bare" "a folder/dev" build
printf '#!/bin/sh\n! grep -q fmt/\n' >bare/c++ && chmod +x bare/c++
ln -s "$(command -v grep)" bare/
expect 1 'dev: missing: cmake (3.25 or newer); <fmt/format.h>; *' env PATH="$scratch/bare" "a folder/dev" build
echo "dev: all as expected"
