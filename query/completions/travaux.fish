# Completions of travaux for fish. travaux itself is asked, with the words so far.
function __travaux_complete
    set -l words (commandline -opc) "$(commandline -ct)"
    for line in ($words[1] complete $words[2..] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path $words[-1]
            case :directories
                __fish_complete_directories $words[-1]
            case '*'
                echo $line
        end
    end
end
complete -c travaux -f -a '(__travaux_complete)'
