//! Cases of annotations and names.

use generator::drift::Kind;

use super::case::{Case, beside, nothing, types};

const DEPRECATED: &str = r#"<Annotations Target="graph.ship/flag"><Annotation Term="Org.OData.Core.V1.Revisions"><Collection><Record>
<PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Deprecated" /><PropertyValue Property="Date" Date="2026-03-01" />
</Record></Collection></Annotation></Annotations><Annotations Target="graph.pier">"#;

const LENGTH_KEY: &str = r#"<PropertyValue Property="Key"><Collection><Record><PropertyValue Property="Name" PropertyPath="length" /></Record></Collection></PropertyValue>
</Record><Record><PropertyValue Property="Key">"#;

pub const CASES: &[Case] = &[
    types(
        Kind::Deprecated,
        &[(r#"<Annotations Target="graph.pier">"#, DEPRECATED)],
        "deprecated microsoft.graph.ship/flag: nothing → since 2026-03-01 (compatible, additive)",
    ),
    types(
        Kind::DeprecationChanged,
        &[(r#"Date="2028-01-10""#, r#"Date="2027-06-30""#)],
        "deprecation-changed microsoft.graph.ship/tonnage: since 2026-01-10, removed 2028-01-10 → since 2026-01-10, removed 2027-06-30 (compatible, unaffected)",
    ),
    types(
        Kind::DeprecationWithdrawn,
        &[(
            r#"<Annotation Term="Org.OData.Core.V1.Revisions">
      <Collection>
        <Record>
          <PropertyValue Property="Date" Date="2026-01-10" />
          <PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Deprecated" />
          <PropertyValue Property="Description" String="Weigh it yourself." />
          <PropertyValue Property="RemovalDate" Date="2028-01-10" />
        </Record>
      </Collection>
    </Annotation>"#,
            "",
        )],
        "deprecation-withdrawn microsoft.graph.ship/tonnage: since 2026-01-10, removed 2028-01-10 → nothing (compatible, additive)",
    ),
    types(
        Kind::CapabilityChanged,
        &[(
            r#"<PropertyValue Property="Filterable" Bool="true" />"#,
            r#"<PropertyValue Property="Filterable" Bool="false" />"#,
        )],
        "capability-changed microsoft.graph.harbour/ships@FilterRestrictions: Filterable=true → Filterable=false (breaking, breaking)",
    ),
    types(
        Kind::AlternateKeyAdded,
        &[(r#"<PropertyValue Property="Key">"#, LENGTH_KEY)],
        "alternate-key-added microsoft.graph.pier: nothing → length (compatible, unaffected)",
    ),
    Case {
        kind: Kind::AlternateKeyRemoved,
        csdl: &[(
            r#"<Annotation Term="Org.OData.Core.V1.AlternateKeys">
      <Collection>
        <Record>
          <PropertyValue Property="Key">
            <Collection>
              <Record>
                <PropertyValue Property="Alias" String="code" />
                <PropertyValue Property="Name" PropertyPath="code" />
              </Record>
            </Collection>
          </PropertyValue>
        </Record>
      </Collection>
    </Annotation>"#,
            "",
        )],
        routes: &[("GET /harbour/piers(code='{code}')                  -> pier\n", "")],
        other: nothing,
        says: "alternate-key-removed microsoft.graph.pier: code → nothing (breaking, breaking)",
    },
    types(
        Kind::AnnotationChanged,
        &[(
            r#"<Annotations Target="graph.pier">"#,
            r#"<Annotations Target="graph.pier/number"><Annotation Term="Org.OData.Core.V1.Immutable" Bool="true" /></Annotations><Annotations Target="graph.pier">"#,
        )],
        "annotation-changed microsoft.graph.pier/number@Org.OData.Core.V1.Immutable: nothing → true (compatible, unaffected)",
    ),
    types(
        Kind::NavigationBindingChanged,
        &[(
            r#"Path="flagship/captain" Target="captains""#,
            r#"Path="flagship/captain" Target="people""#,
        )],
        "navigation-binding-changed harbour: flagship/captain leads to captains → flagship/captain leads to people (compatible, unaffected)",
    ),
    beside(
        Kind::RustNameChanged,
        |world| {
            world.memory.types.insert("microsoft.graph.place".into(), "Spot".into());
        },
        "rust-name-changed microsoft.graph.place: Place → Spot (unaffected, breaking)",
    ),
];
