# Completion of anlan for bash. Commands, options and keys are asked of the program itself.

_anlan_keys() {
  # "flow" -> flow.cfl flow.scheme ...; "fl" -> the sections
  local section=${1%%.*}
  if [[ $1 == *.* ]]; then
    anlan explain "$section" --lang en 2>/dev/null | sed -n 's/^\([a-z0-9_.]*\)  (.*/\1/p'
  else
    anlan explain '????????????????' --lang en 2>&1 | sed -n 's/.*the sections are //p' | tr -d ',' | tr ' ' '\n'
  fi
}

_anlan() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words= help
  COMPREPLY=()
  case $prev in
    --set | explain)
      words=$(_anlan_keys "$cur")
      [[ $prev == --set ]] && words=$(sed 's/$/=/' <<<"$words" | { [[ $cur == *.* ]] && cat || sed 's/=$/./'; })
      compopt -o nospace 2>/dev/null
      ;;
    --lang) words='zh en' ;;
    --log) words='json text' ;;
    init) words='scenario recipe ensemble' ;;
    -o | --output | resume | zone) COMPREPLY=($(compgen -d -- "$cur")) && return ;;
    -j | --threads | --max-mem) return ;;
    *)
      help=$(anlan --help --lang en 2>/dev/null)
      if [[ $cur == -* ]]; then
        words=$(grep -o -e '^ *-[a-z-]*\(, --[a-z-]*\)\{0,1\}' <<<"$help" | tr -d ',')
      elif ((COMP_CWORD == 1)); then
        words="$(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help") help"
      else
        compopt -o default 2>/dev/null
        return
      fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _anlan anlan
