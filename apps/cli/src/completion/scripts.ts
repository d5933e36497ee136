/** The shells that are known. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type ShellName = (typeof SHELLS)[number];

/** The word behind the program's name with which a script asks what may follow. */
export const COMPLETE = '__complete';

/** The script of each shell. It asks the program itself, so that it is never older than the program; each may be read twice. */
export const COMPLETION_SCRIPTS: Readonly<Record<ShellName, string>> = {
  bash: `_twinbank() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" ${COMPLETE} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _twinbank twinbank
`,
  zsh: `#compdef twinbank
_twinbank() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe twinbank candidates
  else
    _files
  fi
}
if [ "\${funcstack[1]}" = "_twinbank" ]; then
  _twinbank "$@"
else
  compdef _twinbank twinbank
fi
`,
  fish: `function __twinbank_complete
  set -l words (commandline -opc)
  set -l program $words[1]
  set -e words[1]
  set -l found ($program ${COMPLETE} -- $words (commandline -ct) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c twinbank -f -k -a '(__twinbank_complete)'
`,
};
