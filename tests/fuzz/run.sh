#!/usr/bin/env bash
# A minute of libFuzzer for every reader and for the mapping language, with AddressSanitizer and
# UndefinedBehaviorSanitizer. What breaks a reader is kept in tests/fuzz/corpus/<reader>/, where every run of the tests
# finds it again.
#   tests/fuzz/run.sh               60 seconds each
#   tests/fuzz/run.sh 600           600 seconds each
#   tests/fuzz/run.sh 60 fbi-wanted only this reader; `mapping` is the language
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds="${1:-60}"
shift || true

command -v clang++ >/dev/null || { echo "libFuzzer comes with clang: apt-get install clang" >&2; exit 1; }
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$(nproc)" --target fuzzers

readers=("$@")
if [ ${#readers[@]} -eq 0 ]; then
  for program in build/fuzz/bin/fuzz-*; do readers+=("${program##*/fuzz-}"); done
fi
broken=0
for reader in "${readers[@]}"; do
  kept="tests/fuzz/corpus/$reader"
  found="build/fuzz/found/$reader"
  mkdir -p "$kept" "$found"
  samples=(adapters/"$reader"/samples)
  [ -d "${samples[0]}" ] || samples=()
  echo "== $reader: $seconds seconds"
  if ! build/fuzz/bin/fuzz-"$reader" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
      -print_final_stats=1 -artifact_prefix="$kept/" "$found" "$kept" "${samples[@]}" 2>"build/fuzz/$reader.log"; then
    broken=$((broken + 1))
    echo "   broken: see build/fuzz/$reader.log; the input is in $kept" >&2
  fi
  grep -E "number_of_executed_units|peak_rss_mb" "build/fuzz/$reader.log" || true
  rmdir "$kept" 2>/dev/null || true
done
[ "$broken" -eq 0 ]
