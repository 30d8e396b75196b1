/**
 * What the watchdog runs, with BUILD-ID MARK STATE-DIRECTORY…, in POSIX shell with cat, grep, rm, rmdir and sleep. The
 * build has its folder in one of the state directories, or has not come to it.
 */
export const WATCHDOG_SCRIPT = `# Waits for the end of a build of buildrunner; when it was killed, removes what it has left.
set -f
trap '' HUP INT QUIT TERM PIPE

# A command of at most $1 seconds; not every system has \`timeout\`, and not all of them mean the same by it.
choose_bounded() {
  if timeout -s KILL 5 true 2>/dev/null; then
    bounded() { timeout -s KILL "$@" </dev/null; }
  else
    bounded() { bounded_by_hand "$@" </dev/null; }
  fi
}

bounded_by_hand() {
  limit=$1
  shift
  "$@" &
  call=$!
  (
    ticks=0
    while kill -0 "$call"; do
      if [ "$ticks" -ge "$((limit * 10))" ]; then kill -9 "$call"; exit; fi
      ticks=$((ticks + 1))
      sleep 0.1 || sleep 1
    done
  ) >/dev/null 2>&1 &
  wait "$call"
}

# Process $1, if it is still the one that started at $2, with all that it has started.
kill_group() {
  if [ "$2" != - ]; then
    stat=$(cat "/proc/$1/stat" 2>/dev/null)
    [ -n "$stat" ] || return
    set -- "$1" "$2" \${stat##*) }
    [ "\${22}" = "$2" ] || return
  fi
  kill -9 "-$1" 2>/dev/null
}

# Children that were started so shortly before the end that they are not in the journal.
kill_marked() {
  [ -r /proc/self/environ ] || return
  set +f
  for file in $(grep -l "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    kill -9 "\${pid%/environ}" 2>/dev/null
  done
  set -f
}

read_journal() {
  while IFS= read -r line; do
    case $line in
      -*[!0-9]* | [!-]*) ;;
      -*) eval "gone_\${line#-}=1" ;;
    esac
  done <"$folder/journal"
  while IFS= read -r line; do
    number=\${line%% *}
    number=\${number#+}
    case $line in +*) ;; *) continue ;; esac
    case $number in '' | *[!0-9]*) continue ;; esac
    eval "is_gone=\\\${gone_$number-}"
    [ -z "$is_gone" ] || continue
    rest=\${line#* }
    value=\${rest#* }
    case $rest in
      'process '*) kill_group \$value ;;
      'container '*) containers="$containers $value" ;;
      'network '*) networks="$networks $value" ;;
      'volume '*) volumes="$volumes $value" ;;
      'image '*) images="$images $value" ;;
      'file '*) files="$files $value" ;;
    esac
  done <"$folder/journal"
}

# Containers first, since they hold the rest. Notes whether one was asked for that is not there.
remove() {
  if [ -n "$containers" ]; then
    case $(bounded 60 docker rm --force --volumes $containers 2>&1 >/dev/null) in
      *[Nn]'o such container'*) [ "$patience" -ge 8 ] || patience=8 ;;
    esac
  fi
  [ -z "$networks" ] || bounded 10 docker network rm $networks >/dev/null 2>&1 &
  [ -z "$volumes" ] || bounded 10 docker volume rm --force $volumes >/dev/null 2>&1 &
  [ -z "$images" ] || bounded 10 docker image rm --force $images >/dev/null 2>&1 &
  wait
}

list() {
  kind=$1
  shift
  bounded 5 docker "$@" >"$folder/$kind" 2>/dev/null || : >"$folder/silence"
}

# Everything of the build that is on the engine now; fails where the engine does not answer.
search() {
  label="label=buildrunner.build=$build"
  list containers ps --all --quiet --no-trunc --filter "$label" &
  list networks network ls --quiet --no-trunc --filter "$label" &
  list volumes volume ls --quiet --filter "$label" &
  list images image ls --filter "reference=buildrunner.local/$build/*:*" --format '{{.Repository}}:{{.Tag}}' &
  wait
  containers=$(cat "$folder/containers") && networks=$(cat "$folder/networks") &&
    volumes=$(cat "$folder/volumes") && images=$(cat "$folder/images") && [ ! -e "$folder/silence" ]
}

remove_files() {
  for name in $files; do
    path=$(printf '%bx' "$name")
    rm -rf -- "\${path%x}" 2>/dev/null
  done
}

# The build's folder, where it has one; what was made only to hold it goes.
find_folder() {
  folder=
  for place in "$@"; do
    if [ -d "$place/$build" ]; then
      folder=$place/$build
    else
      rmdir "$place" "\${place%/*}" 2>/dev/null
    fi
  done
  [ -n "$folder" ]
}

watch() {
  build=$1 mark=$2
  shift 2
  # The engine may still be at work on what it was asked for last: so many looks, and the last two find nothing.
  patience=3 nap=0.1
  while IFS= read -r line; do
    case $line in
      done) return 0 ;;
      late) patience=60 nap=0.5 ;;
    esac
  done
  find_folder "$@" || return 0
  containers='' networks='' volumes='' images='' files=''
  choose_bounded
  [ ! -r "$folder/journal" ] || read_journal
  kill_marked
  remove
  remove_files
  looks=0 quiet=0
  while [ "$quiet" -lt 2 ] || [ "$looks" -lt "$patience" ]; do
    [ "$looks" -lt 100 ] || return 1
    search || return 1
    if [ -z "$containers$networks$volumes$images" ]; then quiet=$((quiet + 1)); else quiet=0 patience=8; fi
    remove
    looks=$((looks + 1))
    sleep "$nap" || sleep 1
  done
  rm -rf -- "$folder" 2>/dev/null
  rmdir "\${folder%/*}" "\${folder%/*/*}" 2>/dev/null
}

watch "$@"
`;
