//! From a CSDL document and a selection to an [`Api`]: inheritance flattened, annotations read, action bodies made.

use std::collections::{BTreeMap, BTreeSet};

use super::Selected;
use crate::csdl::index::{Bound, Index};
use crate::csdl::{self, Annotation, Expression};
use crate::error::{Error, ErrorKind};
use crate::model::{
    Api, Argument, BoundOperation, Capabilities, Clouds, Deprecation, EnumMember, EnumType, HandWrittenModule,
    ItemType, Member, OperationId, Primitive, QName, QueryOption, Structured, StructuredKind, Type, TypeRef,
    UnsupportedOperations, Version,
};
use crate::naming::memory::first_free;
use crate::overlay::{MemberLists, Overlay, Selection};
use crate::source::At;

pub(crate) const REVISIONS: &str = "Org.OData.Core.V1.Revisions";
pub(crate) const COMPUTED: &str = "Org.OData.Core.V1.Computed";
pub(crate) const OPTIONAL: &str = "Org.OData.Core.V1.OptionalParameter";
pub(crate) const ALTERNATE_KEYS: &str = "Org.OData.Core.V1.AlternateKeys";
pub(crate) const CAPABILITIES: &str = "Org.OData.Capabilities.V1.";

/// Builds the model of the selected types.
///
/// `is_remembered` says whether an action body of that name has a Rust name already: of several actions that share a body, the one remembered names it.
///
/// # Errors
/// When a name leads nowhere, or a member is declared twice in one line of inheritance; with file, line and column.
pub fn resolve(
    index: &Index<'_>,
    selected: &Selected,
    overlay: &Overlay,
    version: Version,
    is_remembered: &dyn Fn(&QName) -> bool,
) -> Result<Api, Error> {
    let resolver = Resolver {
        index,
        selected,
        overlay,
        lists: overlay.members.of(version),
    };
    let mut api = Api {
        version,
        part: overlay.selection.title(),
        types: BTreeMap::new(),
        operations: BTreeMap::new(),
        roots: BTreeMap::new(),
        alternate_keys: BTreeMap::new(),
        capabilities: BTreeMap::new(),
        clouds: Clouds::default(),
        unsupported: UnsupportedOperations::default(),
        modules: Vec::new(),
        findings: selected.findings.clone(),
    };
    resolver.limit_members()?;
    for name in &selected.types {
        if let Some(ty) = index.structured.get(name) {
            api.types
                .insert(name.clone(), Type::Structured(resolver.structured(name, ty)?));
            let keys = resolver.alternate_keys(name, ty);
            if !keys.is_empty() {
                api.alternate_keys.insert(name.clone(), keys);
            }
        } else if let Some(ty) = index.enums.get(name) {
            api.types
                .insert(name.clone(), Type::Enum(resolver.enumeration(name, ty)));
        }
    }
    resolver.operations(&mut api, is_remembered)?;
    resolver.roots(&mut api)?;
    resolver.capabilities(&mut api);
    api.modules = modules(&api, &overlay.selection);
    Ok(api)
}

/// The hand-written modules of which all that they need is here.
fn modules(api: &Api, selection: &Selection) -> Vec<HandWrittenModule> {
    let modules = selection.modules.iter();
    let complete = modules.filter(|module| module.needs.iter().all(|name| api.has_named(name)));
    complete
        .map(|module| HandWrittenModule {
            name: module.name.clone(),
            about: module.about.clone(),
        })
        .collect()
}

struct Resolver<'a> {
    index: &'a Index<'a>,
    selected: &'a Selected,
    overlay: &'a Overlay,
    lists: MemberLists,
}

/// How many members the types may have with those that they inherit, for each type and member that is declared; in
/// Graph's metadata there are 3.
const MOST_INHERITED: usize = 100;

