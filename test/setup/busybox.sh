# Read by the scripts beside it, after say.sh: how images of busybox and nothing else are made, without a pull. Files go
# to the folder $work.

# suits IMAGE : whether it has what the tests need
suits() {
  docker run --rm --network none --entrypoint /bin/sh "$1" -c \
    'for name in sh env tar httpd nc wget; do command -v $name || exit 1; done' >/dev/null 2>&1
}

# import BUSYBOX IMAGE [PLATFORM] : an image of that one program, under all its names
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
  platform=${3:+--platform=$3}
  # shellcheck disable=SC2086
  docker import $platform --change 'ENV PATH=/bin' --change 'CMD ["sh"]' "$work/root.tar" "$2" >/dev/null || return 1
  suits "$2" || { docker image rm "$2" >/dev/null; return 1; }
}

# import_downloaded IMAGE [ARCHITECTURE] : of Debian's package, unpacked here and not installed. Its lists are kept here
# too: the machine's stay as they are.
import_downloaded() {
  have apt-get && have dpkg-deb || return 1
  say "fetching the package busybox-static${2:+ for $2} (it is not installed)"
  image_name=$1 architecture=${2:-}
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  : >"$work/apt/status"
  set -- -o "Dir::State=$work/apt" -o "Dir::State::Lists=$work/apt/lists" -o "Dir::State::status=$work/apt/status" \
    -o "Dir::Cache=$work/apt" -o APT::Sandbox::User=
  if [ -n "$architecture" ]; then
    set -- "$@" -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture"
  fi
  (cd "$work" && apt-get "$@" update && apt-get "$@" download busybox-static) >/dev/null 2>&1 || return 1
  dpkg-deb --fsys-tarfile "$work"/busybox-static_*.deb | tar -x -C "$work" || return 1
  for busybox in "$work/bin/busybox" "$work/usr/bin/busybox"; do
    if [ -x "$busybox" ] && import "$busybox" "$image_name" ${architecture:+"linux/$architecture"}; then return 0; fi
  done
  return 1
}
