/** Uploads Python packages: only twine knows how. */
export const UPLOAD_FUNCTIONS = `# upload_packages URL USER PASSWORD COUNT STEP... FLAG...: what artifacts.json calls Python packages of COUNT steps. With
# $skip, what is there already is left out.
upload_packages() {
  command -v twine >/dev/null || { complain 'There is no program "twine" here to upload packages with'; return 1; }
  url=$1 user=$2 password=$3 count=$4
  shift 4
  : >"$work/packages"
  while [ "$count" -gt 0 ]; do
    awk -v step="  \\"$1/" '
      index($0, "  \\"") == 1 && index($0, "    ") != 1 { path = index($0, step) == 1 ? $0 : "" }
      path != "" && /^    "type": "python-(sdist|wheel)",?$/ { sub(/^  "/, "", path); sub(/": \\{$/, "", path); print path; path = "" }
    ' "$work/artifacts" >>"$work/packages"
    count=$((count - 1))
    shift
  done
  while IFS= read -r package <&7; do
    upload_one "$results/$package" "$@" || return 1
    say "Uploaded \\"\${package##*/}\\" to \\"$url\\""
  done 7<"$work/packages"
}
upload_one() {
  file=$1
  shift
  run altered "TWINE_USERNAME=$user" "TWINE_PASSWORD=$password" -TWINE_REPOSITORY -TWINE_REPOSITORY_URL -- \\
    twine upload --non-interactive --disable-progress-bar \${skip:+--verbose} "$@" --repository-url "$url" -- "$file" >"$work/twine" 2>&1 && status=0 || status=1
  cat "$work/twine"
  # twine itself skips for pypi.org alone.
  [ "$status" -eq 0 ] || { [ -n "$skip" ] && grep -Eiq '409 |already exist|updating asset|already been taken|overwrite artifact' "$work/twine"; }
}
`;
