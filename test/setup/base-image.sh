#!/bin/sh
# Makes the image that the tests and the first build stand on: busybox and nothing else, without a pull.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

image=buildrunner-base:1
if docker image inspect "$image" >/dev/null 2>&1; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/busybox.sh"

# The machine's own busybox may be linked to libraries, so whether it suits is seen by trying.
import_installed() {
  for busybox in /bin/busybox /usr/bin/busybox /usr/local/bin/busybox; do
    if [ -x "$busybox" ] && import "$busybox" "$image" 2>/dev/null; then return 0; fi
  done
  return 1
}

# An image that is there already.
tag_local() {
  for name in $(docker image ls --format '{{.Repository}}:{{.Tag}}' | grep -E '(^|/)(busybox|alpine):' | grep -v '<none>'); do
    if suits "$name"; then
      docker tag "$name" "$image"
      return 0
    fi
  done
  return 1
}

say "making the base image $image"
import_installed || tag_local || import_downloaded "$image" ||
  fail "there is nothing to make the base image \"$image\" of." \
    "Install a static busybox (on Debian: apt-get install busybox-static) or run 'docker pull busybox', and try again."
