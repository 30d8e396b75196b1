#!/bin/sh
# Makes this checkout ready to build and to test: packages, the built program, an engine, a base image.
# Does only what is missing, and says what it does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

for part in packages build engine base-image; do
  sh "$here/$part.sh"
done
