#!/usr/bin/env bash
# Builds the web page into frontend/dist. Without Node 20 or newer it says so and leaves the server without a page:
# the API works all the same, and / tells how to build the page.
set -euo pipefail
cd "$(dirname "$0")/../frontend"

major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/' || true)
if [ -z "$major" ] || [ "$major" -lt 20 ]; then
  echo "Node 20 or newer is missing: the page is not built. Install it and run: make page" >&2
  exit 0
fi
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
  npm ci --no-audit --no-fund
  touch node_modules
fi
newer=$(find src public index.html vite.config.ts package.json scripts -newer dist/index.html -print -quit 2>/dev/null || echo yes)
[ -f dist/index.html ] && [ -z "$newer" ] || npm run build
