//! The CSDL document cut down to the selected types: names in full, no aliases, no sentences.

use std::collections::{BTreeMap, BTreeSet};

use crate::csdl::index::Index;
use crate::csdl::{
    Annotation, Container, Document, EntitySet, Expression, Operation, Schema, StructuredType, TargetAnnotations,
    TypeName,
};
use crate::error::Error;
use crate::model::QName;
use crate::overlay::Selection;
use crate::resolve::Selected;
use crate::source::At;

/// Terms whose values are sentences.
const SENTENCES: [&str; 2] = ["Org.OData.Core.V1.Description", "Org.OData.Core.V1.LongDescription"];

/// Members of annotation records that are sentences.
const SENTENCE_MEMBERS: [&str; 2] = ["Description", "LongDescription"];

/// The document with only what is selected.
///
/// # Errors
/// When a name leads nowhere.
pub fn prune(index: &Index<'_>, selected: &Selected, selection: &Selection) -> Result<Document, Error> {
    let pruner = Pruner::new(index, selected, selection);
    let document = index.document();
    let mut schemas = Vec::new();
    for schema in &document.schemas {
        let pruned = pruner.schema(schema)?;
        if !is_empty(&pruned) {
            schemas.push(pruned);
        }
    }
    let places: BTreeMap<String, usize> = schemas
        .iter()
        .enumerate()
        .map(|(place, schema)| (schema.namespace.clone(), place))
        .rev()
        .collect();
    let mut known: BTreeMap<(usize, String, Option<String>), usize> = BTreeMap::new();
    // Targets can be annotated from any schema. They are kept with the schema that declares what they annotate.
    for target in document.schemas.iter().flat_map(|schema| &schema.annotations_by_target) {
        let full = index.full_target(&target.target);
        let Some(namespace) = pruner.namespace_of_target(&full) else {
            continue;
        };
        let annotations = plain(&target.annotations);
        if annotations.is_empty() {
            continue;
        }
        let Some((place, schema)) = places
            .get(&namespace)
            .and_then(|place| Some((*place, schemas.get_mut(*place)?)))
        else {
            continue;
        };
        let apart = &mut schema.annotations_by_target;
        let position = *known
            .entry((place, full.clone(), target.qualifier.clone()))
            .or_insert(apart.len());
        match apart.get_mut(position) {
            Some(other) => other.annotations.extend(annotations),
            None => apart.push(TargetAnnotations {
                target: full,
                qualifier: target.qualifier.clone(),
                annotations,
                at: At::default(),
            }),
        }
    }
    let mut pruned = Document {
        file: document.file.clone(),
        supplement: None,
        version: document.version.clone(),
        references: Vec::new(),
        schemas,
        unknown: Vec::new(),
    };
    pruned.sort();
    Ok(pruned)
}

fn is_empty(schema: &Schema) -> bool {
    schema.structured_types.is_empty()
        && schema.enum_types.is_empty()
        && schema.type_definitions.is_empty()
        && schema.operations.is_empty()
        && schema.containers.is_empty()
}

/// Annotations without sentences.
fn plain(annotations: &[Annotation]) -> Vec<Annotation> {
    annotations
        .iter()
        .filter(|annotation| !SENTENCES.contains(&annotation.term.as_str()))
        .map(|annotation| {
            let mut annotation = annotation.clone();
            annotation.annotations = plain(&annotation.annotations);
            without_sentences(&mut annotation.value);
            annotation
        })
        .collect()
}

fn without_sentences(value: &mut Expression) {
    match value {
        Expression::Collection(items) => items.iter_mut().for_each(without_sentences),
        Expression::Record(record) => {
            record
                .properties
                .retain(|member| !SENTENCE_MEMBERS.contains(&member.property.as_str()));
            for member in &mut record.properties {
                member.annotations = plain(&member.annotations);
                without_sentences(&mut member.value);
            }
            record.annotations = plain(&record.annotations);
        }
        _ => {}
    }
}

struct Pruner<'a> {
    index: &'a Index<'a>,
    selected: &'a Selected,
    selection: &'a Selection,
    /// The members that selected types declare, and whether each is a navigation property.
    members: BTreeMap<&'a QName, BTreeMap<&'a str, bool>>,
    /// The entity sets of the container, by name.
    sets: BTreeMap<&'a str, &'a EntitySet>,
}

