/** Commits containers and lists images in artifacts.json. */
export const IMAGE_FUNCTIONS = `# commit_container CONTAINER BASE-IMAGE IMAGE VARIABLE...: the new image runs as the base image does, and is not ours;
# variables have their values there, or none.
commit_container() {
  docker image inspect --format "$changes" "$2" >"$work/changes" || return 1
  docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$2" >"$work/environment" || return 1
  container=$1 image=$3
  shift 3
  environment=
  for variable; do
    value=$(sed -n "s/^$variable=//p" "$work/environment" | sed 's/["\\\\$]/\\\\&/g')
    environment="$environment $variable=\\"$value\\""
  done
  set --
  [ -z "$environment" ] || set -- --change "ENV$environment"
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

/** Brings together what images are built from. */
export const CONTEXT_FUNCTIONS = `# new_context [FOLDER]: an empty build context, or one with the files of a folder.
new_context() {
  rm -rf "$work/context"
  mkdir "$work/context" || return 1
  [ $# -eq 0 ] || run cp -RPp "$1/." "$work/context"
}
# inject PATTERN DESTINATION INTO FILE...: lays what the pattern has found over the build context.
inject() {
  pattern=$1 destination=$2 into=$3
  shift 3
  [ -e "$1" ] || { complain "Nothing is found for \\"$pattern\\""; return 1; }
  [ $# -eq 1 ] || into=into
  for source; do
    name=
    case $pattern in */) ;; *) name=\${source##*/} ;; esac
    to=$work/context/$destination
    [ -n "$into" ] || { [ -z "$destination" ] && [ ! -d "$source" ]; } || name=
    inject_one "$source" "$to\${name:+/$name}" || return 1
  done
}
# go_on_from IMAGE: its Dockerfile goes on from an image.
go_on_from() {
  { printf 'FROM %s\\n' "$1" && cat "$work/context/Dockerfile"; } >"$work/Dockerfile" || return 1
  mv -f "$work/Dockerfile" "$work/context/Dockerfile"
}
# inject_one SOURCE TARGET: what is in the way is replaced, but folders are merged.
inject_one() {
  above=\${2%/*}
  while [ ! -d "$above" ]; do above=\${above%/*}; done
  case $(cd "$above" && pwd -P)/ in
    "$(cd "$work/context" && pwd -P)"/*) ;;
    *) complain "\\"$2\\" leads out of the build context"; return 1 ;;
  esac
  mkdir -p "\${2%/*}" || return 1
  if [ -d "$1" ]; then
    { [ -d "$2" ] && [ ! -h "\${2%/}" ]; } || { rm -rf "$2" && mkdir "$2" || return 1; }
    run cp -RPp "$1/." "$2"
  else
    rm -rf "$2" && run cp -p "$1" "$2"
  fi
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
