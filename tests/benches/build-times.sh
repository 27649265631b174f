#!/usr/bin/env bash
# How long the crate and the ten-line resume program take to build, with their dependencies built already.
#
#   tests/benches/build-times.sh [FOLDER]
#
# Builds below FOLDER (a new temporary one unless given), three times each, and prints seconds (elapsed, then processor) and sizes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=${1:-$(mktemp -d)}
mkdir -p "$work/program/src"
export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=0
TIMEFORMAT='%R s elapsed, %U s processor'

# `name` is printed, `file` is touched, the rest is the command.
thrice() {
  local name=$1 file=$2
  shift 2
  "$@" >/dev/null 2>&1
  for _ in 1 2 3; do
    touch "$file"
    printf '%-44s ' "$name"
    time "$@" >/dev/null 2>&1
  done
}

cp -r generated "$work/crate"
sed -i '/^\[dev-dependencies\]/,/^\[lints/{/^\[lints/!d}' "$work/crate/Cargo.toml"
rm -rf "$work/crate/examples"
printf '\n[workspace]\n' >>"$work/crate/Cargo.toml"
cd "$work/crate"
for profile in dev release; do
  thrice "crate, v1_0, $profile" src/lib.rs cargo build --profile "$profile"
  thrice "crate, v1_0 and beta, $profile" src/lib.rs cargo build --profile "$profile" --features beta
done

cat >"$work/program/Cargo.toml" <<EOF
[package]
name = "resume"
version = "0.1.0"
edition = "2024"

[dependencies]
azure_identity = "1"
msgraph-identity-governance = { path = "$work/crate" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[workspace]
EOF
{
  echo '#[tokio::main]'
  echo 'async fn main() -> Result<(), Box<dyn std::error::Error>> {'
  # The README's own example.
  sed -n '/^```rust/,/^```$/p' "$root/README.md" | sed -e '/^```/d' -e '/^# /d' -e '/^use /d'
  echo 'Ok(())'
  echo '}'
  sed -n '/^```rust/,/^```$/p' "$root/README.md" | grep '^use '
} >"$work/program/src/main.rs"
cd "$work/program"
for profile in dev release; do
  thrice "resume program on top, $profile" src/main.rs cargo build --profile "$profile"
done
printf 'binary, release: %s bytes\n' "$(stat -c %s "$CARGO_TARGET_DIR/release/resume")"
