#!/usr/bin/env bash
# How long the crate and the ten-line resume program take to build, with their dependencies built already, and what of it the parts of the models take.
#
#   [RUNS=3] tests/benches/build-times.sh [FOLDER]
#
# Builds below FOLDER (a new temporary one unless given), RUNS times each, and prints seconds (elapsed, then processor), lines and bytes. Needs perl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=${1:-$(mktemp -d)}
mkdir -p "$work/program/src"
export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=0
TIMEFORMAT='%R s elapsed, %U s processor'

# `name` is printed, `file` is touched, the rest is the command.
timed() {
  local name=$1 file=$2
  shift 2
  "$@" >/dev/null 2>"$work/build.log" || {
    cat "$work/build.log" >&2
    exit 1
  }
  for _ in $(seq "${RUNS:-3}"); do
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
  timed "crate, v1_0, $profile" src/lib.rs cargo build --profile "$profile"
  timed "crate, v1_0 and beta, $profile" src/lib.rs cargo build --profile "$profile" --features beta
done

# The models of v1.0 alone, and what they would take without one of their parts.
parts=$work/parts
cp -r "$work/crate" "$parts"
printf '//! The models alone.\npub mod models;\n' >"$parts/src/v1_0/mod.rs"
rm -rf "$parts/src/callout" "$parts/src/v1_0/builders" "$parts/src/v1_0/client.rs"
perl -pi -e 's/^.*\bcallout\b.*$//' "$parts/src/lib.rs"
cd "$parts"
whole=$work/whole-models
cp -r src "$whole"
restore() {
  rm -rf src
  cp -r "$whole" src
}
for profile in dev release; do
  timed "models alone, $profile" src/lib.rs cargo build --profile "$profile"
  perl -0pi -e 's/\$\(\s*#\[doc = concat!\("The member.*?\)\*//s' src/core/model/macros.rs
  timed "models without constants, $profile" src/lib.rs cargo build --profile "$profile"
  restore
  find src/v1_0/models -name '*.rs' -exec perl -0pi -e 's/^impl \w+ \{\n    \/\/\/ Sets .*?^\}\n//ms' {} +
  timed "models without setters, $profile" src/lib.rs cargo build --profile "$profile"
  restore
  # Enumerations and flags as the strings that they are in JSON.
  find src/v1_0/models -name '*.rs' -exec perl -0pi -e \
    's/\A.*\nmodel::(?:enumeration|flags)! \{\n    (\w+),.*\z/#[allow(missing_docs)]\npub type $1 = String;\n/s' {} +
  timed "models without enumerations, $profile" src/lib.rs cargo build --profile "$profile"
  restore
done
printf 'generated lines, v1.0 and beta: %s; bytes: %s\n' \
  "$(find "$root/generated/src/v1_0" "$root/generated/src/beta" -name '*.rs' -exec cat {} + | wc -l)" \
  "$(find "$root/generated/src/v1_0" "$root/generated/src/beta" -name '*.rs' -exec cat {} + | wc -c)"
printf 'rlib, v1_0 and beta, release: %s bytes\n' "$(stat -c %s "$CARGO_TARGET_DIR/release/libmsgraph_identity_governance.rlib")"

# The README's own program, without what it hides from readers.
first_example() {
  awk '/^```rust/ { inside = 1; next } /^```$/ && inside { exit } inside && !/^# /' "$root/README.md"
}

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
  first_example | grep -v '^use '
  echo 'Ok(())'
  echo '}'
  first_example | grep '^use '
} >"$work/program/src/main.rs"
cd "$work/program"
for profile in dev release; do
  timed "resume program on top, $profile" src/main.rs cargo build --profile "$profile"
done

# The same on bare azure_core: its pipeline and bearer policy, the body as JSON by hand.
bare=$work/bare
mkdir -p "$bare/src"
sed -e 's/^name = .*/name = "bare"/' -e 's|^msgraph-identity-governance = .*|azure_core = "1"\nserde_json = "1"|' "$work/program/Cargo.toml" >"$bare/Cargo.toml"
cat >"$bare/src/main.rs" <<'EOF'
use std::sync::Arc;

use azure_core::http::policies::{Policy, auth::BearerTokenAuthorizationPolicy};
use azure_core::http::{ClientOptions, Context, Method, Pipeline, Request};
use azure_identity::DeveloperToolsCredential;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let credential = DeveloperToolsCredential::new(None)?;
    let authorize: Arc<dyn Policy> =
        Arc::new(BearerTokenAuthorizationPolicy::new(credential, ["https://graph.microsoft.com/.default"]));
    let pipeline = Pipeline::new(Some("bare"), Some("0.1.0"), ClientOptions::default(), vec![], vec![authorize], None);
    let url = "https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/assignmentRequests/7a6ab703-0780-4b37-8445-81f679b2d75c/resume";
    let mut request = Request::new(url.parse()?, Method::Post);
    request.insert_header("content-type", "application/json");
    request.set_body(
        serde_json::json!({
            "source": "Contoso.SodCheckProcess",
            "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
            "data": {
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
                "stage": "assignmentRequestCreated",
                "customExtensionStageInstanceId": "957d0c50-466b-4840-bb5b-c92cea7141ff",
                "customExtensionStageInstanceDetail": "no conflict found"
            }
        })
        .to_string(),
    );
    pipeline.send(&Context::new(), &mut request, None).await?;
    Ok(())
}
EOF
cd "$bare"
for profile in dev release; do
  timed "the same on bare azure_core, $profile" src/main.rs cargo build --profile "$profile"
done
for program in resume bare; do
  binary=$CARGO_TARGET_DIR/release/$program
  strip -o "$work/stripped" "$binary"
  printf 'binary %s, release: %s bytes, stripped %s\n' "$program" "$(stat -c %s "$binary")" "$(stat -c %s "$work/stripped")"
done
