#!/usr/bin/env bash
# Brings what the tests need and this machine lacks: PostgreSQL, Redis, Chromium, poppler, qpdf, ffmpeg, Japanese system
# fonts and Python's venv from the system's packages, cargo-nextest with cargo, and Schemathesis and the official
# library of Standard Webhooks into a venv in the target folder. What cannot be brought is named, and the script
# fails.
set -euo pipefail
cd "$(dirname "$0")/.."

find_postgres() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
find_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }
find_cjk() { fc-list :lang=ja 2>/dev/null | grep -q .; }
has() { command -v "$1" >/dev/null; }

missing=()
find_postgres || missing+=(postgresql)
has redis-server || missing+=(redis-server)
has chromium || has google-chrome || missing+=(chromium)
has pdftotext || missing+=(poppler-utils)
has qpdf || missing+=(qpdf)
has ffmpeg && has ffprobe || missing+=(ffmpeg)
find_cjk || missing+=(fonts-noto-cjk)
find_venv || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  echo "installing: ${missing[*]}"
  if has apt-get && { [ "$(id -u)" = 0 ] || has sudo; }; then
    sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
      "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  elif has brew; then
    brew install "${missing[@]}"
  else
    echo "The tests need these packages; please install them: ${missing[*]}" >&2
    exit 1
  fi
fi

has cargo-nextest || cargo install --locked cargo-nextest

venv="${CARGO_TARGET_DIR:-target}/python"
if [ ! -x "$venv/bin/schemathesis" ] || ! "$venv/bin/python" -c 'import standardwebhooks' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'schemathesis==4.*' 'standardwebhooks==1.*'
fi
