//! Prints the crates: `slots` is what the generator emits; the others are made for the comparison alone.
//!
//! All have the same structs, enumerations and `Any…` enums for all types of both versions, and the core's value types,
//! so that what differs is how they are read and written: `slots` by one loop over dynamic slots, `visitors` by a serde
//! visitor printed for each type, `flattened` by derives with a map for what is unknown, `derives` by derives that lose
//! it.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use generator::emit::models::emit_models;
use generator::csdl::index::Index;
use generator::resolve::resolve;
use generator::model::{Api, Type, Version};
use generator::naming::Names;
use generator::naming::case::Case;
use generator::naming::memory::Memory;
use generator::naming::models::name_models;
use generator::resolve::select;
use generator::rust_api::{RustApi, Surface};
use generator::{csdl, schemas};

use crate::serde_forms::{put, write_models};

/// The crates, in the order in which they are measured.
pub const FORMS: [&str; 4] = ["slots", "visitors", "flattened", "derives"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Writes a crate and a program for each form below `out`.
pub fn write(root: &Path, metadata: &Path, out: &Path) -> Result<()> {
    for form in FORMS {
        let dir = out.join(form);
        if dir.join("src").exists() {
            fs::remove_dir_all(dir.join("src"))?;
        }
        fs::create_dir_all(dir.join("src/core"))?;
        for part in ["json", "model", "values"] {
            copy(
                &root.join("generated/src/core").join(part),
                &dir.join("src/core").join(part),
            )?;
        }
        put(
            &dir.join("src/core/mod.rs"),
            "pub mod json;\npub mod model;\npub mod values;\n",
        )?;
        put(&dir.join("Cargo.toml"), &manifest(form))?;
        put(&dir.join("src/lib.rs"), &library(form))?;
        let program = out.join(format!("{form}-user"));
        put(&program.join("Cargo.toml"), &user_manifest(form))?;
        put(&program.join("src/main.rs"), &user(form))?;
    }
    let bench = out.join("bench");
    put(&bench.join("Cargo.toml"), &bench_manifest())?;
    put(&bench.join("src/main.rs"), &bench_program())?;
    for version in Version::ALL {
        let (api, names) = resolved(root, metadata, version)?;
        let surface = Surface {
            version,
            roots: Vec::new(),
            builders: Vec::new(),
            types: Default::default(),
        };
        let rust = RustApi::of(&api, &names, &surface);
        println!("{version}: {} types, {} members", api.types.len(), members(&api));
        for form in FORMS {
            let dir = out.join(form).join("src").join(version.module());
            put(&dir.join("mod.rs"), "pub mod models;\n")?;
            if form == "slots" {
                for (path, text) in emit_models(&rust)? {
                    put(&dir.join(path), &text)?;
                }
            } else {
                write_models(&rust, &names, form, &format!("crate::{}", version.module()), &dir)?;
            }
        }
    }
    Ok(())
}

fn resolved(root: &Path, metadata: &Path, version: Version) -> Result<(Api, Names)> {
    let overlay = schemas::load_overlay(&root.join("schemas"))?;
    let file = metadata.join(version.name()).join("metadata.csdl");
    let text = fs::read_to_string(&file)?;
    let document = csdl::read(&file.display().to_string(), &text)?;
    let index = Index::new(&document)?;
    let selected = select(&index, &overlay.selection, version)?;
    let api = resolve(&index, &selected, &overlay, version, &|_| false)?;
    let names = name_models(
        &api,
        &Case::new(overlay.case.exceptions.clone()),
        &mut Memory::default(),
    )?;
    Ok((api, names))
}

fn members(api: &Api) -> usize {
    api.types
        .values()
        .map(|ty| {
            if let Type::Structured(structured) = ty {
                structured.members.len()
            } else {
                0
            }
        })
        .sum()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        put(&to.join(entry.file_name()), &fs::read_to_string(entry.path())?)?;
    }
    Ok(())
}

