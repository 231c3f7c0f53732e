#!/usr/bin/env bash
# Five participants exchange a notice, arrests and seizures through a gateway on this machine: Operation
# Intercops-Spartacus III in small, with invented records. Installs and builds what is missing, shows what each country
# received and what was withheld from it, verifies the audit log, and ends. Needs nothing but Debian 12.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$root/examples/quickstart/data
bin=${ENTENTE_BIN:-$root/build/release/bin}   # programs that are built already, where a test runs this
entente=$bin/entente

work=""
gateway_pid=""
end() {
  local code=$?
  if [ -n "$gateway_pid" ] && kill -0 "$gateway_pid" 2>/dev/null; then
    kill "$gateway_pid" 2>/dev/null || true
    wait "$gateway_pid" 2>/dev/null || true
  fi
  if [ "$code" -ne 0 ] && [ -n "$work" ]; then
    echo "quickstart: ended with $code; what happened is in $work (gateway.log)" >&2
  fi
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold="" plain=""; fi
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

build() {
  [ -z "${ENTENTE_BIN:-}" ] || return 0
  "$root/.ci/install-packages.sh"
  cmake --preset release -S "$root" >/dev/null
  cmake --build "$root/build/release" --target entente entented submit_arrest quickstart_report
}

# ---- a trust domain, and a gateway of its own ----

systems="XPO/notices US/fbi EC/migracion CO/policia CL/pdi"

make_certificates() {
  "$entente" pki init --dir "$work/pki" --trust-domain quickstart.example >/dev/null
  "$entente" pki gateway --dir "$work/pki" --dns localhost --ip 127.0.0.1 >/dev/null
  for system in $systems; do
    "$entente" pki participant --dir "$work/pki" "$system" >/dev/null
  done
}

start_gateway() {
  cp -r "$root/examples/policies" "$work/policies"
  cp "$root/examples/quickstart/participants.yaml" "$work/participants.yaml"
  cat >"$work/entented.yaml" <<CONFIG
listen: 127.0.0.1:0
port_file: port
data: data
participants: participants.yaml
policies: policies
tls: {certificate: pki/gateway.pem, key: pki/gateway.key, client_roots: pki/ca.pem}
log: {file: gateway.log}
CONFIG
  "$bin/entented" --config "$work/entented.yaml" 2>>"$work/gateway.log" &
  gateway_pid=$!
  for _ in $(seq 200); do
    [ -s "$work/port" ] && break
    kill -0 "$gateway_pid" 2>/dev/null || { cat "$work/gateway.log" >&2; exit 1; }
    sleep 0.05
  done
  gateway=127.0.0.1:$(cat "$work/port")
  for system in $systems; do
    cat >"$work/${system%/*}.yaml" <<PROFILE
gateway: $gateway
ca: pki/ca.pem
cert: pki/participants/${system/\//-}.pem
key: pki/participants/${system/\//-}.key
purpose: criminal-investigation
PROFILE
  done
}

# ---- the exchange ----

# submit COUNTRY FORMAT FILE…: a file to the gateway, with the review that lets it leave its country.
submit() {
  local country=$1 format=$2
  shift 2
  ENTENTE_PROFILE=$work/$country.yaml "$entente" submit --from "$format" --operation INTERCOPS-SPARTACUS-III \
    --matter ordinary --reviewer "Legal office of $country (invented)" --review-date 2026-11-20 \
    --review-reference "REV-$country-1" "$@" >>"$work/submitted/$country.jsonl" 2>"$work/submit.log" ||
    { cat "$work/submit.log" >&2; exit 1; }
  printf '  %-4s %-16s %s\n' "$country" "$format" "$(sed -n '$s/^entente: //p' "$work/submit.log")"
}

submit_all() {
  mkdir -p "$work/submitted"
  submit XPO interpol-notice "$data/notices.json"
  submit US fbi-wanted "$data/wanted.json"
  submit US us-nibrs-flat "$data/incidents.txt"
  submit EC ec-detenidos "$data/detenidos.csv"
  submit CO unodc-ids "$data/incautaciones.csv"
  "$bin/submit_arrest" "$gateway" "$work/pki/ca.pem" "$work/pki/participants/CL-pdi.pem" \
    "$work/pki/participants/CL-pdi.key" "$data/arrest.json" >>"$work/submitted/CL.jsonl"
  printf '  %-4s %-16s %s\n' CL "the library" "1 acknowledged (examples/submit_arrest.cc)"
}

# receive COUNTRY PURPOSE: all that waits for it, as a national system would take it.
receive() {
  ENTENTE_PROFILE=$work/$1.yaml "$entente" watch --purpose "$2" --until-caught-up \
    --cursor-file "$work/received/$1.$2.cursor" >"$work/received/$1.$2.jsonl"
}

receive_all() {
  mkdir -p "$work/received"
  local country
  for country in XPO US EC CO CL; do receive "$country" criminal-investigation; done
  receive CO victim-protection
}

# Every owner takes its own records back whole, and asks the policies what each other country may see of them: what was
# withheld is what a copy lacks of these.
explain_all() {
  local country id view
  for country in XPO US EC CO CL; do
    sed -n 's/.*"recordId":"\([^"]*\)".*/\1/p' "$work/submitted/$country.jsonl" | while read -r id; do
      echo "$id" >>"$work/originals.ids"
      ENTENTE_PROFILE=$work/$country.yaml "$entente" fetch "$id" --format common --rendered >>"$work/originals.jsonl"
    done
  done
  mkdir -p "$work/explained"
  for view in "$work"/received/*.jsonl; do
    view=$(basename "$view" .jsonl)
    "$entente" policy explain "$work/policies" --participants "$work/participants.yaml" --json \
      --to "${view%%.*}" --purpose "${view#*.}" "$work/originals.jsonl" >"$work/explained/$view.jsonl"
  done
}

# check COUNTRY NUMBER WHAT
check() {
  local answer
  answer=$(ENTENTE_PROFILE=$work/$1.yaml "$entente" check "$2" --place GYE 2>/dev/null)
  printf '%s\n' "$answer" >>"$work/checks.jsonl"
  printf '  %-3s asks for %-10s (%s): ' "$1" "$2" "$3"
  case "$answer" in
    *'"hitOnly":true'*) echo "a hit, and whom to ask: nothing of the record" ;;
    *'"candidates"'*) echo "found: the record, as far as $1 may see it" ;;
    *) echo "nothing, exactly as if there were no record" ;;
  esac
}

verify() {
  "$entente" audit verify "$work/data/audit" --key "$work/data/audit.vkey"
  if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/go-cache \
      go run "$root/tests/audit/verify.go" "$work/data/audit" "$(cat "$work/data/audit.vkey")"
  fi
}

build
started=$(date +%s%N)
work=$(mktemp -d "${TMPDIR:-/tmp}/entente-quickstart.XXXXXX")

step "A gateway starts, with five participants and their policies"
make_certificates
start_gateway
echo "  at $gateway, TLS 1.3 with client certificates; SQLite and the audit log in a fresh folder"

step "Each submits its own records, in its own format"
submit_all
receive_all
explain_all

"$bin/quickstart_report" "$work"

step "Ecuador's border police check passports at Guayaquil airport"
check EC X0000000Z "the false passport of the arrested man"
check EC ZZ0000042 "the passport of a victim"

step "The gateway stops, and its audit log is verified"
kill "$gateway_pid" && wait "$gateway_pid"
gateway_pid=""
verify

printf '\nAll of it took %d.%01d s. Records, copies, certificates, policies and logs are in\n  %s\n' \
  $((($(date +%s%N) - started) / 1000000000)) $(((($(date +%s%N) - started) / 100000000) % 10)) "$work"
