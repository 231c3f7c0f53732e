#!/usr/bin/env bash
# tests/policy/mutate.sh [DIR] [--at-least PER_CENT]: changes every rule of the example policies in turn, and prints the
# share of the changes that make a test of their country fail, and each that does not. Exit 1 below 95 %.
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=examples/intercops-spartacus
if [[ $# -gt 0 && $1 != -* ]]; then
  dir=$1
  shift
fi
[[ -f build/release/build.ninja ]] || cmake --preset release > /dev/null
ninja -C build/release policy-mutate > /dev/null
exec build/release/bin/policy-mutate "$dir" "$@"