fn manifest(form: &str) -> String {
    format!(
        "[package]\nname = \"{form}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\ndefault = [\"v1_0\"]\nv1_0 = []\nbeta = []\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\ntime = {{ version = \"0.3\", \
         features = [\"formatting\", \"parsing\", \"macros\"] }}\ntracing = \"0.1\"\n\n[workspace]\n"
    )
}

fn user_manifest(form: &str) -> String {
    format!(
        "[package]\nname = \"{form}-user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{form} = {{ path = \"../{form}\" }}\n\
         serde_json = \"1\"\n\n[workspace]\n"
    )
}

fn library(form: &str) -> String {
    let mut text = String::from("#![allow(dead_code, unused_macros, unused_imports)]\npub mod core;\n");
    for version in Version::ALL {
        let module = version.module();
        let _ = write!(text, "#[cfg(feature = \"{module}\")]\npub mod {module};\n");
    }
    text.push_str(if form == "slots" {
        r#"
use core::json::{Fault, ReadOptions, Reader};
use core::model::{Document, Element, Filler};

/// The items of a page.
pub fn read_page<T: Element + Document>(json: &[u8]) -> Option<Vec<T>> {
    let mut items = Vec::new();
    let mut reader = Reader::new(json, &ReadOptions::default()).ok()?;
    page(&mut reader, &mut |reader| T::push_from(&mut items, &mut Filler(reader)).0).ok()?;
    Some(items)
}

fn page(reader: &mut Reader<'_>, push: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
    reader.open_object()?;
    let mut first = true;
    while let Some(key) = reader.key(first)? {
        first = false;
        if key == "value" {
            reader.open_array()?;
            let mut first = true;
            while reader.item(first)? {
                first = false;
                push(reader)?;
            }
        } else {
            reader.skip()?;
        }
    }
    reader.end()
}

/// The items as a page.
pub fn write_page<T: Document>(items: &[T]) -> Vec<u8> {
    let mut out = b"{\"value\":[".to_vec();
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&item.to_json());
    }
    out.extend_from_slice(b"]}");
    out
}

/// Passes a document, by the reader alone.
pub fn walk(json: &[u8]) -> bool {
    Reader::new(json, &ReadOptions::default()).and_then(|mut reader| reader.skip().map(|_| ())).is_ok()
}

/// Takes every name and string of a document, by the reader alone: how many bytes they have.
pub fn take(json: &[u8]) -> usize {
    fn value(reader: &mut Reader<'_>) -> Result<usize, Fault> {
        use core::json::Kind;
        let mut bytes = 0;
        let mut first = true;
        match reader.peek()? {
            Kind::Object => {
                reader.open_object()?;
                while let Some(key) = reader.key(first)? {
                    first = false;
                    bytes += key.len() + value(reader)?;
                }
            }
            Kind::Array => {
                reader.open_array()?;
                while reader.item(first)? {
                    first = false;
                    bytes += value(reader)?;
                }
            }
            Kind::String => bytes = reader.string()?.len(),
            _ => bytes = reader.skip()?.len(),
        }
        Ok(bytes)
    }
    Reader::new(json, &ReadOptions::default()).and_then(|mut reader| value(&mut reader)).unwrap_or_default()
}
"#
    } else {
        r#"
/// The items of a page.
pub fn read_page<T: serde::de::DeserializeOwned>(json: &[u8]) -> Option<Vec<T>> {
    #[derive(serde::Deserialize)]
    #[serde(bound = "T: serde::de::DeserializeOwned")]
    struct Page<T> {
        value: Vec<T>,
    }
    serde_json::from_slice::<Page<T>>(json).ok().map(|page| page.value)
}

/// The items as a page.
pub fn write_page<T: serde::Serialize>(items: &[T]) -> Vec<u8> {
    #[derive(serde::Serialize)]
    struct Page<'a, T> {
        value: &'a [T],
    }
    serde_json::to_vec(&Page { value: items }).unwrap_or_default()
}
"#
    });
    text
}

