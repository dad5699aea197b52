#!/usr/bin/env bash
# Checks every dependency: licences and sources by deny.toml, known holes where the advisory database can be
# reached, unused dependencies by cargo-machete. Installs both tools with cargo when they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
command -v cargo-machete >/dev/null || cargo install --locked cargo-machete
cargo deny --offline check licenses bans sources
if ! cargo deny fetch db 2>/dev/null; then
  echo "The advisory database cannot be reached from here: known holes were not checked." >&2
else
  cargo deny check advisories
fi
cargo machete