impl Resolver<'_> {
    /// Refuses a document that would be written out many times over: each type has the members of its base types.
    fn limit_members(&self) -> Result<(), Error> {
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
                    "`{name}` and others inherit {all} members where {declared} types and members are declared; more than {MOST_INHERITED} times as many are not written out"
                ),
            )),
            _ => Ok(()),
        }
    }

    fn structured(&self, name: &QName, ty: &csdl::StructuredType) -> Result<Structured, Error> {
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
            doc: self.overlay.docs.types.get(&name.to_string()).cloned(),
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
                doc: self.overlay.docs.types.get(&place).cloned(),
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
                doc: self.overlay.docs.types.get(&place).cloned(),
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

    fn enumeration(&self, name: &QName, ty: &csdl::EnumType) -> EnumType {
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
                })
                .collect(),
            deprecated: self.deprecation(&ty.annotations, &name.to_string()),
            doc: self.overlay.docs.types.get(&name.to_string()).cloned(),
        }
    }

    fn type_ref(&self, name: &csdl::TypeName, at: At) -> Result<TypeRef, Error> {
        Ok(TypeRef {
            collection: name.collection,
            item: self.item(&self.index.resolve(&name.name, at)?, at)?,
        })
    }

    fn item(&self, name: &QName, at: At) -> Result<ItemType, Error> {
        if name.namespace() == "Edm" {
            let edm = name.to_string();
            return match Primitive::from_edm_name(&edm) {
                Some(primitive) => Ok(ItemType::Primitive(primitive)),
                None if is_untyped(name.name()) => Ok(ItemType::Untyped),
                None => Err(self.index.error(
                    ErrorKind::Reference,
                    at,
                    format!("`{edm}` is no type of the Entity Data Model"),
                )),
            };
        }
        if self.index.structured.contains_key(name) {
            Ok(ItemType::Structured(name.clone()))
        } else if self.index.enums.contains_key(name) {
            Ok(ItemType::Enum(name.clone()))
        } else if let Some(definition) = self.index.definitions.get(name) {
            let underlying = self.index.resolve(&definition.underlying_type, definition.at)?;
            if underlying.namespace() != "Edm" {
                return Err(self.index.error(
                    ErrorKind::Model,
                    definition.at,
                    format!("the type definition `{name}` is made of `{underlying}`: expected a primitive type"),
                ));
            }
            self.item(&underlying, definition.at)
        } else {
            Err(self
                .index
                .error(ErrorKind::Reference, at, format!("the type `{name}` does not exist")))
        }
    }

    /// Inline annotations of a term and those that stand apart.
    fn annotations<'b>(
        &'b self,
        inline: &'b [Annotation],
        target: &str,
        term: &'b str,
    ) -> impl Iterator<Item = &'b Annotation> {
        inline
            .iter()
            .chain(self.index.annotations_of(target).iter().copied())
            .filter(move |annotation| annotation.term == term)
    }

    /// The last revision of kind `Deprecated`.
    fn deprecation(&self, inline: &[Annotation], target: &str) -> Option<Deprecation> {
        self.annotations(inline, target, REVISIONS)
            .filter_map(|annotation| annotation.value.as_collection())
            .flatten()
            .filter_map(Expression::as_record)
            .filter(|record| {
                record
                    .get("Kind")
                    .and_then(Expression::as_str)
                    .is_some_and(|kind| kind.ends_with("/Deprecated"))
            })
            .map(|record| {
                let text = |name: &str| record.get(name).and_then(Expression::as_str).map(str::to_owned);
                Deprecation {
                    date: text("Date"),
                    removal_date: text("RemovalDate"),
                    version: text("Version"),
                }
            })
            .max()
    }

    fn alternate_keys(&self, name: &QName, ty: &csdl::StructuredType) -> Vec<Vec<(String, String)>> {
        let mut keys: Vec<Vec<(String, String)>> = self
            .annotations(&ty.annotations, &name.to_string(), ALTERNATE_KEYS)
            .filter_map(|annotation| annotation.value.as_collection())
            .flatten()
            .filter_map(|key| key.as_record()?.get("Key")?.as_collection())
            .map(|parts| {
                parts
                    .iter()
                    .filter_map(|part| {
                        let part = part.as_record()?;
                        let member = part.get("Name")?.as_str()?;
                        let alias = part.get("Alias").and_then(Expression::as_str).unwrap_or(member);
                        Some((alias.to_owned(), member.to_owned()))
                    })
                    .collect()
            })
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn operations(&self, api: &mut Api, is_remembered: &dyn Fn(&QName) -> bool) -> Result<(), Error> {
        for name in &self.selected.types {
            if self.selected.boundary.contains(name) {
                continue;
            }
            let bound = self.index.bound.get(name).into_iter().flatten();
            let operations = bound
                .map(|bound| self.operation(name, bound))
                .collect::<Result<Vec<_>, Error>>()?;
            if !operations.is_empty() {
                api.operations.insert(name.clone(), operations);
            }
        }
        // Actions of one name and the same arguments share a body.
        type Signature = (QName, Vec<(String, String, bool)>);
        // With the bindings, in order, and the first action of the group.
        let mut groups: BTreeMap<Signature, (BTreeSet<OperationId>, &BoundOperation)> = BTreeMap::new();
        let signature = |operation: &BoundOperation| -> Signature {
            let arguments = operation
                .arguments
                .iter()
                .map(|argument| (argument.name.clone(), argument.ty.to_string(), argument.nullable));
            (operation.name.clone(), arguments.collect())
        };
        for operations in api.operations.values() {
            for operation in operations
                .iter()
                .filter(|operation| !operation.function && !operation.arguments.is_empty())
            {
                let group = groups
                    .entry(signature(operation))
                    .or_insert_with(|| (BTreeSet::new(), operation));
                group.0.insert(OperationId::of(operation));
            }
        }
        let body_name = |binding: &QName, action: &QName| {
            QName::new(action.namespace(), format!("{}/{}", binding.name(), action.name()))
        };
        let mut bodies: BTreeMap<Signature, QName> = BTreeMap::new();
        let mut taken: BTreeSet<QName> = BTreeSet::new();
        let mut made = Vec::new();
        for (signature, (actions, operation)) in &groups {
            let candidates: Vec<QName> = actions
                .iter()
                .map(|action| body_name(&action.binding.ty, &signature.0))
                .collect();
            let Some(first) = candidates
                .iter()
                .find(|name| is_remembered(name))
                .or(candidates.first())
            else {
                continue;
            };
            // Overloads of one action at one type have different arguments and would share a name.
            let numbered = |number: u32| QName::new(first.namespace(), format!("{}{number}", first.name()));
            let name = if taken.contains(first) {
                first_free(|number| taken.contains(&numbered(number))).map_or_else(|| first.clone(), numbered)
            } else {
                first.clone()
            };
            taken.insert(name.clone());
            bodies.insert(signature.clone(), name.clone());
            let mut members: Vec<Member> = operation
                .arguments
                .iter()
                .map(|argument| Member {
                    name: argument.name.clone(),
                    declared_in: name.clone(),
                    ty: argument.ty.clone(),
                    nullable: argument.nullable,
                    navigation: false,
                    contained: false,
                    read_only: false,
                    secret: self
                        .lists
                        .secret
                        .contains(&format!("{}/{}", operation.name, argument.name)),
                    deprecated: None,
                    doc: self
                        .overlay
                        .docs
                        .types
                        .get(&format!("{}/{}", operation.name, argument.name))
                        .cloned(),
                })
                .collect();
            members.sort_by(|a, b| a.name.cmp(&b.name));
            let body = Structured {
                name: name.clone(),
                kind: StructuredKind::ActionBody,
                base: None,
                is_abstract: false,
                open: false,
                has_stream: false,
                key: Vec::new(),
                members,
                streams: Vec::new(),
                derived: Vec::new(),
                deprecated: None,
                body_of: actions.iter().cloned().collect(),
                doc: self.overlay.docs.types.get(&operation.name.to_string()).cloned(),
                boundary: false,
            };
            made.push((name, Type::Structured(body)));
        }
        api.types.extend(made);
        for operations in api.operations.values_mut() {
            for operation in operations.iter_mut().filter(|operation| !operation.function) {
                operation.body = bodies.get(&signature(operation)).cloned();
            }
        }
        Ok(())
    }

    fn operation(&self, binding: &QName, bound: &Bound<'_>) -> Result<BoundOperation, Error> {
        let written = bound.operation;
        let mut arguments = Vec::new();
        for parameter in bound.arguments() {
            arguments.push(Argument {
                name: parameter.name.clone(),
                ty: self.type_ref(&parameter.type_name, parameter.at)?,
                nullable: parameter.facets.is_nullable(),
                optional: is_optional(parameter),
            });
        }
        let returns = written.return_type.as_ref();
        let name = QName::new(bound.namespace, &written.name);
        let types = written.parameters.iter().map(|parameter| {
            let full = self
                .index
                .resolve(&parameter.type_name.name, parameter.at)
                .map(|name| name.to_string())
                .unwrap_or_default();
            if parameter.type_name.collection {
                format!("Collection({full})")
            } else {
                full
            }
        });
        // Targets are written with and without a blank after the comma.
        let types: Vec<String> = types.collect();
        let deprecated = [", ", ","]
            .iter()
            .find_map(|comma| self.deprecation(&written.annotations, &format!("{name}({})", types.join(comma))));
        Ok(BoundOperation {
            binding: binding.clone(),
            name,
            function: written.kind == csdl::OperationKind::Function,
            on_collection: bound.on_collection,
            composable: written.is_composable,
            arguments,
            returns: returns
                .map(|answer| self.type_ref(&answer.type_name, answer.at))
                .transpose()?,
            returns_nullable: returns.is_some_and(|answer| answer.facets.is_nullable()),
            body: None,
            deprecated,
        })
    }

    fn roots(&self, api: &mut Api) -> Result<(), Error> {
        for (_, container) in &self.index.containers {
            for singleton in &container.singletons {
                let name = self.index.resolve(&singleton.type_name, singleton.at)?;
                if self.selected.types.contains(&name) {
                    api.roots
                        .insert(singleton.name.clone(), TypeRef::one(ItemType::Structured(name)));
                }
            }
            for set in &container.entity_sets {
                let name = self.index.resolve(&set.entity_type, set.at)?;
                if self.selected.types.contains(&name) {
                    api.roots
                        .insert(set.name.clone(), TypeRef::many(ItemType::Structured(name)));
                }
            }
        }
        Ok(())
    }

    fn capabilities(&self, api: &mut Api) {
        let mut add = |target: String, inline: &[Annotation]| {
            let apart = self.index.annotations_of(&target);
            let capabilities = capabilities(inline.iter().chain(apart.iter().copied()));
            if capabilities != Capabilities::default() {
                api.capabilities.insert(target, capabilities);
            }
        };
        for name in &self.selected.types {
            let Some(ty) = self.index.structured.get(name) else {
                continue;
            };
            add(name.to_string(), &ty.annotations);
            for property in &ty.navigation_properties {
                add(format!("{name}/{}", property.name), &property.annotations);
            }
        }
        for (namespace, container) in &self.index.containers {
            for singleton in &container.singletons {
                add(
                    format!("{namespace}.{}/{}", container.name, singleton.name),
                    &singleton.annotations,
                );
            }
            for set in &container.entity_sets {
                add(format!("{namespace}.{}/{}", container.name, set.name), &set.annotations);
            }
        }
    }
}

