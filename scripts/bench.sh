#!/usr/bin/env bash
# Measures the release build and prints a table; writes it with the machine's name into docs/BENCHMARKS.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# Together, so that both share one set of features and one build.
cargo build --release -q -p talewright-server -p talewright-benches -p talewright-tests --bins
target="${CARGO_TARGET_DIR:-target}"
table=$("$target/release/talewright-benches" "$target/release/talewright")
machine="$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(rustc --version)"
{
  echo "# Benchmarks"
  echo
  echo "Made by \`make bench\` on $(date -u +%F): $machine. A ratio of 1 or less is within the bound."
  echo
  echo "$table"
} >docs/BENCHMARKS.md
echo "$table"
