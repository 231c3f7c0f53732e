#!/usr/bin/env bash
# The compiled evaluator against the naive one on many more pairs than a build's suite has time for, on all cores.
#
#   tests/policy/long.sh [PAIRS [SEED [PROGRAM]]]     100000000 pairs, from a seed that is printed
#
# Each core asks batches of a million, every batch from a seed of its own. Ends with 1 at the first difference, and tells
# the seed that shows it again: ENTENTE_SEED=… ENTENTE_PAIRS=1000000 PROGRAM.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
pairs=${1:-100000000}
seed=${2:-$(date +%s)}
program=${3:-$root/build/release/test-bin/policy_differential_test}
batch=1000000
[[ $pairs =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || { echo "usage: $0 [PAIRS [SEED [PROGRAM]]]" >&2; exit 2; }
[[ -x $program ]] || { echo "no program at $program; build policy_differential_test with the release preset" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
batches=$(((pairs + batch - 1) / batch))
echo "$batches batches of $batch pairs on $(nproc) cores, seeds $seed to $((seed + batches - 1))"

export program batch work
one_batch() {
  if ENTENTE_SEED=$1 ENTENTE_PAIRS=$batch "$program" --gtest_filter=-Exhaustive.* > "$work/$1.out" 2>&1; then
    echo "seed $1: no difference"
  else
    echo "seed $1: FAILED"
    grep -v '^\[' "$work/$1.out" | head -n 120
    return 255   # xargs stops
  fi
}
export -f one_batch
seq "$seed" $((seed + batches - 1)) | xargs -P "$(nproc)" -I{} bash -c 'one_batch {}' || exit 1

awk '/^(effect|rule|release|requester|near|caveats|pairs compared)/ {
       name = $1; for (i = 2; i <= NF && $i !~ /^[0-9]+$/; ++i) name = name " " $i
       count[name] += $i
     }
     /answers,/ { split($0, part, ": "); split(part[2], number, " "); laws[part[1]] += number[1] }
     END {
       for (name in count) printf "%-42s %14d\n", name, count[name] | "sort"
       for (law in laws) printf "%-42s %14d\n", "law: " law, laws[law] | "sort"
     }' "$work"/*.out
