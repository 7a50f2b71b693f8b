# Completion of unbraid for fish: unbraid completion fish > ~/.config/fish/completions/unbraid.fish
function __unbraid_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l line (string join ' ' -- unbraid $words[2..-1] $word)
    set -l found ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    # Options only where one is begun; elsewhere files, where nothing else fits.
    string match -q -- '-*' "$word"; or set found (string match -v -- '-*' $found)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$word"
    end
end
complete -c unbraid -f -a '(__unbraid_complete)'
