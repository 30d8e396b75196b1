/** Pushes images, each seen to be the right one by its digest. */
export const PUSH_FUNCTIONS = `# push_image NUMBER IMAGE REPOSITORY CARRIER PARTS TAG...: under all tags; in artifacts.json NUMBER is that of its entry.
push_image() {
  entry=$1 image=$2 repository=$3 carrier=$4 parts=$5
  shift 5
  id=$(docker image inspect --format '{{.Id}}' "$image") || return 1
  : >"$work/sent"
  if send_all "$@" && confirm_all; then
    [ ! -e "$work/image-$entry" ] || note_digests >>"$work/image-$entry"
  else
    rm -f "$work/image-$entry"
    return 1
  fi
}

# By the carrier, from which the registry makes the others; where it does not, each tag for itself.
send_all() {
  [ -n "$carrier" ] || { send_each "$@"; return; }
  [ -z "$parts" ] || { send_joined "$@"; return; }
  case " $* " in *" $carrier "*) ;; *) images="$images $repository:$carrier" ;; esac
  send "$repository:$carrier" || return 1
  carried=$digest
  others= words=
  for tag; do
    [ "$tag" = "$carrier" ] || others="$others $tag" words="$words --tag $repository:$tag"
  done
  if @ALIAS@ $words "$repository@$digest" >/dev/null 2>&1; then
    for tag in $others; do note_sent "$repository:$tag"; done
  else
    send_each $others || return 1
  fi
  digest=$carried
  case " $* " in *" $carrier "*) note_sent "$repository:$carrier" ;; esac
}
# The parts by the carrier, one after the other; the registry joins them, and is asked what it has made of them. Meanwhile
# the carrier goes with the build: it would stand for an image of another platform.
send_joined() {
  own=$id joined= words= expected= before=$images
  images="$images $repository:$carrier"
  for part_image in $parts; do
    id=$(docker image inspect --format '{{.Id}}' "$part_image") && send "$repository:$carrier" || return 1
    joined="$joined $repository@$digest" expected="$expected $digest"
    docker image rm --force "$repository:$carrier" >/dev/null || return 1
  done
  for tag; do
    if [ "$tag" = "$carrier" ]; then
      docker tag "$own" "$repository:$carrier" || return 1
    else
      words="$words --tag $repository:$tag"
    fi
  done
  images=$before
  run docker buildx imagetools create --tag "$repository:$carrier" $words $joined >"$work/trouble" 2>&1 || {
    cat "$work/trouble" >&2
    return 1
  }
  index=$(docker buildx imagetools inspect --format '{{json .Manifest}}' "$repository:$carrier" </dev/null) || return 1
  digest=$(printf '%s\\n' "$index" | sed -n 's/^  "digest": "\\(.*\\)".*/\\1/p')
  for one in $expected; do
    case $index in *"\"$one\""*) ;; *) complain "\"$repository:$carrier\" was overtaken: $one is not in it"; return 1 ;; esac
  done
  for tag; do note_sent "$repository:$tag"; done
}
send_each() {
  for tag; do send "$repository:$tag" && note_sent "$repository:$tag" || return 1; done
}
note_sent() { printf '%s %s\\n' "$1" "$digest" >>"$work/sent"; }

# send REFERENCE: gives the image the tag, pushes that, and sees by the digest that it was the image.
send() {
  for attempt in 1 2 3; do
    docker tag "$id" "$1" && push_patiently "$1" || return 1
    digest=$(sed -n 's/^[^ ]*: digest: \\(sha256:[0-9a-f]*\\) size: .*/\\1/p' "$work/push")
    known=$(docker image inspect --format '{{join .RepoDigests " "}}' "$id") || return 1
    case "$known " in *"@\${digest:-none} "*) return 0 ;; esac
    complain "\\"$1\\" was moved to another image right before it was pushed"
  done
  complain "\\"$1\\" was overtaken: something else on this engine moves that tag to another image"
  return 1
}

# push_patiently REFERENCE: tries again where the network or the registry is in trouble that may be over in a moment.
push_patiently() {
  for wait in 1 3 0; do
    if run docker push "$1" >"$work/push" 2>"$work/trouble"; then return 0; fi
    cat "$work/trouble" >&2
    [ "$wait" != 0 ] && grep -Eq 'timeout|unreachable|connection (refused|reset)|EOF|HTTP status.* 5[0-9][0-9]' "$work/trouble" || return 1
    run sleep "$wait"
  done
}

# Asks the registry for each tag, where docker can: the build's own first, those that others may use too last.
confirm_all() {
  sed '1!G;h;$!d' "$work/sent" >"$work/asked"
  while read -r reference digest; do
    found=$(docker buildx imagetools inspect --format '{{json .Manifest}}' "$reference" 2>/dev/null </dev/null |
      sed -n 's/^  "digest": "\\(.*\\)".*/\\1/p')
    [ "\${found:-$digest}" = "$digest" ] || {
      complain "\\"$reference\\" was overtaken: somebody else has pushed $found there, this build $digest"
      return 1
    }
    say "Pushed \\"$reference\\" as $digest"
  done <"$work/asked"
}

note_digests() {
  printf ',\\n    "docker:digest": {'
  comma=
  while read -r reference digest; do
    printf '%s\\n      "%s": "%s"' "$comma" "$reference" "$digest"
    comma=,
  done <"$work/sent"
  printf '\\n    }'
}
`;
