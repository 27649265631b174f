//! The prototype that decided how models are read and written: the same types in four forms, measured alike.
//!
//! `forms` prints the crates from the metadata, by way of the generator's own model, and `serde_forms` the types in
//! those that use serde; `pages` makes the page that is read; `measure` builds and runs them. What came out is in
//! `docs/prototype.md`, with the command.

mod forms;
mod measure;
#[path = "../../models/src/pages.rs"]
#[allow(dead_code, reason = "the benchmark of the models reads pages of other types too")]
mod pages;
mod serde_forms;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut metadata = None;
    let mut out = None;
    let mut rounds = 3;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--metadata" => metadata = arguments.next().map(PathBuf::from),
            "--rounds" => rounds = arguments.next().unwrap_or_default().parse()?,
            "--out" => out = arguments.next().map(PathBuf::from),
            other => {
                return Err(format!(
                    "`{other}` is not known; give --metadata DIR, --out DIR and, if not 3, --rounds NUMBER"
                )
                .into());
            }
        }
    }
    let (Some(metadata), Some(out)) = (metadata, out) else {
        return Err("give --metadata DIR (with v1.0/metadata.csdl and beta/metadata.csdl) and --out DIR".into());
    };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()?;
    forms::write(&root, &metadata, &out)?;
    std::fs::write(out.join("page.json"), pages::assignment_requests(1000))?;
    measure::all(&out, rounds.max(1))
}