impl<'a> Pruner<'a> {
    fn new(index: &'a Index<'a>, selected: &'a Selected, selection: &'a Selection) -> Self {
        let mut members: BTreeMap<&QName, BTreeMap<&str, bool>> = BTreeMap::new();
        for name in &selected.types {
            let own = members.entry(name).or_default();
            if let Some(ty) = index.structured.get(name) {
                own.extend(ty.properties.iter().map(|property| (property.name.as_str(), false)));
                let navigation = ty.navigation_properties.iter();
                own.extend(navigation.map(|property| (property.name.as_str(), true)));
            } else if let Some(ty) = index.enums.get(name) {
                own.extend(ty.members.iter().map(|member| (member.name.as_str(), false)));
            }
        }
        let sets = index
            .containers
            .iter()
            .flat_map(|(_, container)| &container.entity_sets);
        Self {
            index,
            selected,
            selection,
            members,
            sets: sets.map(|set| (set.name.as_str(), set)).collect(),
        }
    }

    fn is_root(&self, name: &str) -> bool {
        self.selection.roots.iter().any(|root| root.is(name))
    }

    fn schema(&self, schema: &Schema) -> Result<Schema, Error> {
        let has = |name: &str| self.selected.types.contains(&QName::new(&schema.namespace, name));
        let mut pruned = Schema {
            namespace: schema.namespace.clone(),
            ..Schema::default()
        };
        for ty in schema.structured_types.iter().filter(|ty| has(&ty.name)) {
            pruned
                .structured_types
                .push(self.structured(&QName::new(&schema.namespace, &ty.name), ty)?);
        }
        for ty in schema.enum_types.iter().filter(|ty| has(&ty.name)) {
            let mut ty = ty.clone();
            ty.annotations = plain(&ty.annotations);
            ty.members
                .iter_mut()
                .for_each(|member| member.annotations = plain(&member.annotations));
            pruned.enum_types.push(ty);
        }
        for ty in schema.type_definitions.iter().filter(|ty| has(&ty.name)) {
            let mut ty = ty.clone();
            ty.annotations = plain(&ty.annotations);
            pruned.type_definitions.push(ty);
        }
        for operation in schema.operations.iter().filter(|operation| operation.is_bound) {
            if self.keeps(operation)? {
                pruned.operations.push(self.operation(operation)?);
            }
        }
        for container in &schema.containers {
            if let Some(container) = self.container(container)? {
                pruned.containers.push(container);
            }
        }
        Ok(pruned)
    }

    fn full(&self, name: &mut TypeName, at: At) -> Result<(), Error> {
        name.name = self.index.resolve(&name.name, at)?.to_string();
        Ok(())
    }

    fn structured(&self, name: &QName, ty: &StructuredType) -> Result<StructuredType, Error> {
        let mut ty = ty.clone();
        if let Some(base) = &mut ty.base_type {
            *base = self.index.resolve(base, ty.at)?.to_string();
        }
        let cut = |member: &str| self.selected.cut.contains(&(name.clone(), member.to_owned()));
        ty.annotations = plain(&ty.annotations);
        ty.properties.retain(|property| !cut(&property.name));
        for property in &mut ty.properties {
            property.annotations = plain(&property.annotations);
            self.full(&mut property.type_name, property.at)?;
        }
        ty.navigation_properties
            .retain(|property| !cut(&property.name) && self.selected.keeps_navigation(name, &property.name));
        for property in &mut ty.navigation_properties {
            property.annotations = plain(&property.annotations);
            self.full(&mut property.type_name, property.at)?;
            // A partner that went with its type's navigation.
            let target = QName::parse(&property.type_name.name);
            let has_partner = |partner: &str| {
                let first = partner.split('/').next().unwrap_or(partner);
                target.as_ref().is_some_and(|target| {
                    let mut line = self.index.lineage(target);
                    line.any(|name| {
                        let is_navigation =
                            self.members.get(name).and_then(|members| members.get(first)) == Some(&true);
                        is_navigation && self.selected.keeps_navigation(name, first)
                    })
                })
            };
            if property.partner.as_deref().is_some_and(|partner| !has_partner(partner)) {
                property.partner = None;
            }
        }
        Ok(ty)
    }

