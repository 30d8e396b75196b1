/** Puts an archive into a container so that killing one process stops it. */
export const FEED_FUNCTIONS = `# feed CONTAINER:PATH COMMAND...: extracts the tar archive that the command writes.
feed() {
  target=$1
  shift
  [ -p "$work/feed" ] || mkfifo "$work/feed"
  rm -f "$work/unread"
  { "$@" || : >"$work/unread"; } >"$work/feed" &
  run docker cp - "$target" <"$work/feed" && [ ! -e "$work/unread" ]
}
`;

/** Puts the checkout into a container: by GNU tar in one go, by any other in portions that find lists. */
export const CHECKOUT_FUNCTIONS = `# copy_checkout DIRECTORY CONTAINER PATTERN...: all but what the patterns match; in them, * stands for slashes, too.
copy_checkout() {
  directory=$1 container=$2
  shift 2
  if tar --anchored --wildcards-match-slash --version >/dev/null 2>&1; then
    for pattern; do
      set -- "$@" "--exclude=$pattern"
      shift
    done
    feed "$container:/source" tar -C "$directory" --anchored --wildcards-match-slash "$@" -cf - .
  else
    run copy_portions "$directory" "$container" "$@"
  fi
}
# The same with any tar, in as many portions as its argument lists take; for use in a subshell only.
copy_portions() {
  cd "$1" || return 1
  container=$2
  shift 2
  for pattern; do
    set -- "$@" -o -path "$pattern"
    shift
  done
  export work
  exec find . \\( ! -path '*' "$@" \\) -prune -o -exec sh -c '
    tar --no-recursion -cf - "$@" | {
      { docker cp - "$0:/source" <&5 5<&- & } 5<&0
      echo $! >"$work/copying"
      wait $!
    }
  ' "$container" {} +
}
`;

/** Puts the folders into a container that overlays of the checkout are made of. */
export const VIEW_FUNCTIONS = `# copy_views DIRECTORY CONTAINER COUNT: the folders that writable views of the checkout need. The root of a view looks
# like its upper folder, so that one has to look like the checkout.
copy_views() {
  mkdir -p "$work/overlay/0/upper" "$work/overlay/0/work" &&
    tar -C "$1" --no-recursion -cf - . | tar -C "$work/overlay/0/upper" -xpf - || return 1
  view=1
  while [ "$view" -lt "$3" ]; do
    cp -Rp "$work/overlay/0" "$work/overlay/$view" || return 1
    view=$((view + 1))
  done
  feed "$2:/overlay" tar -C "$work/overlay" -cf - .
}
`;

/** Puts single files and folders into a container, and takes them back. */
export const FILE_FUNCTIONS = `# copy_in SOURCE CONTAINER PATH MODE: one file or folder of ours, under another name, with all that is below it.
copy_in() {
  name=\${3#/}
  rm -rf "$work/in"
  case $name in */*) mkdir -p "$work/in/\${name%/*}" ;; *) mkdir -p "$work/in" ;; esac
  if [ -d "$1" ]; then
    mkdir "$work/in/$name" && run cp -Rp "$1/." "$work/in/$name" || return 1
  else
    run cp -p "$1" "$work/in/$name" || return 1
  fi
  [ -z "$4" ] || chmod "$4" "$work/in/$name"
  feed "$2:/" tar -C "$work/in" -cf - "$name"
}
# copy_across FROM PATH CONTAINER PATH
copy_across() { feed "$3:$4" docker cp "$1:$2/." -; }
# copy_back CONTAINER PATH TARGET
copy_back() {
  part=\${3%/*}/.$build.part
  run docker cp "$1:$2" "$part" >/dev/null 2>&1 && rm -rf "$3" && mv "$part" "$3"
}
`;
