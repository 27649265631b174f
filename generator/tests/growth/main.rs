//! Time and memory grow with a document, not with its square.
//!
//! Each case of `cases.rs` is large in one way, and is imported, regenerated and compared in a process of its own,
//! in several sizes. Every test run has small sizes; the table of `docs/figures.md` is `cargo test --profile xtask -p
//! generator --test growth -- --ignored --nocapture table`.
//!
//! A program of its own: nothing else is to run while it measures, and the processes that it starts would hold the
//! locks of `it`'s tests of the tree for a moment.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod cases;
mod documents;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cases::{CASES, Case};
use documents::{Documents, MANY};
use generator::analysis::{Inputs, analyze};
use generator::drift::{self, Context, Purpose, format};
use generator::input::Input;
use generator::model::Version;
use generator::overlay::{Overlay, Root, Selection};
use generator::pipeline::{self, ImportRequest};
use generator::snapshot::Snapshot;

/// What is measured.
const COMMANDS: [&str; 3] = ["import", "regen", "drift"];

/// Says what a process is to do: `case/size/command`.
const TASK: &str = "GROWTH_TASK";

/// The longest that one process may take.
const PATIENCE: Duration = Duration::from_secs(150);

/// Processor seconds of this process.
fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The most memory that this process had since [`forget_peak`], in MiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}

fn forget_peak() {
    // Where it is not allowed the peak is that of the preparations too, which need less.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// A `schemas/` folder with an overlay alone.
fn schemas() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let overlay = folder.path().join("overlay");
    std::fs::create_dir_all(overlay.join("supplement")).unwrap();
    let selection = format!(
        "roots: [garden]\nnamespaces: [{MANY}]\nboundary: {{base: microsoft.graph.directoryObject, types: [microsoft.graph.directoryObject]}}\n"
    );
    for name in generator::overlay::FILES {
        let text = if name == "selection.yaml" {
            selection.as_str()
        } else {
            "{}"
        };
        std::fs::write(overlay.join(name), text).unwrap();
    }
    let none = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices/></edmx:Edmx>"#;
    for version in Version::ALL {
        std::fs::write(overlay.join(generator::overlay::supplement_file(version)), none).unwrap();
    }
    folder
}

fn import(schemas: &Path, documents: &Documents) -> Result<(), String> {
    let request = ImportRequest {
        version: Version::V1_0,
        csdl: Input::inline("large.csdl", &documents.csdl),
        openapi: Input::inline("large.yaml", &documents.openapi),
        permissions: None,
        clouds: Vec::new(),
        snapshot_date: Some("2030-01-02".into()),
    };
    let imported = pipeline::import(schemas, &request, &mut ()).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(schemas.join("v1.0")).unwrap();
    for (path, text) in &imported.files {
        std::fs::write(schemas.join(path), text).unwrap();
    }
    Ok(())
}

fn regen(schemas: &Path) -> Result<(), String> {
    let made = pipeline::generate(schemas, &[Version::V1_0], &mut ()).map_err(|error| error.to_string())?;
    assert!(!made.files.is_empty());
    Ok(())
}

fn compare(schemas: &Path, documents: &Documents) -> Result<(), String> {
    let side = |label: &str, csdl: &str| Snapshot {
        label: label.to_owned(),
        version: Version::V1_0,
        date: None,
        csdl: Input::inline("large.csdl", csdl),
        openapi: Some(Input::inline("large.yaml", &documents.openapi)),
        permissions: None,
        overlay: None,
        names: None,
        findings: None,
    };
    let context = Context {
        schemas,
        today: "2030-01-02",
        purpose: Purpose::Drift,
        crate_version: None,
    };
    let (old, new) = (side("old", &documents.csdl), side("new", &documents.changed));
    let report = drift::report(&context, &old, &new, &mut ()).map_err(|error| error.to_string())?;
    assert!(!report.changes.is_empty());
    assert!(!format::print(&report, format::Format::Text, false).is_empty());
    Ok(())
}

/// What a process measured.
#[derive(Clone, Debug)]
struct Measured {
    seconds: f64,
    mib: u64,
    refusal: Option<String>,
}

/// Does the task of this process and prints what it took: seconds, MiB, and the error if there is one.
#[test]
#[ignore = "a part of the others, which start it"]
fn task() {
    let Ok(task) = std::env::var(TASK) else { return };
    let mut words = task.split('/');
    let name = words.next().unwrap();
    let size = words.next().unwrap().parse().unwrap();
    let command = words.next().unwrap();
    let case = CASES.iter().find(|case| case.name == name).unwrap();
    let folder = schemas();
    let documents = (case.make)(size);
    let prepared = if command == "regen" {
        import(folder.path(), &documents)
    } else {
        Ok(())
    };
    forget_peak();
    let start = processor_time();
    let outcome = prepared.and_then(|()| match command {
        "import" => import(folder.path(), &documents),
        "regen" => regen(folder.path()),
        _ => compare(folder.path(), &documents),
    });
    let seconds = processor_time() - start;
    println!("\ngrowth {seconds} {} {}", peak(), outcome.err().unwrap_or_default());
}