    /// Bound to a selected type that is no boundary type.
    fn keeps(&self, operation: &Operation) -> Result<bool, Error> {
        let Some(binding) = operation.parameters.first() else {
            return Ok(false);
        };
        let name = self.index.resolve(&binding.type_name.name, binding.at)?;
        Ok(self.selected.types.contains(&name) && !self.selected.boundary.contains(&name))
    }

    fn operation(&self, operation: &Operation) -> Result<Operation, Error> {
        let mut operation = operation.clone();
        operation.annotations = plain(&operation.annotations);
        for parameter in &mut operation.parameters {
            parameter.annotations = plain(&parameter.annotations);
            self.full(&mut parameter.type_name, parameter.at)?;
        }
        if let Some(returns) = &mut operation.return_type {
            returns.annotations = plain(&returns.annotations);
            self.full(&mut returns.type_name, returns.at)?;
        }
        Ok(operation)
    }

    fn container(&self, container: &Container) -> Result<Option<Container>, Error> {
        let mut kept = Container {
            imports: Vec::new(),
            annotations: plain(&container.annotations),
            ..container.clone()
        };
        let mut sets = Vec::new();
        for mut set in kept.entity_sets {
            let name = self.index.resolve(&set.entity_type, set.at)?;
            if self.selected.types.contains(&name) {
                set.entity_type = name.to_string();
                set.annotations = plain(&set.annotations);
                // What a boundary type's set is bound to is outside.
                set.bindings.clear();
                sets.push(set);
            }
        }
        kept.entity_sets = sets;
        let names: BTreeSet<String> = kept
            .entity_sets
            .iter()
            .map(|set| set.name.clone())
            .chain(
                container
                    .singletons
                    .iter()
                    .map(|singleton| singleton.name.clone())
                    .filter(|name| self.is_root(name)),
            )
            .collect();
        kept.singletons.retain(|singleton| self.is_root(&singleton.name));
        for singleton in &mut kept.singletons {
            singleton.type_name = self.index.resolve(&singleton.type_name, singleton.at)?.to_string();
            singleton.annotations = plain(&singleton.annotations);
            singleton.bindings.retain(|binding| {
                binding
                    .target
                    .split('/')
                    .next()
                    .is_some_and(|first| names.contains(first))
            });
        }
        Ok((!kept.singletons.is_empty() || !kept.entity_sets.is_empty()).then_some(kept))
    }

    /// The namespace that declares a target which is kept.
    fn namespace_of_target(&self, target: &str) -> Option<String> {
        let end = target.find(['/', '(']).unwrap_or(target.len());
        let (head, tail) = target.split_at_checked(end)?;
        let name = QName::parse(head)?;
        if tail.starts_with('(') {
            let first = tail.split(['(', ',', ')']).nth(1)?.trim();
            let binding = QName::parse(first.trim_start_matches("Collection("))?;
            let operations = self.index.bound.get(&binding)?;
            // Sorted by namespace and name.
            let place = (name.namespace(), name.name());
            let at = operations.partition_point(|bound| (bound.namespace, bound.name()) < place);
            let is_there = operations
                .get(at)
                .is_some_and(|bound| (bound.namespace, bound.name()) == place);
            let kept = is_there && self.selected.types.contains(&binding) && !self.selected.boundary.contains(&binding);
            return kept.then(|| name.namespace().to_owned());
        }
        let member = tail
            .strip_prefix('/')
            .map(|member| member.split('/').next().unwrap_or(member));
        if self.selected.types.contains(&name) {
            let Some(member) = member else {
                return Some(name.namespace().to_owned());
            };
            let cut = self.selected.cut.contains(&(name.clone(), member.to_owned()));
            let declared = self.members.get(&name).and_then(|members| members.get(member)).copied();
            let (known, navigation) = (declared.is_some(), declared == Some(true));
            return (known && !cut && (!navigation || self.selected.keeps_navigation(&name, member)))
                .then(|| name.namespace().to_owned());
        }
        let (namespace, _) = self
            .index
            .containers
            .iter()
            .find(|(namespace, container)| *namespace == name.namespace() && container.name == name.name())?;
        let member = member?;
        let singleton = self.is_root(member);
        let set = self.sets.get(member).is_some_and(|set| {
            let ty = self.index.resolve(&set.entity_type, set.at);
            ty.is_ok_and(|name| self.selected.types.contains(&name))
        });
        (singleton || set).then(|| (*namespace).to_owned())
    }
}
