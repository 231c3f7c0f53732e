#!/usr/bin/env bash
# The whole canary run, of which a build's suite does a share: so many records come to another country, each counted
# once, in batches of 10000, every batch from a seed of its own.
#
#   tests/canary/long.sh [RECORDS [SEED [PROGRAM]]]     100000 records, from a seed that is printed; 1000000 by argument
#
# Ends with 1 at the first leak or difference, and tells the seed that shows it again:
# ENTENTE_SEED=… ENTENTE_CANARY_RECORDS=… PROGRAM.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
records=${1:-100000}
seed=${2:-$(date +%s)}
program=${3:-$root/build/release/test-bin/canary_run_test}
batch=10000
[[ $records =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || { echo "usage: $0 [RECORDS [SEED [PROGRAM]]]" >&2; exit 2; }
[[ -x $program ]] || { echo "no program at $program; build canary_run_test with the release preset" >&2; exit 2; }
((records >= batch)) || batch=$records

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The gateways' files are gone with each world: they need no disk.
[[ -w /dev/shm ]] && export TMPDIR=${TMPDIR:-/dev/shm}
batches=$(((records + batch - 1) / batch))
echo "$batches batches of $batch records released, seeds $seed to $((seed + batches - 1))"
for ((at = seed; at < seed + batches; ++at)); do
  if ENTENTE_SEED=$at ENTENTE_CANARY_RECORDS=$batch "$program" --gtest_filter='CanaryRun.NoWithheldValueInAnyByte' \
      > "$work/$at.out" 2>&1; then
    echo "seed $at: $(awk '/^records released/ { print $NF }' "$work/$at.out") records, nothing found"
  else
    echo "seed $at: FAILED"
    grep -v '^\[' "$work/$at.out" | head -n 120
    exit 1
  fi
done

# Each line is a name and a number.
awk '/^[a-z ].* [0-9]+$/ && !/^seed/ {
       name = $1; for (i = 2; i < NF; ++i) name = name " " $i
       count[name] += $NF; if (!(name in place)) { place[name] = ++names; named[names] = name }
     }
     END { for (i = 1; i <= names; ++i) printf "%-52s %16.0f\n", named[i], count[named[i]] }' "$work"/*.out
