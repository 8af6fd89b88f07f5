#!/usr/bin/env bash
# Builds everything and runs every test. The last line is `N passed, N failed, N skipped`; the exit status is true to it.
# As root on Debian it installs by name what is missing; elsewhere it says what to install, and tests that need it are skipped.
# In CI, that is with CI set to anything but false or 0, a skipped test is a failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
case "${CI:-}" in '' | false | 0) unset CI ;; *) export CI=true ;; esac
# In the order they run. What still runs after so many seconds from the start is ended and counts as failed.
projects=(StatusPage.Tests StatusPage.Servers.Tests StatusPage.Browser.Tests)
limit=840

work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
# Servers that give up root have to reach their own folders in it.
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop() { printf '%s\n' "$@" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# What tests use beside .NET and Node: Debian's package, and what shows that it is there.
needs=(
  "chromium              command -v chromium"
  "chromium-driver       command -v chromedriver"
  "fonts-nanum           fc-list 2>/dev/null | grep -qi nanum || ls -d /usr/share/fonts/truetype/nanum"
  "postfix               [ -x /usr/sbin/postfix ]"
  "sasl2-bin             [ -x /usr/sbin/saslpasswd2 ]"
  "libsasl2-modules      ls -d /usr/lib/*/sasl2/liblogin.so*"
  "opendkim-tools        [ -x /usr/sbin/opendkim-testmsg ] || command -v opendkim-testmsg"
  "python3               [ -x /usr/bin/python3 ]"
  "python3-jsonschema    /usr/bin/python3 -c 'import jsonschema'"
  "sqlite3               command -v sqlite3"
  "openssl               command -v openssl"
  "curl                  command -v curl"
)

missing() {
  local need
  for need in "${needs[@]}"; do
    bash -c "${need#* }" >/dev/null 2>&1 || echo "${need%% *}"
  done
}

install() {
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=120) policy=/usr/sbin/policy-rc.d had_policy=no
  export DEBIAN_FRONTEND=noninteractive
  # Tests start what they need themselves, on ports of their own: no package may start or enable a service.
  if [ -e "$policy" ]; then had_policy=yes; else printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy"; fi
  echo "postfix postfix/main_mailer_type select Local only" | debconf-set-selections
  { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } > "$work/apt.log" 2>&1 || tail -n 20 "$work/apt.log"
  [ "$had_policy" = yes ] || rm -f "$policy"
  case " $* " in *" postfix "*) update-rc.d postfix disable > /dev/null 2>&1 || true ;; esac
  case " $* " in *" sasl2-bin "*) update-rc.d saslauthd disable > /dev/null 2>&1 || true ;; esac
}

command -v dotnet > /dev/null && dotnet --list-sdks | grep -q '^10\.' || stop "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download"
command -v node > /dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "Node 20 or later is missing: https://nodejs.org/"
command -v npm > /dev/null || stop "npm is missing; it comes with Node."

mapfile -t lacking < <(missing)
if [ "${#lacking[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get > /dev/null; then
    echo "installing ${lacking[*]}"
    install "${lacking[@]}"
    mapfile -t lacking < <(missing)
  fi
  [ "${#lacking[@]}" = 0 ] || echo "missing, so what needs it is skipped (Debian's names): ${lacking[*]}"
fi

# Into a file: a compiler that outlives the build would hold this script's output open.
started=$SECONDS
dotnet build StatusPage.sln -c Release -v quiet -p:UseSharedCompilation=false > "$work/build.log" 2>&1 ||
  { grep -E 'error|warn' "$work/build.log" | sort -u | head -n 40; tail -n 5 "$work/build.log"; stop "the build failed"; }
echo "built in $((SECONDS - started)) s"

passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
  report="$work/$project.xml" log="$work/$project.log" temporary="$work/t"
  mkdir -p "$temporary"
  started=$SECONDS
  left=$((limit - SECONDS > 1 ? limit - SECONDS : 1))
  TMPDIR="$temporary" timeout --kill-after=10 "$left" "tests/$project/bin/Release/net10.0/$project" \
    -noLogo -noColor -longRunning 60 -xml "$report" > "$log" 2>&1
  status=$?
  count() { grep -oE "<assembly [^>]*>" "$report" 2> /dev/null | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'; }
  p=$(count passed) f=$(( $(count failed) + $(count errors) )) s=$(count skipped)
  case $status in
    124 | 137) echo "$project was still running after $limit s"; f=$((f + 1)) ;;
    *) if [ $((p + f + s)) = 0 ]; then echo "$project ran no test (exit status $status)"; f=1
       elif [ "$status" != 0 ] && [ "$f" = 0 ]; then echo "$project ended with status $status"; f=1; fi ;;
  esac
  [ "$f" = 0 ] || tail -n 150 "$log"
  [ "$s" = 0 ] || grep -F '[SKIP]' -A 1 "$log"
  echo "$project: $p passed, $f failed, $s skipped in $((SECONDS - started)) s"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  rm -rf "$temporary"
done

verdict=0
[ "$failed" = 0 ] && [ "$passed" -gt 0 ] || verdict=1
if [ "${CI:-}" = true ] && [ "$skipped" != 0 ]; then echo "skipped tests are failures in CI"; verdict=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$verdict"
