/** Gives images of the engine to builders that do not see them. */
export const HAND_OVER_FUNCTIONS = `# hand_over IMAGE NAME [PLATFORM]: where a builder finds an image of the engine, into $address: an OCI layout in
# $work/NAME. With a platform the builder looks for itself where the engine has none for that.
hand_over() {
  layout=$work/$2 address=docker-image://$1
  [ $# -eq 2 ] || is_for "$1" "$3" || return 0
  rm -rf "$layout"
  mkdir "$layout" && run docker save "$1" >"$layout.tar" && run tar -C "$layout" -xf "$layout.tar" || {
    complain "Image \\"$1\\" could not be given to the builder"
    return 1
  }
  rm -f "$layout.tar"
  [ -e "$layout/index.json" ] || to_layout || return 1
  digest=$(tr '{,}' '\\n\\n\\n' <"$layout/index.json" | sed -n 's/.*"digest" *: *"sha256:\\([0-9a-f]*\\)".*/\\1/p' | sed q)
  address=oci-layout://$layout@sha256:$digest
}
is_for() {
  own=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$1" 2>/dev/null) || return 1
  case $2 in "$own" | "$own"/*) ;; *) return 1 ;; esac
}
# What an engine before 25 saves is no such layout yet.
to_layout() {
  oci=application/vnd.oci.image
  mkdir -p "$layout/blobs/sha256"
  tr -d '\\n' <"$layout/manifest.json" >"$work/manifest"
  config=$(sed 's/.*"Config" *: *"\\([^"]*\\)".*/\\1/' "$work/manifest")
  config=$(to_blob "$config" "$oci.config.v1+json") || return 1
  layers=
  for layer in $(sed 's/.*"Layers" *: *\\[\\([^]]*\\)\\].*/\\1/' "$work/manifest" | tr -d '"' | tr , ' '); do
    layer=$(to_blob "$layer" "$oci.layer.v1.tar") || return 1
    layers="$layers\${layers:+,}$layer"
  done
  printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' "$oci.manifest.v1+json" "$config" "$layers" \\
    >"$layout/image.json"
  printf '{"schemaVersion":2,"manifests":[%s]}' "$(to_blob image.json "$oci.manifest.v1+json")" >"$layout/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
}
to_blob() {
  hex=$(sha256sum <"$layout/$1") && hex=\${hex%% *} && cat "$layout/$1" >"$layout/blobs/sha256/$hex" || return 1
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$2" "$hex" "$(wc -c <"$layout/$1")"
}
`;