/// Whether a call may leave it out.
pub(crate) fn is_optional(parameter: &csdl::Parameter) -> bool {
    parameter
        .annotations
        .iter()
        .any(|annotation| annotation.term == OPTIONAL)
}

fn is_untyped(name: &str) -> bool {
    matches!(name, "Untyped" | "PrimitiveType" | "ComplexType" | "EntityType")
        || name.starts_with("Geography")
        || name.starts_with("Geometry")
}

/// The capability terms about query options: the term, and the property of its record that says yes or no; none where the term itself does.
pub(crate) const OPTION_TERMS: [(QueryOption, &str, &str); 9] = [
    (QueryOption::Count, "CountRestrictions", "Countable"),
    (QueryOption::Expand, "ExpandRestrictions", "Expandable"),
    (QueryOption::Filter, "FilterRestrictions", "Filterable"),
    (QueryOption::OrderBy, "SortRestrictions", "Sortable"),
    (QueryOption::Search, "SearchRestrictions", "Searchable"),
    (QueryOption::Select, "SelectSupport", "Supported"),
    (QueryOption::Select, "SelectRestrictions", "Selectable"),
    (QueryOption::Skip, "SkipSupported", ""),
    (QueryOption::Top, "TopSupported", ""),
];

/// What annotations of one target say. Where they contradict each other, what one of them allows is allowed.
fn capabilities<'a>(annotations: impl Iterator<Item = &'a Annotation>) -> Capabilities {
    let mut said: BTreeMap<(&str, &str), Vec<bool>> = BTreeMap::new();
    for annotation in annotations {
        let Some(term) = annotation.term.strip_prefix(CAPABILITIES) else {
            continue;
        };
        match &annotation.value {
            Expression::Record(record) => {
                for value in &record.properties {
                    if let Some(flag) = value.value.as_bool() {
                        said.entry((term, value.property.as_str())).or_default().push(flag);
                    }
                }
            }
            value => {
                if let Some(flag) = value.as_bool() {
                    said.entry((term, "")).or_default().push(flag);
                }
            }
        }
    }
    let says = |term: &str, property: &str| said.get(&(term, property)).map(|flags| flags.iter().any(|flag| *flag));
    let mut capabilities = Capabilities::default();
    for (option, term, property) in OPTION_TERMS {
        match says(term, property) {
            Some(true) => capabilities.allowed.insert(option),
            Some(false) => capabilities.denied.insert(option),
            None => {}
        }
    }
    capabilities.no_insert = says("InsertRestrictions", "Insertable") == Some(false);
    capabilities.no_update = says("UpdateRestrictions", "Updatable") == Some(false);
    capabilities.no_delete = says("DeleteRestrictions", "Deletable") == Some(false);
    capabilities.no_read = says("ReadRestrictions", "Readable") == Some(false);
    capabilities
}
