# shellcheck shell=bash
# What ./run, ./test and ./bench share: looking for what the machine must have, and installing what is missing.

die() { printf '%s\n' "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null || die "The .NET SDK 10 is missing: install it from https://dot.net, then start again."
  dotnet --version >/dev/null 2>&1 || die "No .NET SDK 10 was found (global.json asks for it): install it from https://dot.net, then start again."
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# need_packages PACKAGE...: installs them with apt-get, as root or through sudo.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || die "Missing: ${missing[*]}. This script installs them only on Debian and Ubuntu; install them by hand, then start again."
  local as=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "Missing: ${missing[*]}. Install them as root (apt-get install ${missing[*]}), then start again."
    as=(sudo)
  fi
  echo "Installing ${missing[*]} …"
  local log
  log=$(mktemp)
  { "${as[@]}" apt-get update -qq && "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 \
    || { tail -n 5 "$log" >&2; die "Installing ${missing[*]} failed; the whole log is in $log."; }
  rm -f "$log"
}

# PostgreSQL's programs. Debian's package would start a server of its own on port 5432; nobody asked for that one.
need_postgres() {
  [ -n "${CLEMAP_POSTGRES_BIN:-}" ] && return
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
  local as=() quiet=/etc/postgresql-common/createcluster.d/clemap.conf
  [ "$(id -u)" = 0 ] || as=(sudo)
  "${as[@]}" mkdir -p "$(dirname "$quiet")" 2>/dev/null || die "PostgreSQL is missing: install the package postgresql, then start again."
  echo 'create_main_cluster = false' | "${as[@]}" tee "$quiet" >/dev/null
  need_packages postgresql
  "${as[@]}" rm -f "$quiet"
}

# need_npm FOLDER: the programs of others that tests are put against, as the folder's lock file pins them.
need_npm() {
  local folder=$1 log
  if [ -e "$folder/node_modules/.package-lock.json" ] && [ ! "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    return
  fi
  { command -v node && command -v npm; } >/dev/null || need_packages nodejs npm
  log=$(mktemp)
  npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts >"$log" 2>&1 || { tail -n 5 "$log" >&2; die "Installing the packages of $folder failed; the whole log is in $log."; }
  rm -f "$log"
}

# publish PROGRAM...: builds the named programs into artifacts/, unless they are newer than all sources.
publish() {
  local stamp=artifacts/.published
  if [ -e "$stamp" ] && [ -z "$(find src infra/postgres Directory.Build.props Directory.Packages.props global.json \
      -newer "$stamp" -type f -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
    return
  fi
  mkdir -p artifacts
  local log=artifacts/build.log program project
  : > "$log"
  for program in Server Edge Simulator Demo; do
    project=${program,,}
    echo "Building the $project …"
    rm -rf "artifacts/$project"
    dotnet publish "src/Clemap.$program" -c Release -o "artifacts/$project" --nologo >>"$log" 2>&1 \
      || { grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2; die "Building the $project failed; the whole log is in $log."; }
  done
  touch "$stamp"
}

# publish_native [x64|arm64]: the edge as one native binary, as it is mounted, into artifacts/edge-native or artifacts/edge-native-arm64.
publish_native() {
  local arch=${1:-x64} name=edge-native tools=()
  if [ "$arch" != x64 ]; then
    name=edge-native-$arch
    tools=(-p:CppLinker=aarch64-linux-gnu-gcc -p:ObjCopyName=aarch64-linux-gnu-objcopy)
  fi
  local stamp=artifacts/.published-$name log=artifacts/build-$name.log
  if [ -e "$stamp" ] && [ -z "$(find src/Clemap.Edge src/Clemap.LoadControl src/Clemap.Contracts Directory.Build.props Directory.Packages.props \
      global.json -newer "$stamp" -type f -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
    return
  fi
  if [ "$arch" = x64 ]; then need_packages gcc libc6-dev zlib1g-dev; else need_packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross; fi
  mkdir -p artifacts
  rm -rf "artifacts/$name"
  echo "Building the native edge for $arch …"
  dotnet publish src/Clemap.Edge -c Release -r "linux-$arch" -p:PublishAot=true "${tools[@]}" -p:NuGetLockFilePath="obj/$name.packages.lock.json" -p:RestoreLockedMode=false \
    -o "artifacts/$name" --nologo >"$log" 2>&1 \
    || { grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2; die "Building the native edge failed; the whole log is in $log."; }
  touch "$stamp"
}
