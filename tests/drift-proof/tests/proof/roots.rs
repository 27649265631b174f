//! Other parts of Graph: what is special to identity governance is data, so another part is a line of `selection.yaml`.
//!
//! Each part is imported from the documents of the whole service with this repository's overlay, only its `roots` being
//! others; it is generated, and the crate that holds it compiles: the real one, with its hand-written modules (below
//! the target folder, in `tmp/roots`). What the overlay says of types that the part lacks fits nothing, which is a
//! finding and no error.
//!
//! A small part is taken in every run. The large ones take minutes:
//!
//! ```sh
//! cargo test -p drift-proof -- --ignored --nocapture other_parts_of_graph
//! ```

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use generator::input::Input;
use generator::model::Version;
use generator::pipeline::{ImportRequest, generate, import};

use crate::compiler;
use crate::crates::{self, put, read, remove_others, repository};
use crate::small::shared;

/// A root of every run: 24 paths.
const SMALL: &str = "identityProtection";

const LARGE: [&str; 5] = ["policies", "roleManagement", "directory", "identity", "users/messages"];

/// The two documents of the whole service.
fn whole_service() -> Option<(Input, Input)> {
    let csdl = Input::read(&shared("metadata/v1.0/metadata.csdl")?).unwrap();
    let packed = std::fs::File::open(shared("metadata/v1.0/openapi-whole-service.yaml.gz")?).unwrap();
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Some((csdl, Input::inline("openapi-whole-service.yaml", &text)))
}

/// Everything below a folder, by its path there.
fn files_below(folder: &Path) -> BTreeMap<String, String> {
    fn go(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                go(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, read(&entry.path()));
            }
        }
    }
    let mut files = BTreeMap::new();
    go(folder, "", &mut files);
    files
}

/// Writes these files, and removes all others.
fn write_all(folder: &Path, files: &BTreeMap<String, String>) {
    remove_others(folder, &files.keys().map(|name| folder.join(name)).collect());
    files.iter().for_each(|(name, text)| put(&folder.join(name), text));
}

/// Imports, generates and compiles the part with that root; says how large it is.
fn prove(root: &str, (csdl, openapi): &(Input, Input)) -> String {
    let repository = repository();
    let folder = crates::folder("roots").join(root.replace('/', "-"));

    let mut overlay = files_below(&repository.join("schemas/overlay"));
    let selection = overlay.get_mut("selection.yaml").unwrap();
    let lines = selection.lines().map(|line| match line.split(':').next() {
        Some("roots") => format!("roots: [{root}]\n"),
        Some("name" | "namespaces") => String::new(),
        _ => format!("{line}\n"),
    });
    *selection = lines.collect();
    assert!(selection.contains(&format!("roots: [{root}]\n")));
    let schemas = folder.join("schemas");
    write_all(&schemas.join("overlay"), &overlay);

    let request = ImportRequest {
        version: Version::V1_0,
        csdl: csdl.clone(),
        openapi: openapi.clone(),
        permissions: None,
        clouds: Vec::new(),
        snapshot_date: Some("2026-08-03".to_owned()),
    };
    let imported = import(&schemas, &request, &mut ()).unwrap_or_else(|error| panic!("{root}: {error}"));
    imported
        .files
        .iter()
        .for_each(|(name, text)| put(&schemas.join(name), text));
    let generated = generate(&schemas, &[Version::V1_0], &mut ()).unwrap_or_else(|error| panic!("{root}: {error}"));
    let [(_, counts)] = generated.counts.as_slice() else {
        panic!("one version is generated");
    };
    assert!(counts.types > 0 && counts.operations > 0, "{root}: {counts:?}");

    let source = files_below(&repository.join("generated/src")).into_iter();
    let by_hand = source.filter(|(name, _)| !name.starts_with("v1_0/") && !name.starts_with("beta/"));
    let of_part = generated
        .files
        .into_iter()
        .map(|(name, text)| (name.replacen("src/", "", 1), text));
    write_all(&folder.join("src"), &by_hand.chain(of_part).collect());
    compiler::library(&folder, "graph", "metadata");

    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &imported.findings {
        *findings.entry(finding.kind.name()).or_default() += 1;
    }
    format!(
        "{root}: {} operations, {} types, {} builders; findings {findings:?}",
        counts.operations, counts.types, counts.builders
    )
}

#[test]
fn a_small_part_is_a_line_of_the_selection() {
    let Some(service) = whole_service() else { return };
    println!("{}", prove(SMALL, &service));
}

#[test]
#[ignore = "takes minutes: cargo test -p drift-proof -- --ignored --nocapture other_parts_of_graph"]
fn other_parts_of_graph_are_lines_of_the_selection() {
    let Some(service) = whole_service() else { return };
    for root in LARGE {
        println!("{}", prove(root, &service));
    }
}
