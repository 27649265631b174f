//! The model files of a small schema that has one type of each kind.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use crate::csdl;
use crate::csdl::index::Index;
use crate::model::Version;
use crate::naming::case::Case;
use crate::naming::memory::Memory;
use crate::naming::models::name_models;
use crate::overlay::{self, Overlay};
use crate::resolve::resolve;
use crate::rust_api::{RustApi, Surface, TypePresences};

const SCHEMA: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
 <edmx:DataServices>
  <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
   <EnumType Name="color"><Member Name="red" Value="0"/><Member Name="unknownFutureValue" Value="1"/></EnumType>
   <EnumType Name="rights" IsFlags="true"><Member Name="read" Value="1"/><Member Name="writeAll" Value="2"/></EnumType>
   <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
   <EntityType Name="directoryObject" BaseType="graph.entity"/>
   <EntityType Name="box" BaseType="graph.entity">
    <Property Name="type" Type="Edm.String"/>
    <Property Name="madeDateTime" Type="Edm.DateTimeOffset"/>
    <Property Name="color" Type="graph.color"/>
    <Property Name="rights" Type="graph.rights"/>
    <Property Name="tags" Type="Collection(Edm.String)"/>
    <Property Name="shape" Type="graph.shape"/>
    <Property Name="lid" Type="graph.lid"/>
    <NavigationProperty Name="boxes" Type="Collection(graph.box)" ContainsTarget="true"/>
   </EntityType>
   <ComplexType Name="shape" Abstract="true"><Property Name="name" Type="Edm.String"/></ComplexType>
   <ComplexType Name="round" BaseType="graph.shape"><Property Name="radius" Type="Edm.Double"/></ComplexType>
   <ComplexType Name="lid" OpenType="true"/>
   <EntityContainer Name="container"><Singleton Name="root" Type="graph.box"/></EntityContainer>
  </Schema>
 </edmx:DataServices>
</edmx:Edmx>"#;

const SELECTION: &str =
    "roots: [root]\nboundary: {base: microsoft.graph.directoryObject, types: [microsoft.graph.directoryObject]}\n";

fn files() -> std::collections::BTreeMap<String, String> {
    let members = "all:\n  read_only_everywhere: [id, madeDateTime]\n  secret: [microsoft.graph.box/type]\n";
    let overlay = Overlay {
        selection: overlay::parse("selection.yaml", SELECTION).unwrap(),
        members: overlay::parse("members.yaml", members).unwrap(),
        ..Overlay::default()
    };
    let document = csdl::read("small.csdl", SCHEMA).unwrap();
    let index = Index::new(&document).unwrap();
    let selected = crate::resolve::select(&index, &overlay.selection, Version::Beta).unwrap();
    let api = resolve(&index, &selected, &overlay, Version::Beta, &|_| false).unwrap();
    let names = name_models(&api, &Case::new([]), &mut Memory::default()).unwrap();
    let surface = Surface {
        version: Version::Beta,
        roots: Vec::new(),
        builders: Vec::new(),
        types: TypePresences::default(),
    };
    let rust = RustApi::of(&api, &names, &surface);
    super::emit_models(&rust).unwrap().into_iter().collect()
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(
            text.lines().any(|other| other.trim() == *line),
            "`{line}` is not in\n{text}"
        );
    }
}

#[test]
fn a_struct_says_its_members_once_and_its_table() {
    let files = files();
    has(
        &files["models/box_type.rs"],
        &[
            "use crate::beta::models;",
            "pub r#type: Option<String>,",
            "pub made_date_time: Option<values::DateTimeOffset>,",
            "pub color: Option<models::Color>,",
            "pub tags: Vec<String>,",
            "pub shape: Option<models::AnyShape>,",
            "pub lid: Option<model::Child<models::Lid>>,",
            "pub boxes: Vec<models::BoxType>,",
            "pub fn with_type(mut self, value: impl Into<String>) -> Self {",
            "BoxType, \"microsoft.graph.box\", crate::beta::models::KNOWN, 0,",
            "0 id \"id\" ID Property<String>, model::flag::KEY | model::flag::READ_ONLY;",
            "1 boxes \"boxes\" BOXES Navigation<model::Many<models::BoxType>>, model::flag::NAVIGATION;",
            "8 r#type \"type\" TYPE Property<String>, model::flag::SECRET;",
            "self.presence.set_list(7);",
        ],
    );
}

#[test]
fn a_base_that_is_declared_has_an_enum_of_derived_types() {
    let files = files();
    has(
        &files["models/shape.rs"],
        &[
            "pub enum AnyShape {",
            "AnyShape, Shape, declared 65535,",
            "0 Round crate::beta::models::Round,",
            "UnknownType(model::Child<Shape>),",
            "impl AnyShape {",
            "pub fn name(&self) -> Option<&str> {",
        ],
    );
    has(
        &files["models/round.rs"],
        &["Round, \"microsoft.graph.round\", crate::beta::models::KNOWN, model::flag::DERIVED,"],
    );
    has(
        &files["models/lid.rs"],
        &["Lid, \"microsoft.graph.lid\", crate::beta::models::KNOWN, model::flag::OPEN,"],
    );
    assert!(
        !files["models/entity.rs"].contains("enum"),
        "nothing is declared as entity: it is only inherited from"
    );
}

#[test]
fn enumerations_and_flags() {
    let files = files();
    has(
        &files["models/color.rs"],
        &["pub enum Color {", "Red,", "UnknownValue(String),", "0 Red \"red\","],
    );
    has(
        &files["models/rights.rs"],
        &[
            "pub struct Rights(model::FlagSet);",
            "pub const WRITE_ALL: Self = Self(model::FlagSet::of(2));",
            "\"writeAll\" 2,",
        ],
    );
}

#[test]
fn the_module_re_exports_every_type() {
    has(
        &files()["models/mod.rs"],
        &[
            "mod shape;",
            "pub use shape::{AnyShape, Shape};",
            "pub use color::Color;",
            "pub use crate::core::model::{Document as _, ModelType as _};",
            "pub(crate) static KNOWN: &[&str] = &[",
            "\"box\",",
        ],
    );
}
