//! Entity, complex and enum types with all that they inherit.

use std::collections::BTreeMap;

use super::resolver::Resolver;
use super::terms::COMPUTED;
use crate::csdl::{self, Annotation};
use crate::error::{Error, ErrorKind};
use crate::model::{EnumMember, EnumType, ItemType, Member, Primitive, QName, Structured, StructuredKind};
use crate::source::At;

/// How many members the types may have with those that they inherit, for each type and member that is declared; in
/// Graph's metadata there are 3.
const MOST_INHERITED: usize = 100;

impl Resolver<'_> {
    /// Refuses a document that would be written out many times over: each type has the members of its base types.
    pub(super) fn limit_members(&self) -> Result<(), Error> {
        let own = |name: &QName| {
            let ty = self.index.structured.get(name);
            ty.map_or(0, |ty| ty.properties.len() + ty.navigation_properties.len())
        };
        let (mut declared, mut all, mut most) = (0, 0, None);
        for name in &self.selected.types {
            let inherited = self.index.lineage(name).map(own).sum::<usize>();
            declared += 1 + own(name);
            all += inherited;
            most = most.max(Some((inherited, name)));
        }
        match most {
            Some((_, name)) if all > declared * MOST_INHERITED => Err(self.index.error(
                ErrorKind::Limit,
                self.index.structured.get(name).map(|ty| ty.at).unwrap_or_default(),
                format!(
                    "`{name}` and others inherit {all} members where {declared} types and members are declared; \
                     more than {MOST_INHERITED} times as many are not written out"
                ),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn structured(&self, name: &QName, ty: &csdl::StructuredType) -> Result<Structured, Error> {
        let mut lineage: Vec<&QName> = self.index.lineage(name).collect();
        lineage.reverse();
        let mut members: Vec<Member> = Vec::new();
        let mut declared: BTreeMap<String, &QName> = BTreeMap::new();
        let mut key = Vec::new();
        for declared_in in &lineage {
            let Some(base) = self.index.structured.get(*declared_in) else {
                continue;
            };
            let mut level = self.members(declared_in, base)?;
            level.sort_by(|a, b| a.0.name.cmp(&b.0.name));
            for (member, at) in level {
                if let Some(other) = declared.insert(member.name.clone(), declared_in) {
                    return Err(self.index.error(
                        ErrorKind::Duplicate,
                        at,
                        format!(
                            "`{}` of `{declared_in}` is declared in its base type `{other}` too",
                            member.name
                        ),
                    ));
                }
                members.push(member);
            }
            if !base.key.is_empty() {
                key = base.key.iter().map(|part| part.name.clone()).collect();
            }
        }
        let derived = if self.selected.used.contains(name) || self.selected.boundary.contains(name) {
            self.index
                .descendants(name)
                .intersection(&self.selected.types)
                .cloned()
                .collect()
        } else {
            Vec::new()
        };
        Ok(Structured {
            name: name.clone(),
            kind: match ty.kind {
                csdl::StructuredKind::Entity => StructuredKind::Entity,
                csdl::StructuredKind::Complex => StructuredKind::Complex,
            },
            base: self.index.base.get(name).cloned(),
            is_abstract: ty.is_abstract,
            open: lineage
                .iter()
                .any(|name| self.index.structured.get(*name).is_some_and(|ty| ty.open)),
            has_stream: lineage
                .iter()
                .any(|name| self.index.structured.get(*name).is_some_and(|ty| ty.has_stream)),
            key,
            members,
            streams: self.streams(&lineage)?,
            derived,
            deprecated: self.deprecation(&ty.annotations, &name.to_string()),
            body_of: Vec::new(),
            doc: self.sentence(&name.to_string()),
            boundary: self.selected.boundary.contains(name),
        })
    }

    /// Names of the stream properties, base types' first.
    fn streams(&self, lineage: &[&QName]) -> Result<Vec<String>, Error> {
        let mut streams = Vec::new();
        for name in lineage {
            let Some(ty) = self.index.structured.get(*name) else {
                continue;
            };
            for property in &ty.properties {
                if self.type_ref(&property.type_name, property.at)?.item == ItemType::Primitive(Primitive::Stream) {
                    streams.push(property.name.clone());
                }
            }
        }
        Ok(streams)
    }

    fn members(&self, declared_in: &QName, ty: &csdl::StructuredType) -> Result<Vec<(Member, At)>, Error> {
        let cut = |name: &str| self.selected.cut.contains(&(declared_in.clone(), name.to_owned()));
        let entity = ty.kind == csdl::StructuredKind::Entity;
        let mut members = Vec::new();
        for property in ty.properties.iter().filter(|property| !cut(&property.name)) {
            let type_ref = self.type_ref(&property.type_name, property.at)?;
            if type_ref.item == ItemType::Primitive(Primitive::Stream) {
                continue;
            }
            let place = format!("{declared_in}/{}", property.name);
            let member = Member {
                name: property.name.clone(),
                declared_in: declared_in.clone(),
                ty: type_ref,
                nullable: property.facets.is_nullable(),
                navigation: false,
                contained: false,
                read_only: self.is_read_only(&place, &property.name, entity, &property.annotations),
                secret: self.lists.secret.contains(&place),
                deprecated: self.deprecation(&property.annotations, &place),
                doc: self.sentence(&place),
            };
            members.push((member, property.at));
        }
        let keeps = |name: &str| !cut(name) && self.selected.keeps_navigation(declared_in, name);
        for property in ty.navigation_properties.iter().filter(|property| keeps(&property.name)) {
            let place = format!("{declared_in}/{}", property.name);
            let member = Member {
                name: property.name.clone(),
                declared_in: declared_in.clone(),
                ty: self.type_ref(&property.type_name, property.at)?,
                nullable: property.nullable.unwrap_or(true),
                navigation: true,
                contained: property.contains_target,
                read_only: self.is_read_only(&place, &property.name, false, &property.annotations),
                secret: self.lists.secret.contains(&place),
                deprecated: self.deprecation(&property.annotations, &place),
                doc: self.sentence(&place),
            };
            members.push((member, property.at));
        }
        Ok(members)
    }

    /// `everywhere` asks for the list of names that are read-only in any entity type.
    fn is_read_only(&self, place: &str, name: &str, everywhere: bool, inline: &[Annotation]) -> bool {
        let lists = &self.lists;
        let place = place.to_owned();
        if lists.writable.contains(&place) {
            return false;
        }
        lists.read_only.contains(&place)
            || (everywhere && lists.read_only_everywhere.iter().any(|listed| listed == name))
            || self
                .annotations(inline, &place, COMPUTED)
                .any(|annotation| annotation.value.as_bool() == Some(true))
    }

    pub(super) fn enumeration(&self, name: &QName, ty: &csdl::EnumType) -> EnumType {
        EnumType {
            name: name.clone(),
            flags: ty.is_flags,
            members: ty
                .members
                .iter()
                .map(|member| EnumMember {
                    name: member.name.clone(),
                    value: member.value,
                    deprecated: self.deprecation(&member.annotations, &format!("{name}/{}", member.name)),
                    doc: self.sentence(&format!("{name}/{}", member.name)),
                })
                .collect(),
            deprecated: self.deprecation(&ty.annotations, &name.to_string()),
            doc: self.sentence(&name.to_string()),
        }
    }
}
