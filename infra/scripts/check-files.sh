#!/usr/bin/env bash
# What no compiler sees: links between the pages, the scripts' syntax, and the files of the demo in containers.
set -euo pipefail
cd "$(dirname "$0")/../.."

broken=0
while IFS= read -r page; do
  while IFS= read -r target; do
    [ -e "$(dirname "$page")/${target%%#*}" ] || { echo "$page links to $target, which is not there."; broken=1; }
  done < <(grep -oE '\]\([^)# ][^) ]*\)' "$page" | sed 's/^](//; s/)$//' | grep -vE '^(https?|mailto):' || true)
done < <(git ls-files '*.md')
[ "$broken" = 0 ]

for script in run test bench .ci/run infra/*/*.sh infra/*/*/*.sh; do bash -n "$script"; done

infra/docker/demo/make.sh
git diff --quiet -- infra/docker/demo || { echo "infra/docker/demo is older than the templates of the demo: commit what infra/docker/demo/make.sh wrote."; exit 1; }

# The images publish what ./run publishes, in the same way.
for program in Server Edge Simulator; do
  grep -q "dotnet publish src/Clemap.$program -c Release -o /app" "infra/docker/${program,,}.Dockerfile" \
    || { echo "infra/docker/${program,,}.Dockerfile publishes something else than ./run."; exit 1; }
done
