//! What is selected of a small service: the closure of its root, cut where the overlay says.

use crate::small::{SELECTION, SERVICE, changed, lines};
use generator::csdl;
use generator::csdl::index::Index;
use generator::model::Version;
use generator::overlay::{self, Selection};
use generator::resolve::{Selected, select};

fn selected(csdl: &str, selection: &str) -> Selected {
    let document = csdl::read("small.csdl", csdl).unwrap();
    let index = Index::new(&document).unwrap();
    let selection: Selection = overlay::parse("overlay/selection.yaml", selection).unwrap();
    select(&index, &selection, Version::V1_0).unwrap()
}

fn types(selected: &Selected) -> Vec<String> {
    selected
        .types
        .iter()
        .map(|name| name.to_string().replace("microsoft.graph.", ""))
        .collect()
}

#[test]
fn everything_that_the_root_leads_to_is_selected() {
    let all = selected(SERVICE, SELECTION);
    assert_eq!(
        types(&all),
        [
            "bed",
            "colour",
            "datedNote",
            "directoryObject",
            "entity",
            "flower",
            "garden",
            "metres",
            "note",
            "oak",
            "person",
            "photo",
            "plant",
            "settings",
            "tree",
            "sub.ration",
            "sub.season"
        ]
    );
    assert_eq!(lines(&all.findings), [] as [&str; 0]);
    let boundary: Vec<&str> = all.boundary.iter().map(|name| name.name()).collect();
    assert_eq!(boundary, ["directoryObject", "person"]);
}

#[test]
fn derived_types_are_selected_only_of_a_used_type() {
    let all = selected(SERVICE, SELECTION);
    // `entity` is a base and no more: its other derived types (stranger) stay out.
    assert!(!all.used.iter().any(|name| name.name() == "entity"));
    let named = changed(
        r#"<NavigationProperty Name="bed" Type="graph.bed" />"#,
        r#"<NavigationProperty Name="bed" Type="graph.bed" /><NavigationProperty Name="any" Type="graph.entity" />"#,
    );
    let with_entity = types(&selected(&named, SELECTION));
    assert!(
        with_entity.contains(&"stranger".to_owned()) && with_entity.contains(&"robot".to_owned()),
        "{with_entity:?}"
    );
    // A parameter and a return type name types too.
    let without = types(&selected(
        &SERVICE.replace(r#"Type="self.ration" />"#, r#"Type="Edm.String" />"#),
        SELECTION,
    ));
    assert!(!without.contains(&"sub.ration".to_owned()));
}

#[test]
fn only_lists_limit_derived_types_at_any_depth() {
    let only = |list: &str| {
        format!("{SELECTION}derived:\n  - base: microsoft.graph.plant\n    only: [{list}]\n    reason: enough plants\n")
    };
    let found = selected(SERVICE, &only("microsoft.graph.oak"));
    let names = types(&found);
    // The type between comes with it.
    assert!(
        names.contains(&"oak".to_owned())
            && names.contains(&"tree".to_owned())
            && !names.contains(&"flower".to_owned()),
        "{names:?}"
    );
    assert_eq!(
        lines(&found.findings),
        ["derived-left-out  microsoft.graph.flower: derived from microsoft.graph.plant: enough plants"]
    );
    let none = selected(SERVICE, &only(""));
    // The actions of what is left out are left out; colour is named by a function still.
    assert!(
        !types(&none)
            .iter()
            .any(|name| ["oak", "tree", "flower", "metres"].contains(&name.as_str()))
    );
    assert_eq!(none.findings.len(), 3);
}

#[test]
fn entries_for_another_version_have_no_effect() {
    let other = format!("{SELECTION}cuts:\n  - {{member: microsoft.graph.plant/notes, reason: r, versions: [beta]}}\n");
    assert!(types(&selected(SERVICE, &other)).contains(&"note".to_owned()));
    let this = other.replace("beta", "v1.0");
    let found = selected(SERVICE, &this);
    assert!(!types(&found).iter().any(|name| name == "note" || name == "datedNote"));
    assert_eq!(lines(&found.findings), ["member-cut  microsoft.graph.plant/notes: r"]);
}

#[test]
fn boundary_types_are_not_followed() {
    let all = types(&selected(SERVICE, SELECTION));
    assert!(!all.contains(&"stranger".to_owned()));
    let bound = changed(
        "  <Function Name=\"mine\"",
        r#"<Action Name="greet" IsBound="true"><Parameter Name="p" Type="graph.person"/><Parameter Name="thing" Type="graph.unusedThing"/></Action><Function Name="mine""#,
    );
    assert!(!types(&selected(&bound, SELECTION)).contains(&"unusedThing".to_owned()));
    // Without the boundary both would be in.
    let open = SELECTION.replace("microsoft.graph.person, ", "");
    let all = types(&selected(&bound, &open));
    assert!(
        all.contains(&"stranger".to_owned()) && all.contains(&"unusedThing".to_owned()),
        "{all:?}"
    );
}

#[test]
fn a_namespace_is_taken_whole() {
    let sub = SERVICE.replace(r#"Type="self.ration" />"#, r#"Type="Edm.String" />"#);
    assert!(!types(&selected(&sub, SELECTION)).contains(&"sub.ration".to_owned()));
    let whole = SELECTION.replace("namespaces: []", "namespaces: [microsoft.graph.sub]");
    assert!(types(&selected(&sub, &whole)).contains(&"sub.ration".to_owned()));
}

#[test]
fn entries_of_the_overlay_that_match_nothing_are_findings() {
    let selection = format!(
        "{}cuts:
  - {{member: microsoft.graph.plant/leaves, reason: r}}
derived:
  - {{base: microsoft.graph.stranger, only: [], reason: r}}
  - {{base: microsoft.graph.note, only: [microsoft.graph.datedNote, microsoft.graph.longNote], reason: r}}
",
        SELECTION.replace("microsoft.graph.robot", "microsoft.graph.ghost")
    );
    assert_eq!(
        lines(&selected(SERVICE, &selection).findings),
        [
            "overlay-unused  microsoft.graph.ghost: a boundary type that the document does not have",
            "overlay-unused  microsoft.graph.longNote: selection.yaml lists it below microsoft.graph.note and it does not exist",
            "overlay-unused  microsoft.graph.plant/leaves: selection.yaml cuts a member that is not there",
            "overlay-unused  microsoft.graph.stranger: selection.yaml limits the derived types of a base that is not used",
        ]
    );
}

#[test]
fn a_listed_type_not_derived_from_its_base_is_a_finding() {
    let selection = format!(
        "{SELECTION}derived:\n  - {{base: microsoft.graph.note, only: [microsoft.graph.datedNote, microsoft.graph.settings], reason: r}}\n"
    );
    assert_eq!(
        lines(&selected(SERVICE, &selection).findings),
        [
            "overlay-unused  microsoft.graph.settings: selection.yaml lists it below microsoft.graph.note and it is not derived from it"
        ]
    );
}

#[test]
fn a_namespace_that_does_not_exist_is_a_finding() {
    let selection = SELECTION.replace("namespaces: []", "namespaces: [microsoft.graph.nowhere]");
    assert_eq!(
        lines(&selected(SERVICE, &selection).findings),
        ["overlay-unused  microsoft.graph.nowhere: selection.yaml takes a namespace whole that has no types"]
    );
}
