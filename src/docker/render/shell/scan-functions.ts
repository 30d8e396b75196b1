/** Has images scanned, and lists what was found in artifacts.json. */
export const SCAN_FUNCTIONS = `# scan_image CONTAINER REPORT PLATFORM THRESHOLD CODE NAMES ENTRIES COMMAND...: CODE is what the scanner may end with for
# what it finds; in artifacts.json ENTRIES are those of the image.
scan_image() {
  container=$1 report=$2 platform=$3 threshold=$4 allowed=$5 names=$6 entries=$7
  shift 7
  say "Scanning $names for security issues"
  code=0
  run "$@" || code=$?
  [ "$code" -eq 0 ] || [ "$code" = "$allowed" ] || { complain "The scanner exited with code $code"; return 1; }
  docker cp "$container:$report" "$work/scan" >/dev/null || return 1
  awk "$read_scan" "$work/scan" >"$work/found" || { complain 'The report of the scanner cannot be read'; return 1; }
  highest=$(sed 1q "$work/found")
  for entry in $entries; do list_scan "$work/image-$entry" || return 1; done
  [ -z "$threshold" ] || awk "BEGIN { exit !($highest < $threshold) }" || {
    complain "Max vulnerability score ($highest) has reached the configured threshold ($threshold)"
    return 1
  }
  [ "$code" -eq 0 ] || { complain "The scanner has found something, and its configuration makes that a failure"; return 1; }
}
# list_scan FILE: adds what was found for a platform to an entry, where other platforms may stand already.
list_scan() {
  if grep -q '^    "docker:security-scan": {$' "$1"; then
    sed '$d' "$1" | sed '$s/$/,/'
  else
    cat "$1" && printf ',\\n    "docker:security-scan": {\\n'
  fi >"$work/listed"
  {
    printf '      "%s": {\\n        "max_score": %s,\\n        "vulnerabilities": [' "$platform" "$highest"
    sed 1d "$work/found"
    printf ']\\n      }\\n    }'
  } >>"$work/listed"
  mv "$work/listed" "$1"
}
# Reads JSON, token by token: key[d] is the last key in the value that is open at depth d. Prints the highest score, and
# then the vulnerabilities as they stand in artifacts.json.
read_scan='
  function is_found() { return d >= 5 && key[1] == "\\"Results\\"" && key[3] == "\\"Vulnerabilities\\"" }
  function take(value) {
    if (is_found() && d == 5) field[key[5]] = value
    if (is_found() && d == 7 && key[5] == "\\"CVSS\\"" && key[6] == "\\"nvd\\"" && key[7] == "\\"V3Score\\"") field["score"] = value
  }
  function keep() {
    found = found (count++ ? "," : "") "\\n          {\\n" line("cvss_v3_score", "score") ",\\n" line("severity", "\\"Severity\\"") \\
      ",\\n" line("vulnerability_id", "\\"VulnerabilityID\\"") ",\\n" line("pkg_name", "\\"PkgName\\"") \\
      ",\\n" line("installed_version", "\\"InstalledVersion\\"") ",\\n" line("primary_url", "\\"PrimaryURL\\"") "\\n          }"
    if (("score" in field) && field["score"] + 0 > highest + 0) highest = field["score"]
    split("", field)
  }
  function line(name, from) { return "            \\"" name "\\": " ((from in field) ? field[from] : "null") }
  BEGIN { highest = 0 }
  {
    rest = $0
    while (match(rest, /"([^"\\\\]|\\\\.)*"|[][{}:,]|[^][{}:, \\t\\r"]+/)) {
      token = substr(rest, RSTART, RLENGTH)
      rest = substr(rest, RSTART + RLENGTH)
      if (token == "{" || token == "[") { d++; key[d] = ""; list[d] = token == "["; wants = token == "{"; values++ }
      else if (token == "}" || token == "]") { if (token == "}" && d == 5 && is_found()) keep(); d--; wants = 0 }
      else if (token == ",") wants = !list[d]
      else if (token == ":") wants = 0
      else if (wants) key[d] = token
      else if (token != "null") take(token)
    }
  }
  END {
    if (d != 0 || values == 0 || (values == 1 && key[1] == "")) exit 1
    print highest
    if (count) printf "%s\\n        ", found
  }
'
`;