fn user(form: &str) -> String {
    format!(
        "use {form}::v1_0::models::AccessPackageAssignmentRequest;\n\nfn main() {{\n    let json = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();\n    \
         let items: Vec<AccessPackageAssignmentRequest> = {form}::read_page(&json).unwrap();\n    println!(\"{{}} {{}}\", items.len(), \
         {form}::write_page(&items).len());\n}}\n"
    )
}

fn bench_manifest() -> String {
    let mut text = String::from(
        "[package]\nname = \"bench\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nserde_json = \"1\"\njiter = \"0.18\"\nallocation-counter = \"0.8\"\n",
    );
    for form in FORMS {
        let _ = writeln!(text, "{form} = {{ path = \"../{form}\" }}");
    }
    text.push_str("\n[workspace]\n");
    text
}

fn bench_program() -> String {
    let mut text = String::from(
        r#"//! Prints a line a form: reading MB/s, writing MB/s, allocations and bytes of reading.
use std::hint::black_box;
use std::time::{Duration, Instant};

/// MB/s, the median of rounds that take three seconds in all.
fn rate(bytes: usize, mut run: impl FnMut()) -> f64 {
    let mut rounds = Vec::new();
    let start = Instant::now();
    while rounds.len() < 5 || start.elapsed() < Duration::from_secs(3) {
        let round = Instant::now();
        run();
        rounds.push(round.elapsed());
    }
    rounds.sort();
    bytes as f64 / rounds[rounds.len() / 2].as_secs_f64() / 1e6
}

/// Takes every name and string by jiter.
fn jiter_take(jiter: &mut jiter::Jiter<'_>) -> jiter::JiterResult<usize> {
    let mut bytes = 0;
    match jiter.peek()? {
        jiter::Peek::Object => {
            let mut key = jiter.next_object()?.map(str::len);
            while let Some(length) = key {
                bytes += length + jiter_take(jiter)?;
                key = jiter.next_key()?.map(str::len);
            }
        }
        jiter::Peek::Array => {
            let mut item = jiter.next_array()?;
            while item.is_some() {
                bytes += jiter_take(jiter)?;
                item = jiter.array_step()?;
            }
        }
        jiter::Peek::String => bytes = jiter.next_str()?.len(),
        _ => jiter.next_skip()?,
    }
    Ok(bytes)
}

fn main() {
    let json = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    println!("own_reader {:.0} {:.0}", rate(json.len(), || { black_box(slots::walk(black_box(&json))); }), rate(json.len(), || { black_box(slots::take(black_box(&json))); }));
    println!("jiter {:.0} {:.0}", rate(json.len(), || { jiter::Jiter::new(black_box(&json)).next_skip().unwrap(); }), rate(json.len(), || { black_box(jiter_take(&mut jiter::Jiter::new(black_box(&json))).unwrap()); }));
    let value = serde_json::from_slice::<serde_json::Value>(&json).unwrap();
    let count = allocation_counter::measure(|| { black_box(serde_json::from_slice::<serde_json::Value>(&json).unwrap()); });
    println!("value {:.0} {:.0} {} {}", rate(json.len(), || { black_box(serde_json::from_slice::<serde_json::Value>(black_box(&json)).unwrap()); }), rate(json.len(), || { black_box(serde_json::to_vec(black_box(&value)).unwrap()); }), count.count_total, count.bytes_total);
"#,
    );
    for form in FORMS {
        let _ = writeln!(
            text,
            "    {{\n        let read = |json: &[u8]| {form}::read_page::<{form}::v1_0::models::AccessPackageAssignmentRequest>(json).unwrap();\n        \
             let items = read(&json);\n        let count = allocation_counter::measure(|| {{ black_box(read(&json)); }});\n        \
             let size = {form}::write_page(&items).len();\n        println!(\"{form} {{:.0}} {{:.0}} {{}} {{}}\", rate(json.len(), || {{ black_box(read(black_box(&json))); }}), \
             rate(size, || {{ black_box({form}::write_page(black_box(&items))); }}), count.count_total, count.bytes_total);\n    }}"
        );
    }
    text.push_str("}\n");
    text
}
