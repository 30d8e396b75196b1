/** What every script begins with: bookkeeping, results, and the removal of everything on the way out. */
export const FRAME_FUNCTIONS = `work=\${TMPDIR:-/tmp}/$build
containers= networks= volumes= images= part=
over=' '
child= logger= failed=0

# Shows lines of our own, and keeps them in build.log.
say() { printf '%s\\n' "$@"; }
complain() { printf '%s\\n' "$@" >&2; }

# Whether all of these operations have succeeded.
have() {
  for needed; do
    case $over in *" $needed "*) ;; *) return 1 ;; esac
  done
}
passed() { over="$over$1 "; }

# attempt ID PROBLEM COMMAND...
attempt() {
  attempted=$1 problem=$2
  shift 2
  if "$@"; then passed "$attempted"; else complain "$problem"; fi
}

# Runs a command in a way that lets a signal end the wait for it.
run() {
  { "$@" <&5 5<&- & } 5<&0
  child=$!
  if wait "$child"; then status=0; else status=$?; fi
  child=
  return "$status"
}
# altered NAME=VALUE|-NAME... -- COMMAND...: in another environment; for use in a subshell only.
altered() {
  while [ "$1" != -- ]; do
    case $1 in -*) unset "\${1#-}" ;; *) export "$1" ;; esac
    shift
  done
  shift
  exec "$@"
}
apart() ("$@")

begin_step() {
  mkdir -p "$results/$1"
  say '' "Running step \\"$1\\"" ________________________________________
}

# end_step ID STEP EXPECTED-FAILURE OPERATION...
end_step() {
  ended=$1 step=$2 expected=$3
  shift 3
  if [ -n "$expected" ] && have "$expected"; then
    if have "$@"; then
      complain "Step \\"$step\\" has passed, but its \\"xfail: true\\" says that it must fail"
      failed=1
    else
      say "Step \\"$step\\" failed" '    Ignoring due to XFAIL'
      passed "$ended"
    fi
  elif have "$@"; then
    passed "$ended"
  else
    complain "Step \\"$step\\" failed"
    failed=1
  fi
}

# exited ID COMMAND STATUS
exited() {
  say "Command \\"$2\\" exited with code $3"
  [ "$3" -ne 0 ] || passed "$1"
}

# Several containers mount one volume.
note_volume() {
  case "$volumes " in *" $1 "*) ;; *) volumes="$volumes $1" ;; esac
}

# The names among the arguments that the list in front of them holds, into $found, and the others of the list into $left.
select_names() {
  list=$1 found= left=
  shift
  for name in $list; do
    case " $* " in *" $name "*) found="$found $name" ;; *) left="$left $name" ;; esac
  done
}
remove_containers() { [ $# -eq 0 ] || docker rm --force --volumes "$@" >/dev/null; }
remove_networks() { [ $# -eq 0 ] || docker network rm "$@" >/dev/null; }
remove_volumes() { [ $# -eq 0 ] || docker volume rm --force "$@" >/dev/null; }
remove_images() { [ $# -eq 0 ] || docker image rm --force "$@" >/dev/null; }

# What artifacts.json names. Of an image the last line is missing.
list_all() {
  cat "$work/artifacts"
  for entry in "$work"/image-*; do
    [ ! -e "$entry" ] || { cat "$entry"; printf '\\n  }'; }
  done
}

# Runs once, however the script ends: nothing may be left.
finish() {
  status=$?
  trap - EXIT
  trap '' TERM INT HUP PIPE
  [ -z "$child" ] || kill -KILL "$child" 2>/dev/null || :
  [ ! -s "$work/copying" ] || kill -KILL "$(cat "$work/copying")" 2>/dev/null || :
  leftovers=
  remove_containers $containers || leftovers="docker rm --force --volumes$containers"
  remove_networks $networks || leftovers="$leftovers\${leftovers:+; }docker network rm$networks"
  remove_volumes $volumes || leftovers="$leftovers\${leftovers:+; }docker volume rm$volumes"
  remove_images $images || leftovers="$leftovers\${leftovers:+; }docker image rm$images"
  [ -z "$part" ] || rm -rf "$part"
  [ -z "$leftovers" ] || complain "To remove what is left: $leftovers"
  [ -z "$logger" ] || {
    { printf '{\\n  "build.log": {\\n    "type": "log"\\n  }'; list_all; printf '\\n}'; } >"$results/artifacts.json"
    if [ "$status" -eq 0 ]; then say '' 'Build SUCCESS.'; else say '' 'Build ERROR.'; fi
    exec >&3 2>&4
    # What goes on in containers that are left would be waited for.
    [ -z "$leftovers" ] || { sleep 1; kill -KILL "$logger" 2>/dev/null || :; }
    wait "$logger" || :
  }
  rm -rf "$work"
  exit "$status"
}

# Everything that is said goes to the console and to build.log.
begin() {
  [ ! -e "$results" ] || [ -e "$results/build.log" ] || rmdir "$results" 2>/dev/null || {
    complain "\\"$results\\" is no results directory: move it away"
    exit 69
  }
  { rm -rf "$results" && mkdir -p "$results"; } || exit 69
  mkdir -m 700 "$work"
  # buildx leaves copies of a Dockerfile there.
  export TMPDIR="$work"
  trap finish EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 141' PIPE
  : >"$work/artifacts"
  mkfifo "$work/log"
  (trap '' TERM INT HUP PIPE; exec tee "$results/build.log") <"$work/log" &
  logger=$!
  exec 3>&1 4>&2 >"$work/log" 2>&1
}
`;
