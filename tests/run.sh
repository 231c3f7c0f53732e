#!/usr/bin/env bash
# Builds everything twice and runs every test of both builds: dev (sanitizers, warnings as errors), then release.
# On a bare Debian 12 it installs what is missing first. Ends in ctest's summary, and with its exit code.
#   tests/run.sh              all
#   tests/run.sh -L unit      only the tests with this label; arguments go to ctest
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/install-packages.sh

for preset in dev release; do
  echo "== $preset: build"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" -j "$(nproc)"
  echo "== $preset: test"
  ctest --preset "$preset" -j "$(nproc)" "$@"
done
