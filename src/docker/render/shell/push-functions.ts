/** Pushes images, each seen to be the right one by its digest. */
export const PUSH_FUNCTIONS = `# push_image NUMBER IMAGE REPOSITORY CARRIER TAG...: under all tags; in artifacts.json NUMBER is that of its entry.
push_image() {
  entry=$1 image=$2 repository=$3 carrier=$4
  shift 4
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
