#!/bin/sh
# Builds dist/buildrunner.cjs, when something it is made of is newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

built=dist/buildrunner.cjs
if [ -e "$built" ] && [ -z "$(find src package.json package-lock.json test/setup/bundle.js test/setup/code-cache.js -newer "$built" | head -n 1)" ]; then exit 0; fi
node test/setup/bundle.js
