# Completions of travaux for bash. travaux itself is asked, with the words so far.
_travaux() {
    local word current=${COMP_WORDS[COMP_CWORD]}
    [[ $current == = ]] && current=
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        case $word in
        :files | :directories)
            local action=file
            [[ $word == :directories ]] && action=directory
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -A "$action" -- "$current")
            ;;
        *) COMPREPLY+=("$(printf %q "$word")") ;;
        esac
    done < <("${COMP_WORDS[0]/#\~/$HOME}" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _travaux travaux
