//! The items of `rust_api` are those of the printed source: names, types and signatures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generator::analysis::Analysis;
use generator::emit::emit;
use generator::model::{FindingKind, QName, Version};
use generator::naming::memory::Memory;
use generator::overlay::{self, Overlay};
use generator::rust_api::ItemKind;
use generator::schemas::load;

use crate::printed::{Files, Items};
use crate::small::{self, ROUTES, SELECTION, SERVICE};

/// Items of the source that are none of a version's: steps and warnings are a part of others, and what every client has
/// is hand-written elsewhere.
const APART: [&str; 4] = ["warning of ", "step ", "client.request(", "client.from_link("];

/// Holds the items against the source; says which kinds there were.
fn hold(what: &str, loaded: &Analysis) -> BTreeSet<ItemKind> {
    let rust = loaded.rust_api();
    let mut printed = Files::default().read(&rust);
    printed.retain(|path, _| !APART.iter().any(|start| path.starts_with(start)));
    let items = rust.items().unwrap();
    let count = items.len();
    let mut kinds = BTreeSet::new();
    let mut described = Items::new();
    for item in items {
        assert!(!item.origins.is_empty(), "{what}: {} comes from nothing", item.path);
        kinds.insert(match item.kind {
            ItemKind::Cast { of } => {
                assert!(item.path.starts_with(&format!("{of} as ")), "{}", item.path);
                ItemKind::Cast { of: String::new() }
            }
            ItemKind::Literal { .. } => ItemKind::Literal { of: QName::new("", "") },
            kind => kind,
        });
        // A reference is given as text.
        let signature = item.signature.replace("(id)", "(String)").replace(", id)", ", String)");
        described.insert(item.path, signature.replace(' ', ""));
    }
    assert_eq!(count, described.len(), "{what}: two items of one path");
    for signature in printed.values_mut() {
        *signature = signature.replace(' ', "");
    }
    let differ: Vec<String> = described
        .iter()
        .filter(|(path, signature)| printed.get(*path) != Some(*signature))
        .map(|(path, signature)| format!("{path}: {signature}, printed {:?}", printed.get(path)))
        .chain(printed.keys().filter(|path| !described.contains_key(*path)).cloned())
        .take(10)
        .collect();
    assert!(differ.is_empty(), "{what}:\n{}", differ.join("\n"));
    kinds
}

#[test]
fn items_of_both_versions_are_those_that_are_printed() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("schemas");
    for version in Version::ALL {
        let kinds = hold(version.name(), &load(&schemas, version, &mut ()).unwrap());
        assert_eq!(kinds.len(), 14, "{version}: {kinds:?}");
    }
}

#[test]
fn items_of_a_small_service_are_those_that_are_printed() {
    hold("garden", &small::service());
}

#[test]
fn what_a_request_can_carry_can_be_a_literal() {
    let members = "all:\n  read_only_everywhere: [settings]\n";
    let overlay = Overlay {
        selection: overlay::parse("overlay/selection.yaml", SELECTION).unwrap(),
        members: overlay::parse("overlay/members.yaml", members).unwrap(),
        ..Overlay::default()
    };
    let loaded = small::load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    let files: BTreeMap<String, String> = emit(&loaded.rust_api()).unwrap().into_iter().collect();
    // The body of a request, the type of a member of it, one derived from that, and the body of an action.
    for sent in ["plant", "photo", "dated_note", "oak", "plant_prune_request"] {
        let text = &files[&format!("models/{sent}.rs")];
        let structs = text.split("pub struct").next().unwrap();
        assert!(text.contains("pub presence: model::State,"), "{sent}: {text}");
        assert!(!structs.contains("non_exhaustive"), "{sent}: {text}");
    }
    // What is only inherited from, and what only a member leads to that the service sets.
    for read in ["entity", "settings"] {
        let text = &files[&format!("models/{read}.rs")];
        assert!(text.contains("#[non_exhaustive]\npub struct"), "{read}: {text}");
        assert!(text.contains("\n    presence: model::State,"), "{read}: {text}");
    }
}

#[test]
fn a_hand_written_module_needs_all_of_its_types() {
    let module = |name: &str, types: &str| format!("  - {{name: {name}, doc: What it has., types: [{types}]}}\n");
    let modules = [
        module("whole", "microsoft.graph.plant, microsoft.graph.bed"),
        module("half", "microsoft.graph.plant, microsoft.graph.volcano"),
    ];
    let selection = format!("{SELECTION}modules:\n{}", modules.concat());
    let overlay = Overlay {
        selection: overlay::parse("overlay/selection.yaml", &selection).unwrap(),
        ..Overlay::default()
    };
    let loaded = small::load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    let files = emit(&loaded.rust_api()).unwrap();
    let (_, text) = files.iter().find(|(path, _)| path == "mod.rs").unwrap();
    assert!(text.contains("crate::whole::whole! {"), "{text}");
    assert!(text.contains("//! What it has."), "{text}");
    assert!(!text.contains("half"), "{text}");
    assert_eq!(
        small::of_kind(&loaded.api.findings, FindingKind::OverlayUnused),
        ["half: selection.yaml has the module for `microsoft.graph.volcano` among others, and it is not there"]
    );
}
