//! Prints the derived structs that the models are measured beside, from `schemas/`.

#[path = "../prototype/src/serde_forms.rs"]
mod serde_forms;

use std::error::Error;
use std::path::{Path, PathBuf};

use generator::model::Version;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../schemas");
    println!("cargo::rerun-if-changed={}", schemas.display());
    println!("cargo::rerun-if-changed=../prototype/src/serde_forms.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let loaded = generator::schemas::load(&schemas, Version::V1_0, &mut ())?;
    for form in ["derives", "flattened"] {
        serde_forms::write_models(
            &loaded.rust_api(),
            &loaded.names,
            form,
            &format!("crate::{form}"),
            &out.join(form),
        )?;
    }
    Ok(())
}
