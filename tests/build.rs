//! Writes the table of the generated models, `$OUT_DIR/models.rs`: a line for each type of
//! `generated/src/{v1_0,beta}/models`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use surface_walker::models::{self, Model};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
    let mut table = String::new();
    for version in ["v1_0", "beta"] {
        let folder = source.join(version).join("models");
        println!("cargo:rerun-if-changed={}", folder.display());
        writeln!(table, "entries! {{ {version}")?;
        for Model { path, what } in models::read(&folder)? {
            writeln!(table, "    {what} {path:?} {path},")?;
        }
        writeln!(table, "}}")?;
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("models.rs"), table)?;
    Ok(())
}
