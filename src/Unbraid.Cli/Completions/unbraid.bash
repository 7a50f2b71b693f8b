# Completion of unbraid for bash: put 'source <(unbraid completion bash)' into ~/.bashrc.
_unbraid() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} found
    line="unbraid ${line#*[[:space:]]}"
    COMPREPLY=()
    while IFS= read -r found; do
        # Options only where one is begun; elsewhere, with nothing else to suggest, bash offers files.
        if [[ $found == "$word"* && ( $word == -* || $found != -* ) ]]; then COMPREPLY+=("$found"); fi
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _unbraid unbraid
