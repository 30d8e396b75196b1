#!/bin/sh
# Builds a copy of fixtures/main with the built program, as a user would, and lists the results.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
root=$(cd "$here/../.." && pwd)
results=$root/buildrunner.results

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
project=$work/hello
cp -R "$root/fixtures/main" "$project"
cd "$project"
git init --quiet
git add --all
git -c user.name=buildrunner -c user.email=buildrunner@localhost commit --quiet --message 'Begin'

say "building a copy of fixtures/main"
built=0
node "$root/bin/buildrunner.js" || built=$?
if [ -d buildrunner.results ]; then
  rm -rf "$results"
  cp -R buildrunner.results "$results"
fi
[ "$built" = 0 ] || fail "the build failed with exit code $built."

echo
echo "Results, in $results:"
cd "$results"
find . -type f | sort | while read -r file; do
  printf '%9d  %s\n' "$(wc -c <"$file")" "${file#./}"
done
