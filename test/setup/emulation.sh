#!/bin/sh
# Makes sure that the engine runs programs of two kinds of processor, its own and one that it emulates, and that it has a
# base image for each, for the tests of images for several platforms: buildrunner-base:1-amd64 and buildrunner-base:1-arm64.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

case $(docker version --format '{{.Server.Arch}}') in
  arm64) own=arm64 other=amd64 emulator=qemu-x86_64 ;;
  *) own=amd64 other=arm64 emulator=qemu-aarch64 ;;
esac
image=buildrunner-base:1-$other
docker tag buildrunner-base:1 "buildrunner-base:1-$own"
runs() { docker run --rm --network none "$image" true >/dev/null 2>&1; }
if docker image inspect "$image" >/dev/null 2>&1 && runs; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/busybox.sh"

may_install() { [ "$(id -u)" = 0 ] && have apt-get; }
binaries=/proc/sys/fs/binfmt_misc
emulates() { [ -e "$binaries/$emulator" ]; }

# The kernel is told by hand where no init does that after an installation.
register() {
  [ -e "$binaries/register" ] || mount -t binfmt_misc binfmt_misc "$binaries" 2>/dev/null || return 1
  emulates || cat "/usr/lib/binfmt.d/$emulator.conf" >"$binaries/register" 2>/dev/null
}

set_up_emulator() {
  may_install || return 1
  if [ ! -e "/usr/lib/binfmt.d/$emulator.conf" ]; then
    say "installing qemu-user-static, which runs programs for $other"
    quietly apt-get update
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends qemu-user-static
  fi
  register
}

emulates || set_up_emulator || say "programs for $other cannot be run here by our own means; trying all the same"
say "making the base image $image"
import_downloaded "$image" "$other" || {
  docker pull --quiet --platform "linux/$other" busybox:stable-musl >/dev/null 2>&1 &&
    docker tag busybox:stable-musl "$image" && runs
} || fail "there is nothing to make the base image \"$image\" of, or programs for $other do not run here." \
  "On Debian as root this set-up sees to both. Elsewhere install the emulators (docker run --privileged --rm tonistiigi/binfmt --install $other), and try again."
