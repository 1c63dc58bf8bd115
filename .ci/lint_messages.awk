# The message catalogue against the code. Input: C files and messages*.def.
# - each format string given to a message function has a row with the same English text;
# - the English text of each row stands in the code;
# - ids are unique, AL and four digits, in the range of their room;
# - the Chinese text is Chinese and has the same conversions (or the same ones by %1$s position).
BEGIN {
  format_at["AL_FAIL"] = 3
  format_at["AL_TRY_MSG"] = 3
  format_at["al_report"] = 4
  format_at["al_log"] = 3
  format_at["al_print"] = 3
  format_at["al_ctx_fail"] = 5
  format_at["al_ctx_trace"] = 3
  range["config"] = "AL1"; range["doors"] = "AL2"; range["rings"] = "AL2"; range["tiles"] = "AL3"
  range["grids"] = "AL4"; range["models"] = "AL5"; range["run"] = "AL6"; range["out"] = "AL7"
  range["cli"] = "AL8"; range["surge"] = "AL5"; range["ensemble"] = "AL7"
}

function fault(where, text) { print where ": " text; bad = 1 }

# One run of adjacent literals has ended.
function end_run() {
  if (!open) return
  open = 0
  if (in_def) { row_text[++row_parts] = run; return }
  literal[run] = 1
  if (depth && (in_format[depth] || (want[depth] && argument[depth] == want[depth])) && !(run in needed))
    needed[run] = run_at
}

function push(kind) {
  inherits = depth && kind == "(" && previous !~ /^[A-Za-z_]/ &&
    (in_format[depth] || (want[depth] && argument[depth] == want[depth]))
  depth++
  want[depth] = kind == "(" && (previous in format_at) ? format_at[previous] : 0
  argument[depth] = 1
  in_format[depth] = inherits
}

function token(text, first) {
  first = substr(text, 1, 1)
  if (first == "\"") {
    if (!open) { open = 1; run = ""; run_at = FILENAME ":" FNR }
    run = run substr(text, 2, length(text) - 2)
    previous = "\""
    return
  }
  end_run()
  if (in_def && text == "AL_MESSAGE") { end_row(); row_at = FILENAME ":" FNR }
  if (first == "(" || first == "[" || first == "{") push(first)
  else if (first == ")" || first == "]" || first == "}") { if (depth) depth-- }
  else if (first == "," && depth) argument[depth]++
  previous = text
}

function end_row(id, room) {
  if (row_parts) {
    if (row_parts != 3) fault(row_at, "a row is AL_MESSAGE(id, English, Chinese)")
    else {
      id = row_text[1]
      room = row_at
      sub(/.*messages_/, "", room)
      sub(/\.def.*/, "", room)
      if (id !~ /^AL[0-9][0-9][0-9][0-9]$/) fault(row_at, "id '" id "' is not AL and four digits")
      else if ((room in range) && substr(id, 1, 3) != range[room])
        fault(row_at, id " lies outside " range[room] "xxx of the room " room)
      if (id in id_at) fault(row_at, id " stands at " id_at[id] " too")
      if (row_text[2] in row_of) fault(row_at, "the same English text as at " row_of[row_text[2]])
      id_at[id] = row_at
      row_of[row_text[2]] = row_at
      if (row_text[3] !~ /[\300-\377]/) fault(row_at, id " has no Chinese text")
      if (conversions(row_text[2]) != conversions(row_text[3]))
        fault(row_at, id " converts " conversions(row_text[2]) "in English, " conversions(row_text[3]) "in Chinese")
    }
  }
  row_parts = 0
}

# "1s 2zu ": argument number, length and kind of each conversion, in argument order.
function conversions(text, list, kind, at, next_at, most, all) {
  gsub(/%%/, "", text)
  most = 0
  while (match(text, /%([0-9]+\$)?[-+ #0']*(\*|[0-9]+)?(\.(\*|[0-9]+)?)?(hh|h|ll|l|z|t|j|L)?[A-Za-z]/)) {
    kind = substr(text, RSTART + 1, RLENGTH - 1)
    text = substr(text, RSTART + RLENGTH)
    at = 0
    if (match(kind, /^[0-9]+\$/)) {
      at = substr(kind, 1, RLENGTH - 1) + 0
      kind = substr(kind, RLENGTH + 1)
    }
    while (sub(/\*/, "", kind)) list[++next_at] = "int"
    if (!at) at = ++next_at
    gsub(/[-+ #0-9.']/, "", kind)
    list[at] = kind
    if (at > most) most = at
  }
  all = ""
  for (at = 1; at <= most; at++) all = all at (at in list ? list[at] : "?") " "
  return all
}

FNR == 1 {
  end_run()
  end_row()
  depth = 0
  comment = 0
  in_def = FILENAME ~ /\.def$/
}

/^[[:space:]]*#[[:space:]]*include/ { next }
/^\}/ { end_run(); depth = 0 }
{
  rest = $0
  while (rest != "") {
    if (comment) {
      at = index(rest, "*/")
      if (!at) break
      rest = substr(rest, at + 2)
      comment = 0
    } else if (match(rest, /^[ \t]+/)) rest = substr(rest, RLENGTH + 1)
    else if (substr(rest, 1, 2) == "/*") { comment = 1; rest = substr(rest, 3) }
    else if (substr(rest, 1, 2) == "//") break
    else if (match(rest, /^"([^"\\]|\\.)*"/) || match(rest, /^'([^'\\]|\\.)*'/) ||
             match(rest, /^[A-Za-z_][A-Za-z0-9_]*/) || match(rest, /^[0-9][A-Za-z0-9_.]*/) || match(rest, /^./)) {
      word = substr(rest, 1, RLENGTH)
      rest = substr(rest, RLENGTH + 1)
      token(word)
    } else break
  }
}

END {
  end_run()
  end_row()
  for (text in needed)
    if (!(text in row_of)) fault(needed[text], "no row in src/core/messages_*.def for \"" text "\"")
  for (text in row_of)
    if (!(text in literal)) fault(row_of[text], "no code says \"" text "\"")
  exit bad
}
