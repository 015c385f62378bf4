#!/usr/bin/env bash
# Writes edge.json and simulator.json for docker-compose.yml from the templates of the demo, with fixed ports.
set -euo pipefail
cd "$(dirname "$0")"
for file in edge.json simulator.json; do
  sed -e 's|{serverAddress}|http://localhost:8080|' -e 's|{dataDir}|/data|' -e 's|{oneTimeCode}|code-of-the-compose-demo|' \
    -e 's|"{port:local}"|8090|' -e 's|"{port:meter}"|15020|' \
    -e 's|"{port:a1}"|15021|' -e 's|"{port:a2}"|15022|' -e 's|"{port:a3}"|15023|' \
    -e 's|"{port:b1}"|15024|' -e 's|"{port:b2}"|15025|' -e 's|"{port:b3}"|15026|' \
    "../../../src/Clemap.Demo/Site/$file" > "$file"
done
