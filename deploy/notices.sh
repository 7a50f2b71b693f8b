# Sourced by deploy/release: the licences of everything that is in a published program and is not ours.

# Prints the notices for what a deps.json lists, each text once. A package whose licence text cannot be found ends the release.
notices() {
    local store id version folder licence file name texts=()
    store=${NUGET_PACKAGES:-$(dotnet nuget locals global-packages --list | sed -n 's/^global-packages: //p')}
    declare -A shown=()
    echo 'Unbraid contains the following works of others. Where a text counts for several of them it stands once, at the first.'
    while read -r id version; do
        id=${id#runtimepack.}
        folder=${store%/}/${id,,}/$version
        [ -d "$folder" ] || continue
        licence=$(field license "$folder") || true
        printf '\n%s\n%s %s%s\n' "$(printf '=%.0s' {1..80})" "$id" "$version" "${licence:+, licence $licence}"
        for name in copyright authors projectUrl; do
            field $name "$folder" | sed 's/^/  /' || true
        done
        texts=()
        while read -r file; do texts+=("$file"); done < <(find "$folder" -maxdepth 2 -type f -iregex '.*/\(licen[cs]e\|notice\|third-?party-?notices\)[^/]*' | LC_ALL=C sort)
        [ ${#texts[@]} -gt 0 ] || texts=("$(text_of "$licence" "$store")") || return 1
        for file in "${texts[@]}"; do show "$file"; done
    done < <(sed -n 's|^ *"\([A-Za-z0-9._-]*\)/\([0-9][^"]*\)": {$|\1 \2|p' "$1" | LC_ALL=C sort -u)
    for file in "$root"/src/Unbraid.Service/Features/Studio/page/vendor/*.LICENSE.txt; do
        printf '\n%s\n%s, in the page of the studio\n' "$(printf '=%.0s' {1..80})" "$(basename "$file" .LICENSE.txt)"
        show "$file"
    done
}

# One element of a package's description, without its tags.
field() { sed -n "s|.*<$1[^>]*>\(.*\)</$1>.*|\1|p" "$2"/*.nuspec | head -n 1; }

# The text of a licence that a package only names: MIT is our own, others are taken from a package that brings theirs along.
text_of() {
    local found=
    case $1 in
        MIT) found=$root/LICENSE ;;
        Apache-2.0) found=$(grep -rlm1 --include='LICENSE*' 'Apache License' "$2"/opentelemetry*/ 2>/dev/null | head -n 1) ;;
    esac
    [ -n "$found" ] || { say "The licence '$1' has no text here: a package of the program names it and brings none along."; return 1; }
    printf '%s\n' "$found"
}

# Prints a text unless it was printed before.
show() {
    local sum
    sum=$(sha256sum <"$1")
    [ -z "${shown[$sum]-}" ] || return 0
    shown[$sum]=yes
    echo
    # Our own licence stands for the text alone: whose work it is says the package.
    if [ "$1" = "$root/LICENSE" ]; then sed '/^Copyright/d' "$1"; else tr -d '\r' <"$1" | sed '1s/^\xef\xbb\xbf//'; fi
}
