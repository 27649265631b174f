//! Where the wanted part begins is a line of `selection.yaml`: singletons, entity sets, a part of what they lead to, or
//! everything.

use crate::small::{self, emitted, lines, load_with, overlay, rust, schema};
use generator::analysis::Analysis;
use generator::error::Error;
use generator::naming::memory::Memory;
use generator::overlay::{Boundary, Overlay, Root};

/// A set of gardeners with notes and tools, and a shed.
fn park() -> String {
    schema(
        r#"<EntityType Name="gardener"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/><Property Name="code" Type="Edm.String"/>
<NavigationProperty Name="notes" Type="Collection(graph.note)" ContainsTarget="true"/><NavigationProperty Name="tools" Type="Collection(graph.tool)" ContainsTarget="true"/>
<Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection><Record><PropertyValue Property="Key"><Collection><Record>
<PropertyValue Property="Name" PropertyPath="code"/><PropertyValue Property="Alias" String="code"/></Record></Collection></PropertyValue></Record></Collection></Annotation></EntityType>
<EntityType Name="note"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/><NavigationProperty Name="pages" Type="Collection(graph.page)" ContainsTarget="true"/></EntityType>
<EntityType Name="page"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<EntityType Name="tool"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<EntityType Name="garden"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<Action Name="rest" IsBound="true"><Parameter Name="this" Type="graph.gardener"/></Action>"#,
    )
    .replace(
        "<EntityContainer Name=\"service\">",
        "<EntityContainer Name=\"service\"><EntitySet Name=\"gardeners\" EntityType=\"graph.gardener\"/>\
         <Singleton Name=\"head\" Type=\"graph.gardener\"/>",
    )
}

const ROUTES: &str = "GET /garden -> garden
GET /head/notes -> [note]
GET /gardeners -> [gardener]
GET /gardeners/{gardener-id} -> gardener
GET /gardeners(code='{code}') -> gardener
POST /gardeners/{gardener-id}/rest -> nothing
GET /gardeners/{gardener-id}/notes -> [note]
GET /gardeners/{gardener-id}/notes/{note-id}/pages -> [page]
GET /gardeners/{gardener-id}/tools -> [tool]
";

fn with_roots(roots: &[&str]) -> Result<Analysis, Error> {
    let mut overlay: Overlay = overlay();
    overlay.selection.roots = roots.iter().map(|root| Root::parse(root).unwrap()).collect();
    overlay.selection.boundary = Boundary::default();
    load_with(&park(), ROUTES, &overlay, Memory::default())
}

#[test]
fn an_entity_set_is_a_root_with_keys_and_alternate_keys() {
    let loaded = with_roots(&["gardeners"]).unwrap();
    assert_eq!(lines(&loaded.api.findings), [""; 0]);
    assert_eq!(
        rust(&loaded),
        [
            "GET /gardeners = client.gardeners().list()",
            "GET /gardeners(code='{code}') = client.gardeners().by_code(code).get()",
            "GET /gardeners/{gardener-id} = client.gardeners().by_id(id).get()",
            "GET /gardeners/{gardener-id}/notes = client.gardeners().by_id(id).notes().list()",
            "GET /gardeners/{gardener-id}/notes/{note-id}/pages = client.gardeners().by_id(id).notes().by_id(id).pages().list()",
            "POST /gardeners/{gardener-id}/rest = client.gardeners().by_id(id).rest()",
            "GET /gardeners/{gardener-id}/tools = client.gardeners().by_id(id).tools().list()",
        ]
    );
    emitted(&loaded).unwrap();
}

#[test]
fn of_a_root_only_what_is_followed_is_there() {
    let loaded = with_roots(&["gardeners/notes"]).unwrap();
    assert_eq!(lines(&loaded.api.findings), [""; 0]);
    assert_eq!(
        rust(&loaded),
        [
            "GET /gardeners = client.gardeners().list()",
            "GET /gardeners(code='{code}') = client.gardeners().by_code(code).get()",
            "GET /gardeners/{gardener-id} = client.gardeners().by_id(id).get()",
            "GET /gardeners/{gardener-id}/notes = client.gardeners().by_id(id).notes().list()",
            "GET /gardeners/{gardener-id}/notes/{note-id}/pages = client.gardeners().by_id(id).notes().by_id(id).pages().list()",
        ]
    );
    let gardener = loaded.api.structured(&small::name("gardener")).unwrap();
    let members: Vec<&str> = gardener.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(members, ["code", "id", "notes"]);
    assert!(loaded.api.structured(&small::name("tool")).is_none());
    let files = emitted(&loaded).unwrap();
    let model = files.iter().find(|(path, _)| path == "models/gardener.rs").unwrap();
    assert!(
        model
            .1
            .contains("It lies outside of gardeners/notes: other navigation properties of it are not here.")
    );
}

#[test]
fn what_one_root_limits_is_limited_for_all() {
    for roots in [["head", "gardeners/notes"], ["gardeners/notes", "head"]] {
        let loaded = with_roots(&roots).unwrap();
        assert_eq!(lines(&loaded.api.findings), [""; 0], "{roots:?}");
        let gardener = loaded.api.structured(&small::name("gardener")).unwrap();
        let members: Vec<&str> = gardener.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(members, ["code", "id", "notes"], "{roots:?}");
    }
}

#[test]
fn a_star_takes_every_singleton_and_set() {
    let loaded = with_roots(&["*"]).unwrap();
    let roots: Vec<&str> = loaded.surface.roots.iter().map(|root| root.method.as_str()).collect();
    assert_eq!(roots, ["garden", "gardeners", "head"]);
}

#[test]
fn a_root_that_leads_nowhere_is_an_error_with_its_name() {
    for (root, what) in [
        ("nobody", "no singleton or entity set `nobody` in the entity container"),
        (
            "gardeners/memos",
            "`microsoft.graph.gardener` has no navigation property `memos`, which the root `gardeners/memos` follows",
        ),
    ] {
        let error = with_roots(&[root]).unwrap_err().to_string();
        assert!(error.ends_with(what), "{error}");
    }
}
