# Files: at most 800 lines (more than 600 is told). Functions: at most 100 lines and fewer than 25
# independent paths (1 + if, for, while, case, &&, ||, ?). Reports the medians. A function body is
# what stands between a { and a } in the first column, as clang-format leaves it.
function end_file() {
  if (file == "") return
  if (lines > 800) { print file ": " lines " lines, at most 800"; bad = 1 }
  else if (lines > 600) print "note: " file ": " lines " lines, 600 is the aim"
}

function end_function() {
  count++
  length_of[count] = FNR - start - 1
  if (length_of[count] > 100) {
    print file ":" start ": function of " length_of[count] " lines, at most 100"
    bad = 1
  }
  if (paths >= 25) { print file ":" start ": " paths " paths through the function, fewer than 25"; bad = 1 }
  if (paths > most_paths) most_paths = paths
}

function strip(text) {
  gsub(/\\./, "", text)
  gsub(/"[^"]*"/, "", text)
  gsub(/'[^']*'/, "", text)
  gsub(/\/\*.*\*\//, "", text)
  return text
}

FNR == 1 { end_file(); file = FILENAME; start = 0; comment = 0 }
{ lines = FNR }
/^\{/ { start = FNR; paths = 1; next }
/^\}/ { if (start) end_function(); start = 0; next }
start {
  text = strip($0)
  if (comment) {
    if (text !~ /\*\//) next
    comment = 0
    sub(/.*\*\//, "", text)
  }
  if (text ~ /\/\*/) { comment = 1; sub(/\/\*.*/, "", text) }
  paths += gsub(/(^|[^A-Za-z0-9_])(if|for|while|case)([^A-Za-z0-9_]|$)/, " ", text)
  paths += gsub(/&&|\|\||\?/, " ", text)
}
END {
  end_file()
  for (i = 2; i <= count; i++) { # insertion sort: some thousand short functions at most
    value = length_of[i]
    for (j = i - 1; j > 0 && length_of[j] > value; j--) length_of[j + 1] = length_of[j]
    length_of[j + 1] = value
  }
  if (count) {
    median = length_of[int((count + 1) / 2)]
    print count " functions, median " median " lines, longest " length_of[count] ", most paths " most_paths
    if (median >= 15) { print "the median function has " median " lines, fewer than 15"; bad = 1 }
  }
  exit bad
}
