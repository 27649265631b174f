//! Reads or writes pages so often, for instruction counters, which a busy machine does not disturb:
//!
//! ```sh
//! cargo build --profile bench --manifest-path tests/benches/models/Cargo.toml --example once
//! valgrind --tool=callgrind target/release/examples/once requests ours read 2
//! ```
//!
//! The difference between two numbers of times is what that many pages cost.

use std::hint::black_box;

use models_bench::forms::{Derives, Flattened, Form, Ours, Values};
use models_bench::{derives, flattened, pages};
use msgraph_identity_governance::v1_0::models;

fn run<F: Form>(json: &str, what: &str, times: usize) {
    if what == "read" {
        for _ in 0..times {
            black_box(F::read(black_box(json.as_bytes())));
        }
    } else {
        let items = F::read(json.as_bytes());
        for _ in 0..times {
            black_box(black_box(&items).write());
        }
    }
}

macro_rules! page {
    ($json:expr, $form:expr, $what:expr, $times:expr, $($model:ident)::+) => {{
        let json: &str = &$json;
        match $form {
            "ours" => run::<Ours<models::$($model)::+>>(json, $what, $times),
            "derives" => run::<Derives<derives::models::$($model)::+>>(json, $what, $times),
            "flattened" => run::<Flattened<flattened::models::$($model)::+>>(json, $what, $times),
            _ => run::<Values<serde_json::Value>>(json, $what, $times),
        }
    }};
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [page, form, what, times] = arguments.as_slice() else {
        panic!(
            "give page (requests, odd, policies, workflows), form (Value, ours, derives, flattened), read or write, and how often"
        );
    };
    let times = times.parse().expect("a number");
    let (form, what) = (form.as_str(), what.as_str());
    match page.as_str() {
        "policies" => page!(pages::policies(1000), form, what, times, AccessPackageAssignmentPolicy),
        "workflows" => page!(pages::workflows(1000), form, what, times, identity_governance::Workflow),
        "odd" => run::<Ours<models::AccessPackageAssignmentRequest>>(&pages::mismatched_requests(1000), what, times),
        _ => page!(
            pages::assignment_requests(1000),
            form,
            what,
            times,
            AccessPackageAssignmentRequest
        ),
    }
}
