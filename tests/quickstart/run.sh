#!/usr/bin/env bash
# run.sh BIN WORK: runs the quickstart and holds what came out against what the scenario promises.
set -euo pipefail
bin=$1 work=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
rm -rf "$work"
mkdir -p "$work"

fail() { echo "FAILED: $*" >&2; exit 1; }
has() { grep -q -- "$2" "$1" || fail "$1 should hold \`$2\`"; }
lacks() { ! grep -q -- "$2" "$1" || fail "$1 must not hold \`$2\`"; }

TMPDIR=$work ENTENTE_BIN=$bin "$root/examples/quickstart.sh" >"$work/output" || { cat "$work/output"; fail "exit code $?"; }
cat "$work/output"
files=$(tail -n 1 "$work/output" | sed 's/^ *//')
[ -d "$files" ] || fail "the last line should name the folder of the files"

# Nothing wider than a terminal, no process left.
[ "$(wc -L <"$work/output")" -le 120 ] || fail "a line is wider than 120 columns"
pgrep -f "$files/entented.yaml" && fail "the gateway still runs"

# Everybody who may see the arrested man's false passport does; a victim's passport and name reach the protection unit alone.
has "$files/received/EC.criminal-investigation.jsonl" X0000000Z
has "$files/received/CO.victim-protection.jsonl" ZZ0000042
for view in "$files"/received/*.criminal-investigation.jsonl; do
  lacks "$view" ZZ0000042
  lacks "$view" Nayeli   # the yellow notice names a girl of that family openly, the arrest names her as a victim
done
# Chile shares its arrest with its partners, and not with INTERPOL; Ecuador keeps the name in its notice from the US.
has "$files/received/US.criminal-investigation.jsonl" X0000000Z
lacks "$files/received/XPO.criminal-investigation.jsonl" X0000000Z
has "$files/received/EC.criminal-investigation.jsonl" TAMBOR
lacks "$files/received/US.criminal-investigation.jsonl" TAMBOR
has "$work/output" "EC *asks for X0000000Z .*found"
has "$work/output" "EC *asks for ZZ0000042 .*nothing"

# The log: no value of a record, verified; one bit flipped is refused.
for canary in CANARIA QUISPEROA ZZ0000042 X0000000Z; do
  grep -rqa "$canary" "$files/data/audit" "$files/gateway.log" && fail "the log or the audit holds \`$canary\`"
done
"$bin/entente" audit verify "$files/data/audit" --key "$files/data/audit.vkey" >/dev/null || fail "the log does not verify"
entries=$(find "$files/data/audit/tile/entries" -type f | head -n 1)
printf '\x01' | dd of="$entries" bs=1 seek=20 conv=notrunc status=none
"$bin/entente" audit verify "$files/data/audit" --key "$files/data/audit.vkey" 2>/dev/null && fail "a changed log verifies"
echo "quickstart: all that it promises holds"
