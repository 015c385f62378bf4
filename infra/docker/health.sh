#!/usr/bin/env bash
# health PORT [PATH]: succeeds when the program answers there. The images have no HTTP client; bash speaks enough of it.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
[ $# -lt 2 ] || { printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3; head -n 1 <&3 | grep -q ' 200'; }
