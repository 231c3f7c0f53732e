#!/bin/bash
# Does the README's tutorial: the commands of its section, in their order, in a fresh folder. Usage: run.sh SOURCE BIN WORK
set -euo pipefail
source=$(realpath "$1") bin=$(realpath "$2") work=$3

rm -rf "$work"
mkdir -p "$work"
cd "$work"
ln -s "$source/examples" examples
export PATH="$bin:$PATH"

section() { sed -n '/^### Adding a country/,/^## /p' "$source/README.md"; }

# The mapping that the README shows is the one that the steps use.
section | sed -n '/^```yaml$/,/^```$/p' | sed '1d;$d' | diff - examples/cl-incautaciones/mapping.yaml

steps=0
while IFS= read -r line; do
  expected=0
  if [[ $line =~ '# exit '([0-9]+)$ ]]; then expected=${BASH_REMATCH[1]}; fi
  echo "\$ $line"
  code=0
  bash -c "$line" || code=$?
  if [[ $code -ne $expected ]]; then
    echo "exit code $code, expected $expected: $line" >&2
    exit 1
  fi
  steps=$((steps + 1))
done < <(section | sed -n '/^```sh$/,/^```$/{/^```/d;p}')

[[ $steps -eq 11 ]] || { echo "expected 11 commands, did $steps" >&2; exit 1; }
grep -q '^<!doctype html>' report.html
[[ $(wc -l < records.jsonl) -eq 8 ]]
grep -q '"amount":"1204.5"' records.jsonl
# Home again, and read once more: the same records. In the file, only `S/I` in a column of plain text is gone, as the
# receipt says.
entente convert --formats formats --from common --to cl-incautaciones records.jsonl > home.csv
entente convert --formats formats --from cl-incautaciones home.csv | diff - records.jsonl
sed 's/;S\/I;S\/I;S\/I;S\/I;S\/I;/;;;;S\/I;S\/I;/' examples/cl-incautaciones/samples/incautaciones.csv | diff - home.csv
