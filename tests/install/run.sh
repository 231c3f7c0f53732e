#!/usr/bin/env bash
# run.sh CMAKE BUILD_DIR WORK_DIR: installs the component `client`, builds consumer/ against it, runs it.
set -euo pipefail
cmake=$1 build=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)

rm -rf "$work"
"$cmake" --install "$build" --component client --prefix "$work/prefix" >/dev/null
"$cmake" -G Ninja -S "$here/consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
"$cmake" --build "$work/build"
"$work/build/consumer" | tee "$work/answer"
grep -q 'root certificate `nowhere/ca.pem` cannot be read' "$work/answer"
