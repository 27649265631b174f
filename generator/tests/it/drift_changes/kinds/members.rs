//! Cases of types, properties and enumerations.

use generator::drift::Kind;

use super::case::{Case, beside, nothing, types};

pub const CASES: &[Case] = &[
    types(
        Kind::TypeAdded,
        &[(
            r#"<ComplexType Name="fragileCargo""#,
            r#"<ComplexType Name="liveCargo" BaseType="graph.cargo"><Property Name="heads" Type="Edm.Int32" /></ComplexType><ComplexType Name="fragileCargo""#,
        )],
        "type-added microsoft.graph.liveCargo: nothing → complex type (compatible, additive)",
    ),
    types(
        Kind::TypeRemoved,
        &[(
            r#"<ComplexType Name="fragileCargo" BaseType="graph.crateCargo">
    <Property Name="limit" Type="Edm.Int32" />
  </ComplexType>"#,
            "",
        )],
        "type-removed microsoft.graph.fragileCargo: complex type → nothing (breaking, breaking)",
    ),
    types(
        Kind::TypeRenamed,
        &[
            (r#"<ComplexType Name="place""#, r#"<ComplexType Name="location""#),
            (r#"Type="graph.place""#, r#"Type="graph.location""#),
        ],
        "type-renamed microsoft.graph.place: microsoft.graph.place → microsoft.graph.location (breaking, breaking)",
    ),
    types(
        Kind::TypeKindChanged,
        &[(
            r#"<ComplexType Name="rules">
    <Property Name="quietHours" Type="Edm.Duration" />
  </ComplexType>"#,
            r#"<EntityType Name="rules"><Property Name="quietHours" Type="Edm.Duration" /></EntityType>"#,
        )],
        "type-kind-changed microsoft.graph.rules: complex type → entity type (breaking, unaffected)",
    ),
    types(
        Kind::BaseTypeChanged,
        &[(
            r#"Name="fragileCargo" BaseType="graph.crateCargo""#,
            r#"Name="fragileCargo" BaseType="graph.bulkCargo""#,
        )],
        "base-type-changed microsoft.graph.fragileCargo: microsoft.graph.crateCargo → microsoft.graph.bulkCargo (breaking, breaking)",
    ),
    types(
        Kind::AbstractChanged,
        &[(
            r#"<ComplexType Name="crateCargo""#,
            r#"<ComplexType Name="crateCargo" Abstract="true""#,
        )],
        "abstract-changed microsoft.graph.crateCargo: concrete → abstract (breaking, breaking)",
    ),
    types(
        Kind::OpenTypeChanged,
        &[(r#" OpenType="true""#, "")],
        "open-type-changed microsoft.graph.window: open → closed (breaking, meaning)",
    ),
    types(
        Kind::KeyChanged,
        &[(r#"<PropertyRef Name="number" />"#, r#"<PropertyRef Name="code" />"#)],
        "key-changed microsoft.graph.pier: number → code (breaking, breaking)",
    ),
    Case {
        kind: Kind::MediaEntityChanged,
        csdl: &[(r#" HasStream="true""#, "")],
        routes: &[(
            "GET /harbour/chart/$value                          -> bytes\nPUT /harbour/chart/$value                          bytes -> nothing\n",
            "",
        )],
        other: nothing,
        says: "media-entity-changed microsoft.graph.chart: media entity → entity without content (breaking, breaking)",
    },
    types(
        Kind::PropertyAdded,
        &[(
            r#"<Property Name="topic""#,
            r#"<Property Name="guide" Type="Edm.Boolean" Nullable="false" /><Property Name="topic""#,
        )],
        "property-added microsoft.graph.tour/guide: nothing → Edm.Boolean, not nullable (compatible, additive)",
    ),
    types(
        Kind::PropertyRemoved,
        &[(r#"<Property Name="scale" Type="Edm.Int32" />"#, "")],
        "property-removed microsoft.graph.chart/scale: Edm.Int32 → nothing (breaking, breaking)",
    ),
    types(
        Kind::PropertyTypeChanged,
        &[(
            r#"<Property Name="flag" Type="graph.flag" />"#,
            r#"<Property Name="flag" Type="Edm.String" />"#,
        )],
        // The enumeration goes with the one member that has it.
        "property-type-changed microsoft.graph.ship/flag: microsoft.graph.flag → Edm.String (compatible, breaking)",
    ),
    types(
        Kind::PropertyTypeChanged,
        &[(
            r#"<Property Name="tags" Type="Collection(Edm.String)""#,
            r#"<Property Name="tags" Type="Collection(graph.flag)""#,
        )],
        "property-type-changed microsoft.graph.ship/tags: Collection(Edm.String) → Collection(microsoft.graph.flag) (compatible, breaking)",
    ),
    // Another number of values is another form, whatever they are.
    types(
        Kind::PropertyTypeChanged,
        &[(
            r#"<Property Name="flag" Type="graph.flag" />"#,
            r#"<Property Name="flag" Type="Collection(Edm.String)" Nullable="true" />"#,
        )],
        "property-type-changed microsoft.graph.ship/flag: microsoft.graph.flag → Collection(Edm.String) (breaking, breaking)",
    ),
    types(
        Kind::PropertyRenamed,
        &[(
            r#"<Property Name="writtenDateTime""#,
            r#"<Property Name="createdDateTime""#,
        )],
        "property-renamed microsoft.graph.log/writtenDateTime: writtenDateTime → createdDateTime (breaking, breaking)",
    ),
    types(
        Kind::PropertyNullabilityChanged,
        &[(
            r#"<Property Name="topic" Type="Edm.String""#,
            r#"<Property Name="topic" Type="Edm.String" Nullable="false""#,
        )],
        "property-nullability-changed microsoft.graph.tour/topic: nullable → not nullable (breaking, unaffected)",
    ),
    types(
        Kind::PropertyCollectionChanged,
        &[(r#"Type="graph.insurance""#, r#"Type="Collection(graph.insurance)""#)],
        "property-collection-changed microsoft.graph.ship/insurance: microsoft.graph.insurance → Collection(microsoft.graph.insurance) (breaking, breaking)",
    ),
    types(
        Kind::PropertyKindChanged,
        &[(
            r#"<NavigationProperty Name="tour" Type="graph.tour" ContainsTarget="true" />"#,
            r#"<Property Name="tour" Type="graph.tour" />"#,
        )],
        "property-kind-changed microsoft.graph.harbour/tour: navigation → structural (breaking, breaking)",
    ),
    types(
        Kind::ContainmentChanged,
        &[(
            r#"Name="chart" Type="graph.chart" ContainsTarget="true""#,
            r#"Name="chart" Type="graph.chart""#,
        )],
        "containment-changed microsoft.graph.harbour/chart: contained → not contained (breaking, unaffected)",
    ),
    beside(
        Kind::PropertyReadOnlyChanged,
        |world| {
            world
                .overlay
                .members
                .all
                .read_only
                .push("microsoft.graph.tour/topic".into())
        },
        "property-read-only-changed microsoft.graph.tour/topic: writable → read-only (unaffected, meaning)",
    ),
    // Nothing else that is sent leads to its type: programs can no longer make that as a literal.
    beside(
        Kind::PropertyReadOnlyChanged,
        |world| {
            let read_only = &mut world.overlay.members.all.read_only;
            read_only.push("microsoft.graph.ship/insurance".into());
        },
        "property-read-only-changed microsoft.graph.ship/insurance: writable → read-only (unaffected, breaking)",
    ),
    beside(
        Kind::PropertySecrecyChanged,
        |world| {
            world
                .overlay
                .members
                .all
                .secret
                .push("microsoft.graph.ship/password".into())
        },
        "property-secrecy-changed microsoft.graph.ship/password: shown → secret (unaffected, meaning)",
    ),
    types(
        Kind::PropertyMoved,
        &[
            (r#"<Property Name="isWet" Type="Edm.Boolean" />"#, ""),
            (
                r#"<Property Name="mass""#,
                r#"<Property Name="isWet" Type="Edm.Boolean" /><Property Name="mass""#,
            ),
        ],
        "property-moved microsoft.graph.bulkCargo/isWet: microsoft.graph.bulkCargo/isWet → microsoft.graph.cargo/isWet (compatible, additive)",
    ),
    types(
        Kind::FacetChanged,
        &[(r#"MaxLength="128""#, r#"MaxLength="64""#)],
        "facet-changed microsoft.graph.ship/displayName: MaxLength 128 → MaxLength 64 (breaking, unaffected)",
    ),
    types(
        Kind::TypeDefinitionChanged,
        &[(
            r#"Name="metres" UnderlyingType="Edm.Double""#,
            r#"Name="metres" UnderlyingType="Edm.Int32""#,
        )],
        "type-definition-changed microsoft.graph.metres: Edm.Double → Edm.Int32 (breaking, breaking)",
    ),
    types(
        Kind::EnumMemberAdded,
        &[(
            r#"<Member Name="unknownFutureValue""#,
            r#"<Member Name="blue" Value="3" /><Member Name="unknownFutureValue""#,
        )],
        "enum-member-added microsoft.graph.flag/blue: nothing → blue = 3 (compatible, additive)",
    ),
    types(
        Kind::EnumMemberRemoved,
        &[(r#"<Member Name="green" Value="1" />"#, "")],
        "enum-member-removed microsoft.graph.flag/green: green = 1 → nothing (breaking, breaking)",
    ),
    types(
        Kind::EnumMemberRenamed,
        &[(r#"<Member Name="green""#, r#"<Member Name="turquoise""#)],
        "enum-member-renamed microsoft.graph.flag/green: green → turquoise (breaking, breaking)",
    ),
    types(
        Kind::EnumMemberValueChanged,
        &[(r#"Name="waived" Value="2""#, r#"Name="waived" Value="4""#)],
        "enum-member-value-changed microsoft.graph.duties/waived: 2 → 4 (unaffected, meaning)",
    ),
    types(
        Kind::EnumFlagsChanged,
        &[(r#" IsFlags="true""#, "")],
        "enum-flags-changed microsoft.graph.duties: flags → single (breaking, breaking)",
    ),
];
