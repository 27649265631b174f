//! Reading and writing pages of 1,000 models: criterion's figures, then a table of all in MB/s with the ratio to
//! `serde_json::Value`.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput};
use models_bench::forms::{Derives, Flattened, Form, Ours, Values};
use models_bench::{derives, flattened, pages};
use msgraph_identity_governance::v1_0::models;

const COUNT: usize = 1000;

/// Reading, which includes giving the memory back, and writing.
fn form<F: Form>(criterion: &mut Criterion, page: &str, json: &str) {
    let mut group = criterion.benchmark_group(format!("{page} read"));
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function(F::NAME, |bencher| {
        bencher.iter(|| F::read(black_box(json.as_bytes())));
    });
    group.finish();
    if page.ends_with("odd") {
        return;
    }
    let items = F::read(json.as_bytes());
    let mut group = criterion.benchmark_group(format!("{page} write"));
    group.throughput(Throughput::Bytes(items.write() as u64));
    group.bench_function(F::NAME, |bencher| bencher.iter(|| black_box(&items).write()));
    group.finish();
}

macro_rules! page {
    ($criterion:expr, $page:literal, $json:expr, $($model:ident)::+) => {{
        let json = $json;
        form::<Values<serde_json::Value>>($criterion, $page, &json);
        form::<Ours<models::$($model)::+>>($criterion, $page, &json);
        form::<Derives<derives::models::$($model)::+>>($criterion, $page, &json);
        form::<Flattened<flattened::models::$($model)::+>>($criterion, $page, &json);
    }};
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    page!(
        &mut criterion,
        "requests",
        pages::assignment_requests(COUNT),
        AccessPackageAssignmentRequest
    );
    page!(
        &mut criterion,
        "policies",
        pages::policies(COUNT),
        AccessPackageAssignmentPolicy
    );
    page!(
        &mut criterion,
        "workflows",
        pages::workflows(COUNT),
        identity_governance::Workflow
    );
    let odd = pages::mismatched_requests(COUNT);
    form::<Values<serde_json::Value>>(&mut criterion, "requests odd", &odd);
    form::<Ours<models::AccessPackageAssignmentRequest>>(&mut criterion, "requests odd", &odd);
    criterion.final_summary();
    if let Some(folder) = results() {
        table(&folder);
    }
}

/// Where criterion keeps its results.
fn results() -> Option<PathBuf> {
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target"),
    };
    Some(target.join("criterion")).filter(|folder| folder.is_dir())
}

/// The medians of the last run as a table.
fn table(folder: &Path) {
    println!("\n| page | {} |", FORMS.join(" MB/s | ") + " MB/s");
    println!("|---|{}", "---|".repeat(FORMS.len()));
    for page in ["requests", "requests odd", "policies", "workflows"] {
        for what in ["read", "write"] {
            let group = folder.join(format!("{page} {what}"));
            let rates = FORMS.map(|form| rate(&group.join(form)));
            if rates.iter().all(Option::is_none) {
                continue;
            }
            let value = rates[0];
            let cells = rates.map(|rate| match (rate, value) {
                (Some(rate), Some(value)) => format!("{rate:.0} ({:.2})", rate / value),
                (Some(rate), None) => format!("{rate:.0}"),
                (None, _) => String::new(),
            });
            println!("| {page}, {what} | {} |", cells.join(" | "));
        }
    }
    println!("\nIn brackets: times `Value`.");
}

const FORMS: [&str; 4] = ["Value", "ours", "derives", "flattened"];

/// MB/s by the median time and the bytes that criterion wrote down.
fn rate(folder: &Path) -> Option<f64> {
    let read = |name: &str| -> Option<serde_json::Value> {
        serde_json::from_slice(&fs::read(folder.join("new").join(name)).ok()?).ok()
    };
    let nanoseconds = read("estimates.json")?["median"]["point_estimate"].as_f64()?;
    let bytes = read("benchmark.json")?["throughput"]["Bytes"].as_f64()?;
    Some(bytes * 1e3 / nanoseconds)
}
