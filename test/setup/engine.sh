#!/bin/sh
# Makes sure that a docker engine answers. Where one does, nothing is installed, started or changed. Where none does,
# it is installed and started on Debian as root; everyone else is told what to do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"

engine_log=/var/log/dockerd.log
source_name=buildrunner-trixie

# A remote engine that is gone may take minutes to say so.
ask_engine() {
  if have timeout; then timeout 20 docker version --format '{{.Server.Version}}'; else docker version --format '{{.Server.Version}}'; fi
}
answers() { have docker && ask_engine >/dev/null 2>&1; }
is_debian() { [ -r /etc/os-release ] && (. /etc/os-release && [ "$ID" = debian ]); }
codename() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }
has_init() { [ -d /run/systemd/system ]; }

refuse_unless_ours_to_start() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    fail "no docker engine answers at DOCKER_HOST=$DOCKER_HOST." "Start it, or unset DOCKER_HOST, and try again."
  fi
  context=$(docker context show 2>/dev/null || echo default)
  if [ "$context" != default ]; then
    fail "no docker engine answers at docker's context \"$context\"." \
      "Start it, or run 'docker context use default', and try again."
  fi
  if have docker && ask_engine 2>&1 | grep -qi 'permission denied'; then
    fail "$(id -un) may not talk to the docker engine." \
      "Run 'sudo usermod -aG docker $(id -un)', log in again, and try again."
  fi
  if is_debian && [ "$(id -u)" = 0 ]; then return 0; fi
  if have docker; then
    fail "docker is installed, but no engine answers." \
      "Start it (on most systems 'sudo systemctl start docker'), and try again."
  fi
  fail "docker is not installed." \
    "Install it (https://docs.docker.com/engine/install/), start it, and try again." \
    "On Debian as root this set-up does both by itself."
}

# bookworm's own engine has no buildx. The one of the release after it runs on bookworm too; its packages are taken from
# the same mirror, with so low a priority that nothing else of the machine is ever upgraded to them.
add_trixie_source() {
  if apt-get indextargets 'Codename: trixie' --format '$(CODENAME)' | grep -q .; then return; fi
  mirror=$(apt-get indextargets 'Codename: bookworm' 'Component: main' --format '$(REPO_URI)' | head -n 1)
  [ -n "$mirror" ] || fail "apt knows no source for bookworm." "Check /etc/apt/sources.list and try again."
  say "adding $mirror trixie as a package source, for docker alone (/etc/apt/sources.list.d/$source_name.sources)"
  printf '%s\n' 'Types: deb' "URIs: $mirror" 'Suites: trixie' 'Components: main' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"/etc/apt/sources.list.d/$source_name.sources"
  printf '%s\n' 'Package: *' 'Pin: release n=trixie' 'Pin-Priority: 100' >"/etc/apt/preferences.d/$source_name"
  quietly apt-get update
}

# install PACKAGE… : those of docker from the release after bookworm where we are on bookworm
install() {
  say "installing $*"
  quietly apt-get update
  if [ "$(codename)" = bookworm ]; then
    add_trixie_source
    chosen=
    for package; do
      case $package in docker* | containerd) package=$package/trixie ;; esac
      chosen="$chosen $package"
    done
    # shellcheck disable=SC2086
    set -- $chosen
  fi
  # Where no init runs, a package must not try to start its service; that is done below.
  policy=/usr/sbin/policy-rc.d
  made_policy=
  if ! has_init && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made_policy=1
    trap 'rm -f "$policy"' EXIT
  fi
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
  if [ -n "$made_policy" ]; then
    rm -f "$policy"
    trap - EXIT
  fi
}

# Names of the packages that are missing for an engine.
missing_packages() {
  have docker || echo docker-cli
  docker buildx version >/dev/null 2>&1 || echo docker-buildx
  have dockerd || echo docker.io
  have containerd || echo containerd
  have iptables || echo iptables
  # The base image is made of it.
  [ -e /bin/busybox ] || echo busybox-static
}

# Where /run is no tmpfs, what an engine that was killed or switched off has left there outlives it: a socket that nobody
# listens on, which dockerd would dial in vain, and the number of a process that is somebody else's by now, or a zombie.
drop_leftovers_of_dead_engines() {
  socket=/run/containerd/containerd.sock
  if [ -S "$socket" ] && ! listens "$socket"; then
    say "removing $socket: nothing listens there"
    rm -f "$socket"
  fi
  drop_dead_pid_file /var/run/docker.pid dockerd
  drop_dead_pid_file /var/run/docker/containerd/containerd.pid containerd
}

listens() {
  node -e 'require("node:net").connect(process.argv[1]).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' "$1"
}

# drop_dead_pid_file FILE PROGRAM
drop_dead_pid_file() {
  [ -r "$1" ] || return 0
  status=/proc/$(cat "$1")/status
  if grep -q "^Name:[[:space:]]*$2\$" "$status" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "$status"; then return 0; fi
  rm -f "$1"
}

started=
start() {
  if has_init; then
    say "starting the docker service"
    quietly systemctl start docker
  else
    say "starting dockerd in the background, its log is $engine_log"
    drop_leftovers_of_dead_engines
    # It starts its own containerd.
    setsid nohup dockerd >>"$engine_log" 2>&1 </dev/null &
    started=$!
  fi
}

refuse_engine() {
  if [ -n "$started" ]; then
    tail -n 15 "$engine_log" >&2
    fail "the docker engine $1." "See its log, $engine_log."
  fi
  fail "the docker engine $1." "See 'journalctl -u docker'."
}

wait_until_it_answers() {
  tries=120
  until answers; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ]; then refuse_engine "does not answer a minute after its start"; fi
    if [ -n "$started" ] && ! kill -0 "$started" 2>/dev/null; then refuse_engine "ended as soon as it was started"; fi
    sleep 0.5
  done
}

if answers; then exit 0; fi
refuse_unless_ours_to_start

# A socket without a CLI: the engine of somebody else, mounted here.
if ! have docker && [ -S /var/run/docker.sock ]; then
  install docker-cli
  if answers; then exit 0; fi
fi
missing=$(missing_packages)
# shellcheck disable=SC2086
[ -z "$missing" ] || install $missing
answers || start
wait_until_it_answers
say "docker engine $(ask_engine) answers"
