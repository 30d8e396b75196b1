const HEX = '[0-9a-f]'.repeat(64);

/** Makes images of archives. */
export const IMPORT_FUNCTIONS = `# import_image ARCHIVE IMAGE [PLATFORM]: loads a saved image under that name alone; any other archive is a file system.
import_image() {
  if [ "$(kind_of_archive "$1")" = image ]; then
    load_image "$@" || { complain "\\"$1\\" is a damaged archive, or one of several images"; return 1; }
  else
    run docker import \${3:+--platform "$3"} "$1" "$2" >/dev/null
  fi
}
kind_of_archive() {
  tar -tf "$1" 2>/dev/null | while IFS= read -r entry; do
    case \${entry#./} in
      '' | blobs/ | blobs/sha256/ | index.json | manifest.json | oci-layout | repositories) ;;
      *${HEX}*) echo image; break ;;
      *) break ;;
    esac
  done
}
# Of an image that was saved for several platforms, manifest.json names one, and the index all.
load_image() {
  config= architecture=
  [ $# -eq 2 ] || { architecture=\${3#*/} && architecture=\${architecture%%/*}; }
  rm -rf "$work/saved"
  mkdir "$work/saved" && run tar -C "$work/saved" -xf "$1" || return 1
  if [ -e "$work/saved/manifest.json" ]; then
    tr -d '\\n' <"$work/saved/manifest.json" >"$work/manifest"
    [ "$(grep -o '"Config"' "$work/manifest" | wc -l)" -eq 1 ] || return 1
    config=$(sed 's/.*"Config" *: *"\\([^"]*\\)".*/\\1/' "$work/manifest")
    layers=$(sed 's/.*"Layers" *: *\\(\\[[^]]*\\]\\).*/\\1/' "$work/manifest")
    [ -z "$architecture" ] || [ ! -e "$work/saved/index.json" ] ||
      grep -q "\\"architecture\\" *: *\\"$architecture\\"" "$work/saved/$config" || config=
  fi
  if [ -z "$config" ]; then
    find_manifest || return 1
    layers=
    for digest in $(digests_in "$found"); do
      if [ -z "$config" ]; then config=blobs/sha256/$digest; else layers="$layers\${layers:+,}\\"blobs/sha256/$digest\\""; fi
    done
    layers="[$layers]"
  fi
  (cd "$work/saved" && rm -f index.json oci-layout repositories) || return 1
  printf '[{"Config":"%s","RepoTags":["%s"],"Layers":%s}]' "$config" "$2" "$layers" >"$work/saved/manifest.json"
  tar -C "$work/saved" -cf "$work/saved.tar" . && rm -rf "$work/saved" || return 1
  run docker load --quiet --input "$work/saved.tar" >/dev/null && rm -f "$work/saved.tar"
}
# The manifest of an image of an OCI layout, the only one or that for $architecture, into $found; attestations are no images.
find_manifest() {
  found=$work/saved/index.json
  until grep -q '"layers"' "$found"; do
    { tr -d '\\n' <"$found" | tr '{' '\\n'; echo; } >"$work/index"
    if [ "$(grep '"architecture"' "$work/index" | grep -vc unknown)" -gt 1 ]; then
      [ -n "$architecture" ] || return 1
      sed -n -e "/\\"architecture\\" *: *\\"$architecture\\"/{x;p;x;}" -e h "$work/index" >"$work/chosen"
    else
      cp "$work/index" "$work/chosen"
    fi
    next=$(digests_in "$work/chosen" | sed q)
    found=$work/saved/blobs/sha256/$next
    [ -n "$next" ] && [ -f "$found" ] || return 1
  done
}
digests_in() { tr '{,}' '\\n\\n\\n' <"$1" | sed -n 's/.*"digest" *: *"sha256:\\([0-9a-f]*\\)".*/\\1/p'; }
`;
