//! Applies `overlay/fixups.yaml` to a CSDL document in memory. `schemas/` keeps the document as it came.

use crate::csdl::{Annotation, Document, Expression, Facets, Property, StructuredType, TypeName};
use crate::model::{Finding, FindingKind, QueryOption, Version};
use crate::overlay::{Change, Fixup, Fixups, applies};
use crate::resolve::{CAPABILITIES, OPTION_TERMS};
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
    if let Change::Allow(option) = &fixup.change {
        return allow(document, &fixup.at, option);
    }
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
        (Change::Allow(_), _) => return Err("an option is allowed by annotations"),
    };
    if changed {
        Ok(())
    } else {
        Err("the metadata says so already")
    }
}

/// Turns what the annotations of a target say against a query option into the contrary.
fn allow(document: &mut Document, target: &str, option: &str) -> Result<(), &'static str> {
    let option = QueryOption::from_name(option).ok_or("no such query option")?;
    let mut known = false;
    let mut changed = false;
    for annotation in annotations_of(document, target) {
        known = true;
        for (_, term, property) in OPTION_TERMS.into_iter().filter(|(other, ..)| *other == option) {
            changed |= affirm(annotation, term, property);
        }
    }
    match (known, changed) {
        (_, true) => Ok(()),
        (true, false) => Err("the metadata does not deny it"),
        (false, false) => Err("no annotations are about it"),
    }
}

/// The annotations of a target, whether they stand apart (by an alias or in full) or in the element itself.
fn annotations_of<'a>(document: &'a mut Document, target: &str) -> Vec<&'a mut Annotation> {
    let aliases: Vec<(String, String)> = document
        .schemas
        .iter()
        .filter_map(|schema| Some((schema.alias.clone()?, schema.namespace.clone())))
        .collect();
    let is_target = |written: &str| {
        let by_alias = |(alias, namespace): &(String, String)| {
            let own = written
                .strip_prefix(alias.as_str())
                .and_then(|rest| rest.strip_prefix('.'));
            own.is_some_and(|own| {
                target
                    .strip_prefix(namespace.as_str())
                    .and_then(|rest| rest.strip_prefix('.'))
                    == Some(own)
            })
        };
        written == target || aliases.iter().any(by_alias)
    };
    let mut found = Vec::new();
    for schema in &mut document.schemas {
        for apart in schema
            .annotations_by_target
            .iter_mut()
            .filter(|apart| is_target(&apart.target))
        {
            found.extend(&mut apart.annotations);
        }
        let Some(within) = target
            .strip_prefix(schema.namespace.as_str())
            .and_then(|rest| rest.strip_prefix('.'))
        else {
            continue;
        };
        let (owner, member) = match within.split_once('/') {
            Some((owner, member)) => (owner, Some(member)),
            None => (within, None),
        };
        for ty in schema.structured_types.iter_mut().filter(|ty| ty.name == owner) {
            let Some(member) = member else {
                found.extend(&mut ty.annotations);
                continue;
            };
            for property in ty.properties.iter_mut().filter(|property| property.name == member) {
                found.extend(&mut property.annotations);
            }
            for property in ty
                .navigation_properties
                .iter_mut()
                .filter(|property| property.name == member)
            {
                found.extend(&mut property.annotations);
            }
        }
        for container in schema.containers.iter_mut().filter(|container| container.name == owner) {
            for set in container.entity_sets.iter_mut().filter(|set| member == Some(&set.name)) {
                found.extend(&mut set.annotations);
            }
            for singleton in container
                .singletons
                .iter_mut()
                .filter(|singleton| member == Some(&singleton.name))
            {
                found.extend(&mut singleton.annotations);
            }
        }
    }
    found
}

fn affirm(annotation: &mut Annotation, term: &str, property: &str) -> bool {
    if annotation.term.strip_prefix(CAPABILITIES) != Some(term) {
        return false;
    }
    let value = match &mut annotation.value {
        Expression::Record(record) => record
            .properties
            .iter_mut()
            .find(|value| value.property == property)
            .map(|value| &mut value.value),
        value => Some(value).filter(|_| property.is_empty()),
    };
    let Some(value) = value.filter(|value| value.as_bool() == Some(false)) else {
        return false;
    };
    *value = Expression::Bool(true);
    true
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
      <Schema Namespace="a.b" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <ComplexType Name="c"><Property Name="d" Type="Edm.String"/></ComplexType></Schema>
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
    fn an_option_that_is_denied_can_be_allowed() {
        let denied = SMALL.replace(
            "</Schema>",
            r#"<Annotations Target="a.b.c"><Annotation Term="Org.OData.Capabilities.V1.TopSupported" Bool="false" />
            <Annotation Term="Org.OData.Capabilities.V1.ExpandRestrictions"><Record>
            <PropertyValue Property="Expandable" Bool="false" /></Record></Annotation></Annotations></Schema>"#,
        );
        let mut document = csdl::read("small.csdl", &denied).unwrap();
        for option in ["$expand", "$top"] {
            let allowed = fixup("a.b.c", Change::Allow(option.into()));
            assert_eq!(apply(&mut document, &allowed, Version::Beta), []);
        }
        let text = csdl::write(&document);
        assert_eq!(text.matches(r#"Bool="true""#).count(), 2, "{text}");
        for (at, option, words) in [
            ("a.b.c", "$expand", "does not deny"),
            ("a.b.c", "$filter", "does not deny"),
            ("a.b.c", "$all", "no such query option"),
            ("a.b.x", "$expand", "no annotations"),
        ] {
            let findings = apply(&mut document, &fixup(at, Change::Allow(option.into())), Version::Beta);
            assert!(findings[0].what.contains(words), "{}", findings[0]);
        }
    }

    #[test]
    fn annotations_are_found_by_an_alias_and_in_the_element() {
        let no = r#"<Annotation Term="Org.OData.Capabilities.V1.TopSupported" Bool="false" />"#;
        let with = |from: &str, to: &str| {
            let text = SMALL.replace(r#"Namespace="a.b""#, r#"Namespace="a.b" Alias="s""#);
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        };
        let member = r#"<Property Name="d" Type="Edm.String"/>"#;
        let container = format!(
            r#"<EntityContainer Name="e"><Singleton Name="one" Type="a.b.c">{no}</Singleton>
            <EntitySet Name="all" EntityType="a.b.c">{no}</EntitySet></EntityContainer></Schema>"#
        );
        let link = format!(r#"<NavigationProperty Name="link" Type="a.b.c">{no}</NavigationProperty>{member}"#);
        for (at, text) in [
            (
                "a.b.c",
                with(
                    "</Schema>",
                    &format!(r#"<Annotations Target="s.c">{no}</Annotations></Schema>"#),
                ),
            ),
            ("a.b.c", with(member, &format!("{member}{no}"))),
            (
                "a.b.c/d",
                with(
                    member,
                    &format!(r#"<Property Name="d" Type="Edm.String">{no}</Property>"#),
                ),
            ),
            ("a.b.c/link", with(member, &link)),
            ("a.b.e/one", with("</Schema>", &container)),
            ("a.b.e/all", with("</Schema>", &container)),
        ] {
            let mut document = csdl::read("small.csdl", &text).unwrap();
            let allowed = fixup(at, Change::Allow("$top".into()));
            assert_eq!(apply(&mut document, &allowed, Version::Beta), [], "{at}: {text}");
            assert_eq!(
                csdl::write(&document).matches(r#"Bool="true""#).count(),
                1,
                "{at}: {text}"
            );
        }
    }

    #[test]
    fn what_changes_nothing_is_a_finding() {
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
