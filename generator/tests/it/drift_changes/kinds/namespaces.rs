//! A namespace that is renamed as a whole: one change, from which all others follow.

use generator::drift::{Change, Kind, compare};

use crate::drift_changes::harbour::{CSDL, ROUTES, harbour};
use crate::drift_changes::world::{World, faults, line, primary};

/// What stands in the namespace.
const TYPES: &str = r#"
  <EntityType Name="yard" BaseType="microsoft.graph.entity">
    <Property Name="cranes" Type="Collection(NAMESPACE.crane)" />
    <Property Name="state" Type="NAMESPACE.state" />
  </EntityType>
  <ComplexType Name="crane">
    <Property Name="reach" Type="Edm.Double" />
    <Property Name="state" Type="NAMESPACE.state" />
  </ComplexType>
  <EnumType Name="state"><Member Name="idle" Value="0" /><Member Name="busy" Value="1" /></EnumType>
  <Action Name="overhaul" IsBound="true">
    <Parameter Name="yard" Type="NAMESPACE.yard" />
    <Parameter Name="hours" Type="Edm.Int32" />
  </Action>
"#;

/// The harbour with a yard whose types stand in that namespace, each text replaced.
fn with_yard(namespace: &str, (from, to): (&str, &str)) -> World {
    let yard = format!(r#"<NavigationProperty Name="yard" Type="{namespace}.yard" ContainsTarget="true" />"#);
    let ships = r#"<NavigationProperty Name="ships""#;
    let types = TYPES.replace(from, to).replace("NAMESPACE", namespace);
    let schema = format!(
        r#"</Schema><Schema Namespace="{namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">{types}</Schema>
</edmx:DataServices>"#
    );
    let csdl = CSDL.replacen(ships, &format!("{yard}{ships}"), 1);
    let csdl = csdl.replacen("</Schema>\n</edmx:DataServices>", &schema, 1);
    assert!(csdl.contains(&yard) && csdl.contains(&schema));
    let short = namespace.trim_start_matches("microsoft.graph.");
    let routes = format!(
        "{ROUTES}\nGET /harbour/yard -> {short}.yard\nPOST /harbour/yard/{namespace}.overhaul {{hours:Edm.Int32}} -> nothing\n"
    );
    harbour(&csdl, &routes)
}

fn renamed(change: (&str, &str)) -> Vec<Change> {
    let old = with_yard("microsoft.graph.yards", ("", "")).facts().unwrap();
    let mut new = with_yard("microsoft.graph.docks", change);
    new.memory.clone_from(&old.loaded.memory);
    compare(&old, &new.facts().unwrap()).unwrap()
}

#[test]
fn a_namespace_that_is_renamed_is_one_change() {
    let changes = renamed(("", ""));
    assert_eq!(
        primary(&changes),
        ["namespace-renamed microsoft.graph.yards: microsoft.graph.yards → microsoft.graph.docks (breaking, breaking)"]
    );
    assert_eq!(faults(&changes), Vec::<String>::new());
    let of_kind = |kind: Kind| -> Vec<String> {
        let changes = changes.iter().filter(|change| change.kind == kind);
        changes.map(line).collect()
    };
    assert_eq!(
        of_kind(Kind::TypeRenamed),
        ["crane", "state", "yard"].map(|name| {
            let (old, new) = (
                format!("microsoft.graph.yards.{name}"),
                format!("microsoft.graph.docks.{name}"),
            );
            format!("type-renamed {old}: {old} → {new} (breaking, breaking)")
        })
    );
    assert_eq!(of_kind(Kind::BoundOperationRenamed).len(), 1);
    assert_eq!(of_kind(Kind::PathRemoved).len(), 1);
    let namespace = changes
        .iter()
        .find(|change| change.kind == Kind::NamespaceRenamed)
        .unwrap();
    assert_eq!(namespace.evidence, ["3 of its 3 types have the same names there"]);
}

/// What else changed in it stands beside the rename.
#[test]
fn a_member_that_changes_too_is_a_change_of_its_own() {
    let changes = renamed((r#"Name="reach" Type="Edm.Double""#, r#"Name="reach" Type="Edm.Int32""#));
    assert_eq!(
        primary(&changes),
        [
            "namespace-renamed microsoft.graph.yards: microsoft.graph.yards → microsoft.graph.docks (breaking, breaking)",
            "property-type-changed microsoft.graph.yards.crane/reach: Edm.Double → Edm.Int32 (breaking, breaking)",
        ]
    );
}

/// Where most types have names of their own, types were renamed, not their namespace.
#[test]
fn types_that_are_renamed_by_themselves_are_no_namespace() {
    let changes = renamed(("state", "condition"));
    assert!(changes.iter().all(|change| change.kind != Kind::NamespaceRenamed));
}
