#!/bin/sh
# Makes sure that the tests can start a registry of their own: Debian's package, where we may install it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

if have docker-registry; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! have apt-get; then
  fail "the tests push to a registry of their own, and there is no program \"docker-registry\"." \
    "Install it (on Debian: apt-get install docker-registry), and try again."
fi
say "installing docker-registry"
# Where it may not start a service, the package is installed all the same; the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -d /run/systemd/system ] && [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
quietly apt-get update
quietly env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends docker-registry
have docker-registry || fail "the package docker-registry has no program of that name." "Install a registry as \"docker-registry\"."
