#!/bin/sh
# Makes the image that the tests and the first build stand on: busybox and nothing else, without a pull.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

image=buildrunner-base:1
if docker image inspect "$image" >/dev/null 2>&1; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the tests need of it.
suits() {
  docker run --rm --network none --entrypoint /bin/sh "$1" -c \
    'for name in sh env tar httpd nc wget; do command -v $name || exit 1; done' >/dev/null 2>&1
}

# import BUSYBOX : an image of that one program, under all its names
import() {
  root=$work/root
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/etc" "$root/root" "$root/tmp"
  chmod 1777 "$root/tmp"
  cp "$1" "$root/bin/busybox" && chmod 755 "$root/bin/busybox" || return 1
  for name in $("$root/bin/busybox" --list); do
    [ "$name" = busybox ] || ln -s busybox "$root/bin/$name"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>"$root/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\n' >"$root/etc/group"
  owner=
  if tar --version 2>/dev/null | grep -q GNU; then owner='--owner=0 --group=0'; fi
  # shellcheck disable=SC2086
  tar -C "$root" $owner -cf "$work/root.tar" . || return 1
  docker import --change 'ENV PATH=/bin' --change 'CMD ["sh"]' "$work/root.tar" "$image" >/dev/null || return 1
  suits "$image" || { docker image rm "$image" >/dev/null; return 1; }
}

# The machine's own busybox may be linked to libraries, so whether it suits is seen by trying.
import_installed() {
  for busybox in /bin/busybox /usr/bin/busybox /usr/local/bin/busybox; do
    if [ -x "$busybox" ] && import "$busybox" 2>/dev/null; then return 0; fi
  done
  return 1
}

# Debian's package, unpacked here and not installed. Its lists are kept here too: the machine's stay as they are.
import_downloaded() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  say "fetching the package busybox-static (it is not installed)"
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  : >"$work/apt/status"
  set -- -o "Dir::State=$work/apt" -o "Dir::State::Lists=$work/apt/lists" -o "Dir::State::status=$work/apt/status" \
    -o "Dir::Cache=$work/apt" -o APT::Sandbox::User=
  (cd "$work" && apt-get "$@" update && apt-get "$@" download busybox-static) >/dev/null 2>&1 || return 1
  dpkg-deb --fsys-tarfile "$work"/busybox-static_*.deb | tar -x -C "$work" || return 1
  for busybox in "$work/bin/busybox" "$work/usr/bin/busybox"; do
    if [ -x "$busybox" ] && import "$busybox"; then return 0; fi
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
import_installed || tag_local || import_downloaded ||
  fail "there is nothing to make the base image \"$image\" of." \
    "Install a static busybox (on Debian: apt-get install busybox-static) or run 'docker pull busybox', and try again."
