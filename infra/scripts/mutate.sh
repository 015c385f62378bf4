#!/usr/bin/env bash
# Mutation test of the load control core: what could be wrong there without a test that says so. See docs/mutation.md.
# Usage: infra/scripts/mutate.sh [part of a file name ...]      for example: infra/scripts/mutate.sh Admission Queue
set -euo pipefail
cd "$(dirname "$0")/../.."

# The long tests take fewer samples.
export Mutation=true
out=$PWD/artifacts/mutation
rm -rf "$out" && mkdir -p "$out"

dotnet tool restore
(cd tests/Clemap.LoadControl.Tests && dotnet stryker --log-to-file --output "$out/stryker")
cp -r tests/Clemap.LoadControl.Tests/bin/Debug/net10.0 "$out/tests"
# Stryker leaves its assembly where the next build would take it for up to date.
rm -rf tests/Clemap.LoadControl.Tests/bin tests/Clemap.LoadControl.Tests/obj/Debug

dotnet run infra/scripts/mutate.cs -- "$out/tests" "$out"/stryker/logs/log-*.txt "$out/survivors.txt" "$@" | tee "$out/score.md"
echo "Those that no test noticed: artifacts/mutation/survivors.txt"
