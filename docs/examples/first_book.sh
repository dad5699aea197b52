#!/usr/bin/env bash
# Makes a book over REST: registers, asks for a story, waits for it, downloads the PDF.
# Usage: docs/examples/first_book.sh [idea] [address]   (needs curl and jq)
set -euo pipefail
idea=${1:-A shy lighthouse learns to sing}
api=${2:-http://127.0.0.1:8000}/api/v1
json='Content-Type: application/json'

account=$(jq -n --arg email "reader-$RANDOM$RANDOM@example.org" '{email: $email, password: "seven quiet lighthouses"}')
token=$(curl -sf "$api/auth/register" -H "$json" -d "$account" | jq -r .access_token)
auth="Authorization: Bearer $token"

# With an Idempotency-Key the request may be repeated after a lost answer: there will be one story.
brief=$(jq -n --arg idea "$idea" '{idea: $idea, num_pages: 6}')
made=$(curl -sf "$api/stories" -H "$auth" -H "$json" -H "Idempotency-Key: first-book-$RANDOM$RANDOM" -d "$brief")
story=$(jq -r .story.id <<<"$made") job=$(jq -r .job.id <<<"$made")

until curl -sf "$api/jobs/$job/status?wait=30" -H "$auth" | tee /dev/stderr | jq -e '.status | IN("queued", "running") | not' >/dev/null; do :; done
curl -sf "$api/stories/$story/export/pdf" -H "$auth" -o book.pdf
echo "book.pdf is there" >&2
