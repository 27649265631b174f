//! Applies `overlay/fixups.yaml` to a CSDL document in memory. `schemas/` keeps the document as it came.

use crate::csdl::{Document, Facets, Property, StructuredType, TypeName};
use crate::model::{Finding, FindingKind, Version};
use crate::overlay::{Change, Fixup, Fixups, applies};
use crate::source::At;

/// Mends the document; what matches nothing, or changes nothing, is a finding.
pub fn apply(document: &mut Document, fixups: &Fixups, version: Version) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fixup in fixups.fixups.iter().filter(|fixup| applies(&fixup.versions, version)) {
        if let Err(why) = apply_one(document, fixup) {
            findings.push(Finding::new(
                FindingKind::OverlayUnused,
                &fixup.at,
                format!("fixups.yaml: {why}"),
            ));
        }
    }
    findings
}

fn apply_one(document: &mut Document, fixup: &Fixup) -> Result<(), &'static str> {
    let (target, member) = match fixup.at.split_once('/') {
        Some((target, member)) => (target, Some(member)),
        None => (fixup.at.as_str(), None),
    };
    let ty = document
        .schemas
        .iter_mut()
        .flat_map(|schema| {
            let namespace = schema.namespace.clone();
            schema
                .structured_types
                .iter_mut()
                .filter(move |ty| target.rsplit_once('.') == Some((namespace.as_str(), ty.name.as_str())))
        })
        .next()
        .ok_or("no such type")?;
    let changed = match (&fixup.change, member) {
        (Change::Open(open), None) => std::mem::replace(&mut ty.open, *open) != *open,
        (Change::Abstract(is_abstract), None) => std::mem::replace(&mut ty.is_abstract, *is_abstract) != *is_abstract,
        (Change::AddProperty(type_name), Some(member)) => add(ty, member, type_name),
        (Change::Type(type_name), Some(member)) => {
            let new = parse(type_name);
            if let Some(property) = ty.properties.iter_mut().find(|property| property.name == member) {
                std::mem::replace(&mut property.type_name, new.clone()) != new
            } else if let Some(property) = ty
                .navigation_properties
                .iter_mut()
                .find(|property| property.name == member)
            {
                std::mem::replace(&mut property.type_name, new.clone()) != new
            } else {
                return Err("no such member");
            }
        }
        (Change::Nullable(nullable), Some(member)) => {
            if let Some(property) = ty.properties.iter_mut().find(|property| property.name == member) {
                property.facets.nullable.replace(*nullable).unwrap_or(true) != *nullable
            } else if let Some(property) = ty
                .navigation_properties
                .iter_mut()
                .find(|property| property.name == member)
            {
                property.nullable.replace(*nullable).unwrap_or(true) != *nullable
            } else {
                return Err("no such member");
            }
        }
        (Change::Open(_) | Change::Abstract(_), Some(_)) => return Err("a type's change at a member"),
        (Change::AddProperty(_) | Change::Type(_) | Change::Nullable(_), None) => {
            return Err("a member's change at a type");
        }
    };
    if changed {
        Ok(())
    } else {
        Err("the metadata says so already")
    }
}

fn add(ty: &mut StructuredType, member: &str, type_name: &str) -> bool {
    let known = ty.properties.iter().any(|property| property.name == member)
        || ty.navigation_properties.iter().any(|property| property.name == member);
    if !known {
        ty.properties.push(Property {
            name: member.to_owned(),
            type_name: parse(type_name),
            facets: Facets::default(),
            annotations: Vec::new(),
            at: At::default(),
        });
    }
    !known
}

fn parse(text: &str) -> TypeName {
    match text.strip_prefix("Collection(").and_then(|text| text.strip_suffix(')')) {
        Some(item) => TypeName {
            name: item.to_owned(),
            collection: true,
        },
        None => TypeName {
            name: text.to_owned(),
            collection: false,
        },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::csdl;

    const SMALL: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
      <Schema Namespace="a.b" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="c"><Property Name="d" Type="Edm.String"/></ComplexType></Schema>
    </edmx:DataServices></edmx:Edmx>"#;

    fn fixup(at: &str, change: Change) -> Fixups {
        Fixups {
            fixups: vec![Fixup {
                at: at.into(),
                change,
                reason: "test".into(),
                versions: vec![],
            }],
        }
    }

    #[test]
    fn changes_what_it_names_and_tells_of_the_rest() {
        let mut document = csdl::read("small.csdl", SMALL).unwrap();
        let type_of = |document: &Document| document.schemas[0].structured_types[0].properties[0].type_name.clone();
        assert_eq!(
            apply(
                &mut document,
                &fixup("a.b.c/d", Change::Type("Collection(Edm.Guid)".into())),
                Version::Beta
            ),
            []
        );
        assert_eq!(
            type_of(&document),
            TypeName {
                name: "Edm.Guid".into(),
                collection: true
            }
        );
        assert_eq!(
            apply(
                &mut document,
                &fixup("a.b.c/e", Change::AddProperty("Edm.String".into())),
                Version::Beta
            ),
            []
        );
        assert_eq!(document.schemas[0].structured_types[0].properties.len(), 2);
        for (at, change, words) in [
            (
                "a.b.c/d",
                Change::Type("Collection(Edm.Guid)".into()),
                "says so already",
            ),
            ("a.b.x/d", Change::Nullable(false), "no such type"),
            ("a.b.c/x", Change::Nullable(false), "no such member"),
            ("a.b.c", Change::Nullable(false), "a member's change"),
            ("a.b.c/d", Change::Open(true), "a type's change"),
        ] {
            let findings = apply(&mut document, &fixup(at, change), Version::Beta);
            assert_eq!(findings.len(), 1, "{at}");
            assert!(findings[0].what.contains(words), "{}", findings[0]);
        }
    }
}
