//! Builds and runs the crates, and prints the table of `docs/prototype.md`.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::forms::FORMS;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Measures all forms; a build is timed so often, the median counts.
pub fn all(out: &Path, rounds: usize) -> Result<()> {
    println!("Seconds of elapsed and of processor time.\n");
    println!("| form | v1.0 dev | both dev | v1.0 release | both release | program dev | program release |");
    println!("|---|---|---|---|---|---|---|");
    for form in FORMS {
        let dir = out.join(form);
        let mut row = format!("| {form} |");
        for profile in ["dev", "release"] {
            for features in ["v1_0", "v1_0,beta"] {
                row.push_str(&build(&dir, &dir.join("src/lib.rs"), profile, Some(features), rounds)?);
            }
        }
        let program = out.join(format!("{form}-user"));
        for profile in ["dev", "release"] {
            row.push_str(&build(&program, &program.join("src/main.rs"), profile, None, rounds)?);
        }
        println!("{row}");
    }
    let bench = out.join("bench");
    build(&bench, &bench.join("src/main.rs"), "release", None, 1)?;
    let page = out.join("page.json");
    println!("page: {} bytes", fs::metadata(&page)?.len());
    let status = Command::new(bench.join("target/release/bench")).arg(&page).status()?;
    if status.success() {
        Ok(())
    } else {
        Err("the benchmark failed".into())
    }
}

/// How long a crate takes to build, its dependencies built before, without incremental state: a cell of the table.
fn build(dir: &Path, touched: &Path, profile: &str, features: Option<&str>, rounds: usize) -> Result<String> {
    let mut times = Vec::new();
    for round in 0..=rounds {
        fs::write(touched, fs::read_to_string(touched)?)?;
        let mut command = Command::new("cargo");
        command
            .current_dir(dir)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", "target");
        command.args(["build", "--quiet", "--profile", profile]);
        if let Some(features) = features {
            command.args(["--no-default-features", "--features", features]);
        }
        let (start, before) = (Instant::now(), processor_time()?);
        if !command.status()?.success() {
            return Err(format!("{} does not build", dir.display()).into());
        }
        // The first builds the dependencies.
        if round > 0 {
            times.push((start.elapsed().as_secs_f64(), processor_time()? - before));
        }
    }
    times.sort_by(|one, two| one.1.total_cmp(&two.1));
    let (elapsed, processor) = times.get(rounds / 2).copied().ok_or("nothing was measured")?;
    Ok(format!(" {elapsed:.1} ({processor:.1}) |"))
}

/// Seconds that the processes which this one started have used: `/proc/self/stat`, whose ticks are hundredths.
fn processor_time() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace())
        .ok_or("not the form of /proc/self/stat")?;
    let ticks: u64 = fields
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Ok(ticks as f64 / 100.0)
}
