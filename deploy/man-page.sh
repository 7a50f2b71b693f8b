#!/usr/bin/env bash
# Prints the manual page of a command from its own help, and that of each of its subcommands.
#
# usage: deploy/man-page.sh VERSION COMMAND ...
set -euo pipefail
version=$1
shift

# Help as it stands, in a roff block that keeps its lines.
block() { printf '.nf\n'; sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\([.']\)/\\\\\&\1/"; printf '.fi\n'; }

# The names below "Commands:" in a help text.
names() { sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\).*/\1/p'; }

printf '.TH UNBRAID 1 "" "unbraid %s"\n.SH NAME\nunbraid \\- takes songs apart into stems\n.SH SYNOPSIS\n' "$version"
top=$("$@" --help)
block <<<"$top"
while read -r name; do
    help=$("$@" "$name" --help)
    printf '.SH "UNBRAID %s"\n' "${name^^}"
    block <<<"$help"
    while read -r below; do
        [ -z "$below" ] || { printf '.SS "unbraid %s %s"\n' "$name" "$below"; "$@" "$name" "$below" --help | block; }
    done < <(names <<<"$help")
done < <(names <<<"$top")
