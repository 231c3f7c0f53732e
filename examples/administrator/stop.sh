#!/usr/bin/env bash
# Ends the gateway that start.sh left running in FOLDER.
set -euo pipefail
[ $# -eq 1 ] && [ -s "$1/gateway.pid" ] || { echo "usage: stop.sh FOLDER, where start.sh left a gateway" >&2; exit 2; }
pid=$(cat "$1/gateway.pid")
kill "$pid"
for _ in $(seq 200); do
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.05
done
rm "$1/gateway.pid"
