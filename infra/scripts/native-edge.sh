#!/usr/bin/env bash
# Builds the edge as the one native binary that is mounted: infra/scripts/native-edge.sh [x64|arm64]. On a machine of x64, for both.
set -euo pipefail
cd "$(dirname "$0")/../.."
. infra/scripts/need.sh
case ${1:-x64} in x64|arm64) ;; *) die "Name x64 or arm64." ;; esac
[ "$(uname -m)" = x86_64 ] || die "This script builds on x64 only; on arm64 the machine's own compiler does: dotnet publish src/Clemap.Edge -c Release -p:PublishAot=true"
need_dotnet
publish_native "${1:-x64}"
if [ "${1:-x64}" = x64 ]; then folder=artifacts/edge-native; else folder=artifacts/edge-native-$1; fi
ls -l "$folder/clemap-edge" "$folder"/*.so
