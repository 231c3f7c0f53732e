#!/bin/sh
# An activation over 100,000 records, killed at one write after another. Usage: tests/crash/long.sh [RECORDS [STRIDE]]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
ENTENTE_CRASH_RECORDS=${1:-100000} ENTENTE_CRASH_STRIDE=${2:-997} \
  exec "$here/build/release/test-bin/activation_crash_test"
