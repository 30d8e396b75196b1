#!/bin/sh
# Makes this checkout ready to build and to test: packages, the built program, an engine, a base image.
# With --for-tests also a registry program and an emulator for the tests.
# Does only what is missing, and says what it does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

for part in packages build engine base-image; do
  sh "$here/$part.sh"
done
# What the tests alone need.
if [ "${1:-}" = --for-tests ]; then
  sh "$here/registry.sh"
  sh "$here/emulation.sh"
fi
