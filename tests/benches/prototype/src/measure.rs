//! Builds and runs the crates, and prints the table of `docs/prototype.md`.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::forms::FORMS;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How often a build is timed; the median counts.
const ROUNDS: usize = 3;

/// Measures all forms.
pub fn all(out: &Path) -> Result<()> {
    println!("| form | v1.0 dev | both dev | v1.0 release | both release | program dev | program release |");
    println!("|---|---|---|---|---|---|---|");
    for form in FORMS {
        let dir = out.join(form);
        let mut row = format!("| {form} |");
        for profile in ["dev", "release"] {
            for features in ["v1_0", "v1_0,beta"] {
                row.push_str(&format!(" {:.1} s |", build(&dir, &dir.join("src/lib.rs"), profile, Some(features))?));
            }
        }
        let program = out.join(format!("{form}-user"));
        for profile in ["dev", "release"] {
            row.push_str(&format!(" {:.1} s |", build(&program, &program.join("src/main.rs"), profile, None)?));
        }
        println!("{row}");
    }
    let bench = out.join("bench");
    build(&bench, &bench.join("src/main.rs"), "release", None)?;
    let page = out.join("page.json");
    println!("page: {} bytes", fs::metadata(&page)?.len());
    let status = Command::new(bench.join("target/release/bench")).arg(&page).status()?;
    if status.success() { Ok(()) } else { Err("the benchmark failed".into()) }
}

/// Seconds that a crate takes to build, its dependencies built before, without incremental state.
fn build(dir: &Path, touched: &Path, profile: &str, features: Option<&str>) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        fs::write(touched, fs::read_to_string(touched)?)?;
        let mut command = Command::new("cargo");
        command.current_dir(dir).env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", "target").args(["build", "--quiet", "--profile", profile]);
        if let Some(features) = features {
            command.args(["--no-default-features", "--features", features]);
        }
        let start = Instant::now();
        if !command.status()?.success() {
            return Err(format!("{} does not build", dir.display()).into());
        }
        // The first builds the dependencies.
        if round > 0 {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    times.sort_by(f64::total_cmp);
    times.get(ROUNDS / 2).copied().ok_or_else(|| "nothing was measured".into())
}
