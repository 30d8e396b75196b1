# Read by the scripts beside it: how they speak, and how they run what prints much.

say() { echo "set-up: $*"; }

# What is wrong, then what to do.
fail() {
  echo "set-up: $1" >&2
  shift
  for line; do echo "        $line" >&2; done
  exit 1
}

# Runs a command, and shows what it printed only when it fails.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return
  fi
  tail -n 15 "$log" >&2
  rm -f "$log"
  fail "\"$*\" failed, see above."
}

have() { command -v "$1" >/dev/null 2>&1; }
