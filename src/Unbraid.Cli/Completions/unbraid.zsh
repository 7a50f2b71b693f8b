#compdef unbraid
# Completion of unbraid for zsh: put 'source <(unbraid completion zsh)' into ~/.zshrc, after compinit.
_unbraid() {
    local line="unbraid ${(j: :)words[2,CURRENT]}"
    local -a found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    # Options only where one is begun; elsewhere files, where nothing else fits.
    [[ $PREFIX == -* ]] || found=(${found:#-*})
    compadd -- $found || _files
}
compdef _unbraid unbraid
