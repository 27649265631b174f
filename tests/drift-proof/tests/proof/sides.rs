//! The two sides of the small schema, what the report says of them, and the bindings of each.

use std::fs;
use std::path::Path;

use generator::analysis::{Analysis, Inputs, analyze};
use generator::drift::{Change, Context, Purpose, report};
use generator::emit;
use generator::input::Input;
use generator::model::Version;
use generator::naming::memory::Memory;
use generator::overlay::{Overlay, parse};
use generator::permissions::{self, PermissionSource};
use generator::snapshot::{PermissionsInput, Snapshot};

use crate::small;

/// The older or the newer side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Old,
    New,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Old, Side::New];

    pub fn other(self) -> Side {
        match self {
            Side::Old => Side::New,
            Side::New => Side::Old,
        }
    }

    /// The package that has its bindings.
    pub fn package(self) -> &'static str {
        match self {
            Side::Old => "graph-old",
            Side::New => "graph-new",
        }
    }

    /// The lines of a file of `schema/` that this side has: those without a mark in the first column, and those with
    /// its own.
    fn text(self, name: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (own, others) = match self {
            Side::Old => ('-', '+'),
            Side::New => ('+', '-'),
        };
        let lines = text.lines().filter(|line| !line.starts_with(others));
        lines
            .map(|line| line.replacen(own, " ", usize::from(line.starts_with(own))) + "\n")
            .collect()
    }
}

/// Both sides with all that was made from them.
pub struct Proof {
    pub changes: Vec<Change>,
    /// Files of the bindings of the old and of the new side, below `src/v1_0`.
    pub bindings: [Vec<(String, String)>; 2],
}

/// Reads the schema, compares its sides and writes the bindings of both: the same steps as `cargo xtask drift` and
/// `cargo xtask regen`.
pub fn prove() -> Proof {
    let old = snapshot(Side::Old, Memory::default());
    let before = load(&old);
    // Names that were given stay, but for those that the new side has otherwise.
    let new = snapshot(Side::New, before.memory.clone());
    let after = load(&new);
    let context = Context {
        // Both sides bring all that is needed: nothing is read from here.
        schemas: Path::new("there-is-no-such-folder"),
        today: "2026-02-01",
        purpose: Purpose::Drift,
        crate_version: None,
    };
    let report = report(&context, &old, &new, &mut ()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.notes, [""; 0], "everything is compared");
    let bindings =
        [before, after].map(|loaded| emit::emit(&loaded.rust_api()).unwrap_or_else(|error| panic!("{error}")));
    Proof {
        changes: report.changes,
        bindings,
    }
}

fn overlay(side: Side) -> Overlay {
    fn file<T: serde::de::DeserializeOwned>(side: Side, name: &str) -> T {
        parse(name, &side.text(name)).unwrap_or_else(|error| panic!("{error}"))
    }
    Overlay {
        selection: file(side, "selection.yaml"),
        members: file(side, "members.yaml"),
        ..Overlay::default()
    }
}

fn snapshot(side: Side, mut memory: Memory) -> Snapshot {
    let own = Memory::read("names.yaml", &side.text("names.yaml")).unwrap_or_else(|error| panic!("{error}"));
    memory.types.extend(own.types);
    memory.members.extend(own.members);
    Snapshot {
        label: side.package().to_owned(),
        version: Version::V1_0,
        date: None,
        csdl: Input::inline("metadata.csdl", &side.text("metadata.csdl")),
        openapi: Some(Input::inline("openapi.yaml", &small::openapi(&side.text("routes.txt")))),
        permissions: Some(PermissionsInput::Normalized(Input::inline(
            "permissions.yaml",
            &side.text("permissions.yaml"),
        ))),
        overlay: Some(overlay(side)),
        names: Some(Input::inline("names.yaml", &memory.write())),
        findings: None,
    }
}

fn load(snapshot: &Snapshot) -> Analysis {
    let loaded = || {
        let Some(PermissionsInput::Normalized(table)) = &snapshot.permissions else {
            panic!("a side has a permission table")
        };
        let openapi = snapshot.openapi.as_ref().unwrap();
        let inputs = Inputs {
            permissions: PermissionSource::Table(permissions::read(&table.name, &table.text)?),
            memory: Memory::read("names.yaml", &snapshot.names.as_ref().unwrap().text)?,
            ..Inputs::read(snapshot.version, &snapshot.csdl, openapi)?
        };
        analyze(inputs, snapshot.overlay.as_ref().unwrap(), &mut ())
    };
    loaded().unwrap_or_else(|error| panic!("{}: {error}", snapshot.label))
}
