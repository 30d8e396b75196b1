/** Collects artifacts and lists them; names with line ends are beyond a POSIX shell. */
export const ARTIFACT_FUNCTIONS = `claims=
newline='
'

# A text as JSON.
json() {
  case $1 in
    *[\\\\\\"]*) printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g')" ;;
    *) printf '"%s"' "$1" ;;
  esac
}

# gathered PATH PROPERTIES: in them, a mark stands for the name before a rename.
mark='"\\u0000"'
gathered() {
  say "Gathered artifact \\"$1\\""
  [ "$listed" = no ] || {
    printf ',\\n  '; json "$1"; printf ': %s' "\${2%%"$mark"*}"
    case $2 in *"$mark"*) json "$found"; printf '%s' "\${2#*"$mark"}" ;; esac
  } >>"$work/artifacts"
}

# claim NAME SOURCE: two different files of a container must not get one name.
claim() {
  case "$claims$newline" in
    *"$newline$step/$1 $2$newline"*) ;;
    *"$newline$step/$1 "*) complain "Two artifacts have the name \\"$step/$1\\""; return 1 ;;
  esac
  claims="$claims$newline$step/$1 $2"
}

# keep NAME: what is in $part becomes a file of the step's results.
keep() {
  case $1 in */*) mkdir -p "$results/$step/\${1%/*}" ;; esac
  mv -f "$part" "$results/$step/$1"
}

collect_file() {
  name=\${rename:-\${1##*/}}
  claim "$name" "$1" || return 1
  run docker cp --follow-link "$container:$1" "$part" >/dev/null 2>&1 || return 1
  chmod go-w,a-s "$part" && keep "$name" && gathered "$step/$name" "$properties"
}

# The folder as loose files, each under its path; links and empty folders are left out.
collect_loose() {
  path=\${2#/}
  path=\${path#./}
  [ "$path" != . ] || path=
  rm -rf "$work/folder"
  run docker cp "$container:$1/." "$work/folder" >/dev/null 2>&1 || return 1
  find "$work/folder" ! -type d ! -type f -exec rm -f {} + &&
    find "$work/folder" -type f -exec chmod go-w,a-s {} + &&
    find "$work/folder" -depth -type d -exec rmdir {} + 2>/dev/null || :
  [ -d "$work/folder" ] || return 0
  mkdir -p "$results/$step/$path" && cp -Rp "$work/folder/." "$results/$step/$path" || return 1
  (cd "$work/folder" && find . -type f | LC_ALL=C sort) >"$work/files"
  while IFS= read -r file; do
    file=\${path:+$path/}\${file#./}
    gathered "$step/$file" "$properties"
  done <"$work/files"
}

# An archive of the folder, whose top entry is called as the archive.
collect_archive() {
  top=\${top:-\${rename:-\${1##*/}}}
  claim "$top$suffix" "$1" || return 1
  rm -rf "$work/folder"
  if [ "$packing" = zip ]; then
    command -v zip >/dev/null || { complain "There is no program \\"zip\\" here to make \\"$top$suffix\\""; return 1; }
    path=\${2#/}
    path=\${path#./}
    copy_folder "$1" "$path" && (cd "$work/folder" && zip -qr - "$path") >"$part" || return 1
  elif [ "$link" = - ] && [ "$top" = "\${1##*/}" ]; then
    pack docker cp "$container:$1" - || return 1
  else
    copy_folder "$1" "$top" && pack tar -C "$work/folder" -cf - "$top" || return 1
  fi
  keep "$top$suffix" && gathered "$step/$top$suffix" "$folder_properties"
}
copy_folder() {
  mkdir -p "$work/folder/$2" && run docker cp "$container:$1/." "$work/folder/$2" >/dev/null 2>&1
}
pack() {
  [ -p "$work/pack" ] || mkfifo "$work/pack"
  $compress <"$work/pack" >"$part" &
  packer=$!
  run "$@" >"$work/pack" || return 1
  wait "$packer"
}

# collect_one KIND PATH: one name that the pattern stands for.
collect_one() {
  case $2 in /*) source=$2 ;; *) source=/source/\${2#./} ;; esac
  source=\${source%/}
  found=$2
  link=\${1#?}
  part=$results/.$build.part
  rm -rf "$part"
  case $1 in
    f?) collect_file "$source" ;;
    d?) if [ "$packing" = files ]; then collect_loose "$source" "\${2%/}"; else collect_archive "$source" "\${2%/}"; fi ;;
    *) complain "Artifact \\"$2\\" was not collected: there is no such file or folder in the container" ;;
  esac
}

# What the names of a shell pattern are: f, d or m, and l for links.
kinds='do
  link=-; [ ! -L "$path" ] || link=l
  if [ -d "$path" ]; then kind=d; elif [ -f "$path" ]; then kind=f; else kind=m; fi
  printf "%s%s%s\\n" "$kind" "$link" "$path"
done'

# collect STEP CONTAINER SHELL PATTERN
collect() {
  step=$1 container=$2
  run docker exec --user 0 --workdir /source "$2" "$3" -c "for path in $4; $kinds" >"$work/list" || return 1
  collect_list
}

# collect_ended STEP CONTAINER PREFIX PATTERN: there is no shell any more, so the folder before the pattern is looked
# through here; without a pattern, the prefix is all.
collect_ended() {
  step=$1 container=$2
  rm -rf "$work/listing" "$work/list"
  mkdir "$work/listing"
  case $3 in /*) from=$3 ;; *) from=/source/$3 ;; esac
  if [ -n "$4" ]; then
    run docker cp "$2:$from/." "$work/listing" >/dev/null 2>&1 || :
    (cd "$work/listing" && sh -c "for path in $4; $kinds") | sed "s|^\\(..\\)|\\1\${3:+$3/}|" >"$work/list"
  else
    run docker cp --follow-link "$2:$from" "$work/listing/one" >/dev/null 2>&1 || :
    if [ -d "$work/listing/one" ]; then kind=d; elif [ -f "$work/listing/one" ]; then kind=f; else kind=m; fi
    printf '%sl%s\\n' "$kind" "$3" >"$work/list"
  fi
  rm -rf "$work/listing"
  collect_list
}

collect_list() {
  if [ -n "$rename" ] && [ "$(wc -l <"$work/list")" -gt 1 ]; then
    complain "Several artifacts cannot be renamed to \\"$rename\\""
    return 1
  fi
  while IFS= read -r entry <&7; do
    path=\${entry#??}
    collect_one "\${entry%"$path"}" "$path" || return 1
  done 7<"$work/list"
}
`;
