# Input: FILE:LINE:#include "TARGET"; prints the lines that break the order of layers.
BEGIN {
  FS = ":"
  n = split("core tiles doors config grids models run out cli", names, " ")
  for (i = 1; i <= n; i++) rank[names[i]] = i
}

function layer(path, part) {
  split(path, part, "/")
  if (part[1] == "src") return part[3] == "" ? "public" : part[2]
  if (part[1] == "grids" || part[1] == "models") return part[1]
  return part[2] == "" ? "public" : part[1]
}

function model(path, part) {
  split(path, part, "/")
  return part[1] == "models" && part[3] != "" ? part[2] : ""
}

{
  target = $0
  sub(/^[^"]*"/, "", target)
  sub(/".*/, "", target)
  from = layer($1)
  to = layer(target)
  at = $1 ":" $2 ": \"" target "\""
  if (!(to in rank) && target != "anlan.h") print at " is not written from the root of src/ or the checkout"
  else if (from == "public") {
    if (to != "public" && to != "core") print at " in a public header"
  } else if (from == "cli") {
    if (to != "public" && to != "cli") print at " in a command: only anlan.h and cli/"
  } else if (to == "public") {
    if (rank[from] < rank["run"] && from != "core") print at " below run/"
  } else if (rank[to] > rank[from]) print at " is higher than " from "/"
  else if (model(target) != "" && model($1) != "" && model(target) != model($1) && target !~ /_view\.h$/)
    print at " is another model"
}
