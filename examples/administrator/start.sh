#!/usr/bin/env bash
# A gateway to change a policy on: Ecuador, Chile and Colombia, two invented arrests that the others hold, an
# administrator and two officers. Leaves it running; stop.sh ends it. Usage: start.sh FOLDER, which must not be there yet
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${ENTENTE_BIN:-$root/build/release/bin}
entente=$bin/entente
[ $# -eq 1 ] || { echo "usage: start.sh FOLDER" >&2; exit 2; }
[ ! -e "$1" ] || { echo "start.sh: \`$1\` is there already" >&2; exit 2; }
mkdir -p "$1"
desk=$(cd "$1" && pwd)

"$entente" pki init --dir "$desk/pki" --trust-domain desk.example >/dev/null
"$entente" pki gateway --dir "$desk/pki" --dns localhost --ip 127.0.0.1 >/dev/null
for system in EC/migracion EC/admin CL/pdi CO/policia; do
  "$entente" pki participant --dir "$desk/pki" "$system" >/dev/null
done
"$entente" pki officer --dir "$desk/pki" --country EC --role policy-officer policy-1 >/dev/null
"$entente" pki officer --dir "$desk/pki" --country EC --role data-protection-officer dpo-1 >/dev/null

cp "$root/examples/administrator/participants.yaml" "$desk/participants.yaml"
cp -r "$root/examples/policies" "$desk/policies"
cp -r "$root/examples/policies" "$desk/policies.before"
cp "$desk/participants.yaml" "$desk/policies.before/participants.yaml"
cat >"$desk/entented.yaml" <<'CONFIG'
listen: 127.0.0.1:0
port_file: port
log: {file: gateway.log}
CONFIG
echo 'tls: {certificate: pki/gateway.pem, key: pki/gateway.key, client_roots: pki/ca.pem}' >>"$desk/entented.yaml"

nohup "$bin/entented" --config "$desk/entented.yaml" >>"$desk/gateway.log" 2>&1 &
echo $! >"$desk/gateway.pid"
for _ in $(seq 600); do
  [ -s "$desk/port" ] && break
  kill -0 "$(cat "$desk/gateway.pid")" 2>/dev/null || { cat "$desk/gateway.log" >&2; exit 1; }
  sleep 0.05
done
for profile in EC/migracion:ec EC/admin:admin CL/pdi:cl CO/policia:co; do
  system=${profile%:*}
  cat >"$desk/${profile#*:}.yaml" <<PROFILE
gateway: 127.0.0.1:$(cat "$desk/port")
ca: pki/ca.pem
cert: pki/participants/${system/\//-}.pem
key: pki/participants/${system/\//-}.key
purpose: criminal-investigation
PROFILE
done

"$entente" submit --profile "$desk/ec.yaml" --from ec-detenidos --operation INTERCOPS-SPARTACUS-III --matter ordinary \
  --reviewer "Legal office of EC (invented)" --review-date 2026-11-20 --review-reference REV-EC-1 \
  "$root/examples/quickstart/data/detenidos.csv" >"$desk/submitted.jsonl"
for country in cl co; do
  "$entente" watch --profile "$desk/$country.yaml" --until-caught-up --cursor-file "$desk/$country.cursor" \
    >"$desk/$country.jsonl"
done
echo "a gateway runs in $desk; end it with examples/administrator/stop.sh $1"
