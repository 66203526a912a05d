# Runs a program once: bailey FOLDER PROGRAM ARGUMENT...
# FOLDER/claim is made by whoever runs it, so that nobody does twice. There are the process number (pid), the beginning
# of the output (out), its end where it is long (tail), and at last the exit status (exit).
claim=$1/claim
shift
command -p mkdir -m 700 "$claim" 2>/dev/null || exit 0
echo $$ >"$claim/pid"
{
  (exec "$@")
  echo $? >"$claim/exit.new" && command -p mv "$claim/exit.new" "$claim/exit"
} 2>&1 </dev/null | {
  command -p head -c 1048576 >"$claim/out"
  command -p tail -c 65536 >"$claim/tail"
}
