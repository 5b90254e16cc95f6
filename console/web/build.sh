#!/usr/bin/env bash
# Builds the page into target/web: npm ci (when the lock file changed) and npm run build (when a source changed).
set -euo pipefail
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "The console's page is built with Node 20 or newer and npm; neither is on the path. Install them."; exit 1; }
out=../target/web/io/tidemark/console/web
sum() { cat "$@" | sha256sum | cut -d' ' -f1; }
lock=$(sum package.json package-lock.json)
if [ "$(cat node_modules/.lock-sum 2>/dev/null || true)" != "$lock" ]; then
  npm ci --no-audit --no-fund --loglevel=error
  echo "$lock" > node_modules/.lock-sum
fi
sources=$(find src public index.html vite.config.ts tsconfig.json package-lock.json -type f | LC_ALL=C sort)
# shellcheck disable=SC2086
now=$(sum $sources)
if [ -f "$out/index.html" ] && [ "$(cat ../target/web-sum 2>/dev/null || true)" = "$now" ]; then
  exit 0
fi
npm run build --silent
echo "$now" > ../target/web-sum
