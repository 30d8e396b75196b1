/** Commits containers and lists images in artifacts.json. */
export const IMAGE_FUNCTIONS = `# commit_container CONTAINER BASE-IMAGE IMAGE: the new image runs as the base image does, and is not ours.
commit_container() {
  docker image inspect --format "$changes" "$2" >"$work/changes" || return 1
  container=$1 image=$3
  set --
  while IFS= read -r change; do
    [ -z "$change" ] || set -- "$@" --change "$change"
  done <"$work/changes"
  run docker commit "$@" "$container" "$image" >/dev/null
}
changes='{{with .Config}}{{if .Entrypoint}}ENTRYPOINT {{json .Entrypoint}}{{end}}
{{if .Cmd}}CMD {{json .Cmd}}{{end}}
WORKDIR {{if .WorkingDir}}{{.WorkingDir}}{{else}}/{{end}}
{{if .User}}USER {{.User}}{{end}}{{end}}
LABEL @LABELS@'

# list_image NUMBER IMAGE short|full KEY PROPERTIES: in artifacts.json, where @ID@ stands for the image.
list_image() {
  id=$(docker image inspect --format '{{.Id}}' "$2") || return 1
  [ "$3" = full ] || { id=\${id#sha256:} && id=$(printf %.12s "$id"); }
  { printf ',\\n  '; json "$4"; printf ': %s' "$5"; } | sed "s|@ID@|$id|" >"$work/image-$1"
}
`;

/** Removes containers that were made elsewhere. */
export const FOREIGN_FUNCTIONS = `# remove_foreign ENTRY...: containers by name, else all with a label of that name.
remove_foreign() {
  for entry; do
    ids=$(docker ps --all --quiet --filter "name=^/?$entry\\$")
    [ -n "$ids" ] || ids=$(docker ps --all --quiet --filter "label=$entry")
    [ -n "$ids" ] || complain "\\"$entry\\" is no container's name and no label of one"
    remove_containers $ids
  done
}
`;
