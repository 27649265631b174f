#!/usr/bin/env bash
# How long the crate and the README's program take to build, with their dependencies built already, and how large the program is.
#
#   [RUNS=3] [WORK=FOLDER] tests/benches/build-times.sh [CHECKOUT]
#
# Measures this checkout. With a second checkout, of an earlier commit, it measures both in turn, run by run, and prints what share of
# the earlier one's time this one's takes. Builds below WORK (a new temporary folder unless given). Needs awk.
#
# A row has the medians of RUNS builds: seconds elapsed, and in brackets those of the processor. Sizes are bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=$PWD
declare -A checkout=([now]=$here)
sides=(now)
if [ $# -gt 0 ]; then
  checkout[before]=$(cd "$1" && pwd)
  sides=(before now)
fi
work=${WORK:-$(mktemp -d)}
runs=${RUNS:-3}
export CARGO_INCREMENTAL=0
TIMEFORMAT='%R %U %S'

# Builds once for `side` without being measured, and stops with what cargo printed where that fails.
build() {
  local side=$1
  shift
  CARGO_TARGET_DIR=$work/$side/target "$@" >"$work/build.log" 2>&1 || {
    cat "$work/build.log" >&2
    exit 1
  }
}

# A command of cargo with the features of the side that is built.
in_area() {
  local features=features_$side
  "$@" --features "${!features}"
}

# Prints a line: seconds elapsed, seconds of the processor.
seconds() {
  local side=$1 file=$2
  shift 2
  touch "$file"
  { time build "$side" "$@"; } 2>&1 | awk '{ print $1, $2 + $3 }'
}

# The median of a column of a file.
median() {
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

# `folder` is below a side's own, `file` is touched before each build, the rest is the command.
row() {
  local name=$1 folder=$2 file=$3 side run
  shift 3
  for side in "${sides[@]}"; do
    cd "$work/$side/$folder"
    build "$side" "$@"
    : >"$work/$side/times"
  done
  for ((run = 0; run < runs; run++)); do
    for side in "${sides[@]}"; do
      cd "$work/$side/$folder"
      seconds "$side" "$file" "$@" >>"$work/$side/times"
    done
  done
  printf '%-36s' "$name"
  for side in "${sides[@]}"; do
    printf '  %s %s (%s)' "$side" "$(median "$work/$side/times" 1)" "$(median "$work/$side/times" 2)"
  done
  if [ ${#sides[@]} = 2 ]; then
    awk -v before="$(median "$work/before/times" 1)" -v now="$(median "$work/now/times" 1)" \
      -v before_cpu="$(median "$work/before/times" 2)" -v now_cpu="$(median "$work/now/times" 2)" \
      'BEGIN { printf "  share %.2f (%.2f)", now / before, now_cpu / before_cpu }'
  fi
  echo
}

# The README's own program, without what it hides from readers.
first_example() {
  awk '/^```rust/ { inside = 1; next } /^```$/ && inside { exit } inside && !/^# /' "$1/README.md"
}

# A program's folder: its name, its dependencies, and its main.rs from the input.
program() {
  local folder=$1 name=$2 dependencies=$3
  mkdir -p "$folder/src"
  cat >"$folder/Cargo.toml" <<EOF
[package]
name = "$name"
version = "0.1.0"
edition = "2024"

[dependencies]
azure_identity = "1"
$dependencies
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[workspace]
EOF
  cp "$here/Cargo.lock" "$folder/"
  cat >"$folder/src/main.rs"
}

for side in "${sides[@]}"; do
  crate=$work/$side/crate
  mkdir -p "$work/$side"
  cp -r "${checkout[$side]}/generated" "$crate"
  # The crate in a workspace of its own, without what only its tests and examples need.
  sed -i -e '/^\[dev-dependencies\]/,/^\[lints/{/^\[lints/!d}' "$crate/Cargo.toml"
  rm -rf "$crate/examples"
  printf '\n[workspace]\n' >>"$crate/Cargo.toml"
  cp "$here/Cargo.lock" "$crate/"
  {
    echo '#[tokio::main]'
    echo 'async fn main() -> Result<(), Box<dyn std::error::Error>> {'
    first_example "${checkout[$side]}" | grep -v '^use '
    echo 'Ok(())'
    echo '}'
    first_example "${checkout[$side]}" | grep '^use '
  } | program "$work/$side/program" resume "msgraph-identity-governance = { path = \"$crate\" }"
done

# The same on bare azure_core: its pipeline and bearer policy, the body as JSON by hand.
program "$work/now/bare" bare 'azure_core = "1"
serde_json = "1"' <<'EOF'
use std::env::var;
use std::sync::Arc;

use azure_core::http::policies::{Policy, auth::BearerTokenAuthorizationPolicy};
use azure_core::http::{ClientOptions, Context, Method, Pipeline, Request};
use azure_identity::ClientSecretCredential;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = var("AZURE_CLIENT_SECRET")?.into();
    let credential = ClientSecretCredential::new(&var("AZURE_TENANT_ID")?, var("AZURE_CLIENT_ID")?, secret, None)?;
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

for profile in dev release; do
  row "crate, v1_0, $profile" crate src/lib.rs cargo build --profile "$profile"
  row "crate, v1_0 and beta, $profile" crate src/lib.rs cargo build --profile "$profile" --features beta
done
# One area of v1_0. An earlier checkout without areas builds all of v1_0 in its place.
for profile in dev release; do
  for area in access_reviews app_consent entitlement_management lifecycle_workflows privileged_access terms_of_use; do
    for side in "${sides[@]}"; do
      features=v1_0,rustls
      if grep -q "^$area = " "$work/$side/crate/Cargo.toml"; then features+=,$area; fi
      declare "features_$side=$features"
    done
    row "crate, v1_0, $area, $profile" crate src/lib.rs in_area cargo build --profile "$profile" --no-default-features
  done
done
for profile in dev release; do
  row "resume program on top, $profile" program src/main.rs cargo build --profile "$profile"
done

# Bytes of a side's release binary, stripped.
stripped() {
  strip -o "$work/stripped" "$work/$1/target/release/$2"
  stat -c %s "$work/stripped"
}

cd "$work/now/bare"
build now cargo build --release
bare=$(stripped now bare)
for side in "${sides[@]}"; do
  size=$(stripped "$side" resume)
  sources=("$work/$side/crate/src/v1_0" "$work/$side/crate/src/beta")
  printf '%s: program, release, stripped: %s bytes, %s%% above the %s bytes on bare azure_core\n' "$side" "$size" \
    "$(awk -v size="$size" -v bare="$bare" 'BEGIN { printf "%.1f", 100 * (size / bare - 1) }')" "$bare"
  printf '%s: generated lines and bytes, v1.0 and beta: %s\n' "$side" \
    "$(find "${sources[@]}" -name '*.rs' -exec cat {} + | wc -lc | xargs)"
done
