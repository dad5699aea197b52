#!/usr/bin/env bash
# Starts the server and Vite side by side; the page reloads by itself, the server after a rebuild when
# `cargo watch` is installed. Both end together.
set -euo pipefail
cd "$(dirname "$0")/.."
trap 'kill 0' EXIT
if command -v cargo-watch >/dev/null; then
  cargo watch -q -w crates -w bins -x 'run -p talewright-server -- serve' &
else
  cargo run -p talewright-server -- serve &
fi
(cd frontend && npm run dev) &
wait -n
