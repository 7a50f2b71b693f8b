#!/usr/bin/env bash
# Checks the types of the studio's scripts, and runs the tests of its sound without a browser.
#
# usage: tests/studio-scripts.sh     (needs node 20 and a registry for npm)
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
page=$here/../src/Unbraid.Service/Features/Studio/page
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here"/studio/. "$work"
cp -r "$page" "$work/page"
cd "$work"
npm install --loglevel=error --no-fund --no-audit
cp node_modules/lit-html/*.d.ts page/vendor/
echo 'declare const create: unknown; export default create;' >page/vendor/signalsmith-stretch.d.mts
npx tsc -p .
node --test
