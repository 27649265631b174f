//! The documents of one side in memory, so that a test changes one thing and compares; and the numbers that choose it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use generator::analysis::Inputs;
use generator::csdl::{self, Document, Operation, TypeName};
use generator::drift::{Change, Facts};
use generator::error::Error;
use generator::model::Version;
use generator::naming::memory::Memory;
use generator::openapi;
use generator::overlay::Overlay;
use generator::permissions::{self, PermissionSource};
use generator::routes::PermissionTable;
use generator::schemas::load_overlay;

/// Everything that a side is made from.
#[derive(Clone)]
pub struct World {
    pub version: Version,
    pub overlay: Overlay,
    pub csdl: Document,
    pub openapi: openapi::Document,
    pub table: PermissionTable,
    pub memory: Memory,
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

impl World {
    /// What is in `schemas/`.
    pub fn real(version: Version) -> Self {
        let schemas = workspace().join("schemas");
        let read = |file: &str| {
            let name = format!("{version}/{file}");
            (name.clone(), std::fs::read_to_string(schemas.join(&name)).unwrap())
        };
        let (name, text) = read("metadata.csdl");
        let csdl = csdl::read(&name, &text).unwrap();
        let (name, text) = read("openapi.yaml");
        let openapi = openapi::read(&name, &text).unwrap();
        let (name, text) = read("permissions.yaml");
        let table = permissions::read(&name, &text).unwrap();
        let (name, text) = read("names.yaml");
        let memory = Memory::read(&name, &text).unwrap();
        Self {
            version,
            overlay: load_overlay(&schemas).unwrap(),
            csdl,
            openapi,
            table,
            memory,
        }
    }

    /// The side, or why there is none.
    pub fn facts(&self) -> Result<Facts, Error> {
        let mut csdl = self.csdl.clone();
        csdl.sort();
        let mut openapi = self.openapi.clone();
        openapi.sort();
        let inputs = Inputs {
            permissions: PermissionSource::Table(self.table.clone()),
            memory: self.memory.clone(),
            ..Inputs::new(self.version, csdl, openapi)
        };
        Facts::new(inputs, &self.overlay, &mut ())
    }
}

/// What is wrong with every report, whatever changed.
pub fn faults(changes: &[Change]) -> Vec<String> {
    let mut faults = Vec::new();
    let primary: BTreeSet<_> = changes
        .iter()
        .filter(|change| change.because.is_none())
        .map(Change::as_cause)
        .collect();
    for change in changes {
        let name = format!("{} {}", change.kind, change.subject);
        if change.why.wire.is_empty() || change.why.rust.is_empty() {
            faults.push(format!("{name} has no reason"));
        }
        if let Some(cause) = &change.because
            && !primary.contains(cause)
        {
            faults.push(format!("{name} follows from {cause:?}, which is no primary change"));
        }
        if change.kind == generator::drift::Kind::RustSignatureChanged {
            faults.push(format!("{name}: an item that nothing explains: {:?}", change.items));
        }
        if change.from == change.to {
            faults.push(format!("{name} is from {:?} to the same", change.from));
        }
    }
    faults
}

/// Those that follow from no other, a line each.
pub fn primary(changes: &[Change]) -> Vec<String> {
    let mut lines: Vec<String> = changes
        .iter()
        .filter(|change| change.because.is_none())
        .map(line)
        .collect();
    lines.sort();
    lines
}

/// `property-added microsoft.graph.x/y: nothing → Edm.String (compatible, additive)`.
pub fn line(change: &Change) -> String {
    format!(
        "{} {}: {} → {} ({}, {})",
        change.kind.name(),
        change.subject,
        change.from.as_deref().unwrap_or("nothing"),
        change.to.as_deref().unwrap_or("nothing"),
        change.wire.name(),
        change.rust.name()
    )
}

/// Numbers that are the same on every machine (splitmix64).
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len())].clone())
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// `Collection(microsoft.graph.user)`.
pub fn type_text(name: &TypeName) -> String {
    if name.collection {
        format!("Collection({})", name.name)
    } else {
        name.name.clone()
    }
}

/// A type that is no collection.
pub fn single(name: &str) -> TypeName {
    TypeName {
        name: name.to_owned(),
        collection: false,
    }
}

/// What an action or function is called in a report: with its parameters when it is one of several.
pub fn operation_text(document: &Document, namespace: &str, operation: &Operation) -> String {
    let bound = |operation: &Operation| type_text(&operation.parameters[0].type_name);
    let same = document
        .schemas
        .iter()
        .filter(|schema| schema.namespace == namespace)
        .flat_map(|schema| &schema.operations)
        .filter(|other| other.is_bound && other.name == operation.name && bound(other) == bound(operation));
    let list = if same.count() > 1 {
        let names: Vec<&str> = operation.parameters[1..].iter().map(|one| one.name.as_str()).collect();
        format!("({})", names.join(","))
    } else {
        String::new()
    };
    format!("{namespace}.{}{list} of {}", operation.name, bound(operation))
}
