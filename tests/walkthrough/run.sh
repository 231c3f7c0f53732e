#!/bin/bash
# Does the README's walk-through for administrators: the commands of its section, in their order, in a fresh folder.
# Usage: run.sh SOURCE BIN WORK
set -euo pipefail
source=$(realpath "$1") bin=$(realpath "$2") work=$3

if [ -s "$work/desk/gateway.pid" ]; then kill "$(cat "$work/desk/gateway.pid")" 2>/dev/null || true; fi
rm -rf "$work"
mkdir -p "$work"
cd "$work"
ln -s "$source/examples" examples
export PATH="$bin:$PATH" ENTENTE_BIN=$bin
trap '[ ! -s desk/gateway.pid ] || kill "$(cat desk/gateway.pid)"' EXIT

section() { sed -n '/^## Changing a policy/,/^## Figures/p' "$source/README.md"; }

steps=0
while IFS= read -r line; do
  expected=0
  if [[ $line =~ '# exit '([0-9]+)$ ]]; then expected=${BASH_REMATCH[1]}; fi
  echo "\$ $line"
  code=0
  bash -c "$line" >output 2>&1 || code=$?
  cat output
  if [[ $code -ne $expected ]]; then
    echo "exit code $code, expected $expected: $line" >&2
    exit 1
  fi
  # What must be seen on the way.
  case "$line" in
    *"policy diff"*) grep -q -- '- CL' output ;;
    *"policy replay"*) grep -Eq 'EC +CL +arrest' output ;;
    *"policy propose"*) grep -q 'waits for 1 approval' output ;;
    *"policy activate"*) grep -q 'active as number' output ;;
    *"policy recalls"*"# none"*) grep -q '0 copies without an answer' output ;;
    *"policy recalls"*) grep -q 'recall .*none yet' output ;;
  esac
  steps=$((steps + 1))
done < <(section | sed -n '/^```sh$/,/^```$/{/^```/d;p}')

[[ $steps -ge 15 ]] || { echo "expected the whole walk-through, did $steps commands" >&2; exit 1; }