/// Runs a task in a process of its own; nothing when it takes too long or ends without a word.
fn measure(case: &Case, size: usize, command: &str) -> Option<Measured> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["task", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(TASK, format!("{}/{size}/{command}", case.name))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    // What it prints fits the pipe.
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("growth "))?;
    let mut words = line.splitn(3, ' ');
    Some(Measured {
        seconds: words.next()?.parse().ok()?,
        mib: words.next()?.parse().ok()?,
        refusal: words.next().filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// The smallest of several runs, so that what else the machine does counts little.
fn best_of(runs: usize, case: &Case, size: usize, command: &str) -> Measured {
    let runs = (0..runs).map(|_| {
        let measured = measure(case, size, command);
        measured.unwrap_or_else(|| panic!("{command} of {size} {} ended without a word or in no time", case.name))
    });
    runs.min_by(|one, other| one.seconds.total_cmp(&other.seconds)).unwrap()
}

/// Four times the size may cost so many times as much: twice a doubling of 2.3, and what a small measurement is off.
const MOST: f64 = 2.3 * 2.3 * 1.5;

/// Seconds below which nothing is compared: starting costs as much.
const LEAST: f64 = 0.004;

#[test]
fn four_times_a_document_costs_about_four_times_as_much() {
    let mut wrong = Vec::new();
    for case in CASES {
        let size = (case.size / 8).max(100);
        for command in COMMANDS {
            let large = best_of(1, case, size * 4, command);
            match (case.refused, &large.refusal) {
                (Some(words), Some(message)) => assert!(message.contains(words), "{}: {message}", case.name),
                (None, None) => {}
                (_, other) => panic!("{command} of {}: {other:?}", case.name),
            }
            let small = best_of(1, case, size, command).seconds.max(LEAST);
            if large.seconds > small * MOST {
                // Measured again where it counts: a square is one every time.
                let small = best_of(5, case, size, command).seconds.max(LEAST);
                let large = best_of(5, case, size * 4, command).seconds;
                if large > small * MOST {
                    wrong.push(format!(
                        "{command} of {}: {small:.3} s for {size}, {large:.3} s for four times",
                        case.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The most that an import or a comparison of 100,000 types may need, in MiB.
const MOST_MIB: u64 = 2048;

#[test]
fn ten_thousand_types_need_a_tenth_of_two_gibibytes_at_most() {
    let case = CASES.iter().find(|case| case.name == "types").unwrap();
    for command in ["import", "drift"] {
        let made = measure(case, 10_000, command).unwrap();
        assert!(made.mib < MOST_MIB / 10, "{command}: {} MiB", made.mib);
    }
}

/// Prints the table. `GROWTH_CASES` limits it to the cases whose names have that text in them.
#[test]
#[ignore = "minutes"]
fn table() {
    let wanted = std::env::var("GROWTH_CASES").unwrap_or_default();
    println!("| document | sizes | command | seconds | times | MiB |");
    println!("|---|---|---|---|---|---|");
    for case in CASES.iter().filter(|case| case.name.contains(&wanted)) {
        let sizes = [1, 2, 4].map(|times| case.size * times);
        for command in COMMANDS {
            let runs: Vec<Option<Measured>> = sizes.iter().map(|size| measure(case, *size, command)).collect();
            let seconds: Vec<String> = runs
                .iter()
                .map(|run| {
                    run.as_ref()
                        .map_or_else(|| "-".into(), |run| format!("{:.3}", run.seconds))
                })
                .collect();
            let times: Vec<String> = runs
                .windows(2)
                .map(|pair| match pair {
                    [Some(one), Some(two)] => format!("{:.1}", two.seconds / one.seconds),
                    _ => "-".to_owned(),
                })
                .collect();
            let last = runs.last().cloned().flatten();
            let mib = last.as_ref().map_or_else(|| "-".to_owned(), |run| run.mib.to_string());
            let refused = last.and_then(|run| run.refusal).map_or("", |_| " (refused)");
            println!(
                "| {} | {}, {}, {} | {command}{refused} | {} | {} | {mib} |",
                case.name,
                sizes[0],
                sizes[1],
                sizes[2],
                seconds.join(", "),
                times.join(", ")
            );
        }
    }
}

/// The documents of the whole service, where the shared folder is beside the checkout; under CI it must be.
fn whole_service() -> Option<(Input, Input)> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let folder = workspace.parent()?.join("shared/metadata/v1.0");
    if !folder.exists() {
        assert!(
            std::env::var_os("CI").is_none(),
            "shared/ is not beside the checkout, and CI is set"
        );
        println!("shared/ is not beside the checkout: nothing is tested here");
        return None;
    }
    let packed = std::fs::File::open(folder.join("openapi-whole-service.yaml.gz")).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
    let csdl = Input::read(&folder.join("metadata.csdl")).unwrap();
    Some((csdl, Input::inline("openapi-whole-service.yaml", &text)))
}

/// All that Graph has, not a part of it: with reading, below 10 seconds of processor time and 2 GiB.
#[test]
#[ignore = "cargo test --profile xtask -p generator --test growth -- --ignored --nocapture whole_service"]
fn the_whole_service_is_analysed_at_once() {
    let Some((csdl, openapi)) = whole_service() else { return };
    let selection = Selection {
        roots: vec![Root::Every],
        ..Selection::default()
    };
    let overlay = Overlay {
        selection,
        ..Overlay::default()
    };
    forget_peak();
    let before = processor_time();
    let inputs = Inputs::read(Version::V1_0, &csdl, &openapi).unwrap();
    let read = processor_time();
    let analysis = analyze(inputs, &overlay, &mut ()).unwrap();
    let after = processor_time();
    let (mut paths, mut operations) = (0, 0);
    analysis.tree.walk(&mut |node| {
        paths += usize::from(node.written.is_some());
        operations += node.operations.len();
    });
    println!(
        "{} types, {paths} paths, {operations} operations, {} builders: read in {:.1} s, analysed in {:.1} s, {} MiB",
        analysis.api.types.len(),
        analysis.surface.builders.len(),
        read - before,
        after - read,
        peak()
    );
    assert!(paths > 11_000, "{paths} paths");
    assert!(after - before < 10.0, "{:.1} s of processor time", after - before);
    assert!(peak() < 2_048, "{} MiB", peak());
}
