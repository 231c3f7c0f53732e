#!/usr/bin/env bash
# Ten times as many copies as a build's suite releases, in batches of 100000, every batch from a seed of its own.
#
#   tests/canary/long.sh [RELEASES [SEED [PROGRAM]]]     1000000 copies, from a seed that is printed
#
# Ends with 1 at the first leak, and tells the seed that shows it again: ENTENTE_SEED=… ENTENTE_CANARY_RELEASES=… PROGRAM.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
releases=${1:-1000000}
seed=${2:-$(date +%s)}
program=${3:-$root/build/release/test-bin/canary_run_test}
batch=100000
[[ $releases =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || { echo "usage: $0 [RELEASES [SEED [PROGRAM]]]" >&2; exit 2; }
[[ -x $program ]] || { echo "no program at $program; build canary_run_test with the release preset" >&2; exit 2; }
((releases >= batch)) || batch=$releases

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
batches=$(((releases + batch - 1) / batch))
echo "$batches batches of $batch copies, seeds $seed to $((seed + batches - 1))"
for ((at = seed; at < seed + batches; ++at)); do
  if ENTENTE_SEED=$at ENTENTE_CANARY_RELEASES=$batch "$program" --gtest_filter='CanaryRun.NoWithheldValueInAnyByte' \
      > "$work/$at.out" 2>&1; then
    echo "seed $at: nothing found"
  else
    echo "seed $at: FAILED"
    grep -v '^\[' "$work/$at.out" | head -n 120
    exit 1
  fi
done

# Counts are added up; shares are each batch's own.
awk '/^rendered in / {
       name = $3; sub(",", "", $4); rendered[name] += $4; refused[name] += $6; next
     }
     /%$/ || /^seed|^\[|^Note|^Running/ { next }
     $NF ~ /^[0-9.]+$/ {
       name = $1; for (i = 2; i < NF; ++i) name = name " " $i
       count[name] += $NF; if (!(name in place)) { place[name] = ++names; named[names] = name }
     }
     END {
       for (i = 1; i <= names; ++i) printf "%-44s %14d\n", named[i], count[named[i]]
       for (name in rendered) printf "rendered in %-32s %14d, refused %d\n", name, rendered[name], refused[name] | "sort"
     }' "$work"/*.out
