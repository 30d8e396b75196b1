#!/bin/sh
# Installs the npm packages of the lock file, when that has not been done or the lock file is newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
cd "$here/../.."

node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
  fail "node $(node --version) is too old: 20.19 or later is needed." "Install a newer one from https://nodejs.org and try again."
have git || fail "git is missing: the tests make repositories with it." "Install git and try again."

installed=node_modules/.package-lock.json
if [ -e "$installed" ] && [ -z "$(find package-lock.json -newer "$installed")" ]; then exit 0; fi
say "installing the npm packages"
npm ci --no-audit --no-fund --loglevel=error
touch "$installed"
