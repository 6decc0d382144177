export type Shell = "bash" | "zsh" | "fish";

// Each asks the program itself for what may come next, so that it is never out of date. Where
// nothing is suggested, the shell offers files.
const scripts: Record<Shell, string> = {
  bash: `
_provost() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  local IFS=$'\\n'
  COMPREPLY=($(provost completion bash --suggest -- "\${words[@]}" 2>/dev/null))
}
complete -o default -F _provost provost`,
  zsh: `
#compdef provost
_provost() {
  local -a found
  found=("\${(@f)$(provost completion zsh --suggest -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then
    _describe provost found
  else
    _files
  fi
}
compdef _provost provost`,
  fish: `
function __provost_suggest
  set -l words (commandline -opc) (commandline -ct)
  provost completion fish --suggest -- $words[2..-1] 2>/dev/null
end
complete -c provost -a '(__provost_suggest)'`,
};

/** What a shell has to read to complete the words of `provost`. */
export function completionScript(shell: Shell): string {
  return scripts[shell].trim();
}
