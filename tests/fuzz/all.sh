#!/usr/bin/env bash
# all.sh [SECONDS] [TARGET…]: fuzzes each target for so many seconds (60), one after the other, from its seeds and what
# its corpus has. Prints a table.
#
# A finding is in artifacts/TARGET, with what the target said in logs/TARGET.log; the run of a target ends with its
# first one. Exit code 1 when there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds="${1:-60}"
shift || true
targets=("$@")
if [ "${#targets[@]}" = 0 ]; then
  mapfile -t targets < <(cargo fuzz list --fuzz-dir .)
fi

# A stable toolchain takes the flags that fuzzing needs; with a nightly one this says nothing.
export RUSTC_BOOTSTRAP=1
mkdir -p logs
found=0
printf '| target | runs | seconds | corpus | findings |\n|---|---|---|---|---|\n'
for target in "${targets[@]}"; do
  corpus="corpus/$target"
  mkdir -p "$corpus" "artifacts/$target"
  inputs=("$corpus")
  [ -d "seeds/$target" ] && inputs+=("seeds/$target")
  options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1)
  [ -f "$target.dict" ] && options+=(-dict="$target.dict")
  before="$(find "artifacts/$target" -type f | wc -l)"
  start="$SECONDS"
  cargo fuzz run --fuzz-dir . "$target" "${inputs[@]}" -- "${options[@]}" > "logs/$target.log" 2>&1 || true
  runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "logs/$target.log" | tail -n 1)"
  new="$(($(find "artifacts/$target" -type f | wc -l) - before))"
  # A target that does not build or start has no statistics.
  if [ -z "$runs" ]; then
    runs="did not run"
    found=1
  fi
  [ "$new" = 0 ] || found=1
  printf '| %s | %s | %s | %s | %s |\n' "$target" "$runs" "$((SECONDS - start))" "$(find "$corpus" -type f | wc -l)" "$new"
done
exit "$found"
