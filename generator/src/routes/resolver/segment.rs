//! What a segment stands for: a singleton, property, key, stream, count, reference, action, function or cast.

use super::context::Context;
use crate::error::Error;
use crate::model::{BoundOperation, Deprecation, Finding, FindingKind, ItemType, Primitive, QName, TypeRef};
use crate::openapi;
use crate::routes::operation::Parameter;
use crate::routes::segments::{Argument, Part};
use crate::routes::tree::{Node, SegmentKind};

/// What is known of a segment before its operations.
pub(super) struct ResolvedSegment {
    pub(super) kind: SegmentKind,
    /// The type of what is at this URL.
    pub(super) subject: Option<TypeRef>,
    pub(super) deprecated: Option<Deprecation>,
    /// Targets of capability annotations, the nearest first.
    pub(super) targets: Vec<String>,
}

impl ResolvedSegment {
    /// A segment that stands for nothing.
    pub(super) fn of_nothing() -> Self {
        Self::of(SegmentKind::Unresolved(Vec::new()), None)
    }

    fn of(kind: SegmentKind, subject: Option<TypeRef>) -> Self {
        Self {
            kind,
            subject,
            deprecated: None,
            targets: Vec::new(),
        }
    }

    fn with_targets(self, targets: Vec<String>) -> Self {
        Self { targets, ..self }
    }

    fn with_deprecation(self, deprecated: &Option<Deprecation>) -> Self {
        Self {
            deprecated: deprecated.clone(),
            ..self
        }
    }
}

/// Where a segment is: the path down to it, and what the document has there, where a path ends with it.
#[derive(Clone, Copy)]
pub(super) struct SegmentPlace<'p> {
    pub(super) path: &'p str,
    pub(super) item: Option<&'p openapi::PathItem>,
}

/// A segment that has a name, with the arguments in its parentheses, if there are any.
#[derive(Clone, Copy)]
struct NamedSegment<'p> {
    name: &'p str,
    arguments: Option<&'p [Argument]>,
    place: SegmentPlace<'p>,
}

impl Context<'_> {
    /// What a segment below `parent` stands for. One that stands for nothing is a finding.
    pub(super) fn segment(
        &self,
        part: &Part,
        parent: Option<&Node>,
        place: SegmentPlace<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<ResolvedSegment, Error> {
        let Some(parent) = parent else {
            let root = match part {
                Part::Name(name) => self.root(name),
                Part::Key(_) | Part::Call { .. } => None,
            };
            return Ok(
                root.unwrap_or_else(|| self.unresolved(place, "no singleton or entity set of that name", findings))
            );
        };
        let Some(subject) = &parent.subject else {
            return Ok(self.unresolved(place, "what comes before it is not known", findings));
        };
        let (name, arguments) = match part {
            Part::Key(name) => return self.key_in_braces(name, subject, place, findings),
            Part::Name(name) => {
                if let Some(resolved) = self.system_segment(name, parent, subject) {
                    return Ok(resolved);
                }
                (name, None)
            }
            Part::Call { name, arguments } => (name, Some(arguments.as_slice())),
        };
        let named = NamedSegment { name, arguments, place };
        self.named(named, parent, subject, findings)
    }

    fn root(&self, name: &str) -> Option<ResolvedSegment> {
        let ty = self.api.roots.get(name)?;
        let mut targets = self.targets_in_container(name);
        targets.extend(self.targets_of_type(&ty.item));
        Some(ResolvedSegment::of(SegmentKind::Root, Some(ty.clone())).with_targets(targets))
    }

    /// `{accessPackage-id}`.
    fn key_in_braces(
        &self,
        name: &str,
        subject: &TypeRef,
        place: SegmentPlace<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<ResolvedSegment, Error> {
        let ItemType::Structured(entity) = &subject.item else {
            return Ok(self.unresolved(place, "a key of what is no entity", findings));
        };
        if !subject.collection {
            return Ok(self.unresolved(place, "a key of what is no collection", findings));
        }
        let Some((key, ty)) = self.key(entity) else {
            let why = "a key of a type that has none, or one of several parts";
            return Ok(self.unresolved(place, why, findings));
        };
        findings.extend(self.compare_parameter(place, name, false, &ty));
        let parameter = Parameter {
            ident: self.ident(&key, place.path)?,
            name: key,
            ty,
            nullable: false,
            optional: false,
        };
        Ok(self.entity_of(SegmentKind::Key(parameter), subject))
    }

    /// One entity of a collection.
    fn entity_of(&self, kind: SegmentKind, collection: &TypeRef) -> ResolvedSegment {
        ResolvedSegment::of(kind, Some(TypeRef::one(collection.item.clone())))
            .with_targets(self.targets_of_type(&collection.item))
    }

    /// `$count`, `$ref`, `$value`.
    fn system_segment(&self, name: &str, parent: &Node, subject: &TypeRef) -> Option<ResolvedSegment> {
        match name {
            "$count" if subject.collection => {
                let kind = SegmentKind::Count(subject.item.clone());
                let number = TypeRef::one(ItemType::Primitive(Primitive::Int64));
                let targets = self.targets_of_count(parent, subject);
                Some(ResolvedSegment::of(kind, Some(number)).with_targets(targets))
            }
            "$ref" => Some(ResolvedSegment::of(SegmentKind::Reference, Some(subject.clone()))),
            "$value" if self.structured(subject).is_some_and(|entity| entity.has_stream) => {
                Some(ResolvedSegment::of(SegmentKind::Stream, None))
            }
            _ => None,
        }
    }

    fn named(
        &self,
        segment: NamedSegment<'_>,
        parent: &Node,
        subject: &TypeRef,
        findings: &mut Vec<Finding>,
    ) -> Result<ResolvedSegment, Error> {
        if let Some(key) = self.alternate_key_segment(segment, parent, subject, findings)? {
            return Ok(key);
        }
        let NamedSegment { name, arguments, place } = segment;
        let ItemType::Structured(owner) = &subject.item else {
            let why = "a segment below what is neither entity nor complex";
            return Ok(self.unresolved(place, why, findings));
        };
        if arguments.is_none()
            && !subject.collection
            && let Some(member) = self.property(owner, name)
        {
            return Ok(member);
        }
        if let Some(operation) = self.bound_operation(owner, subject.collection, segment) {
            return self.call(operation, segment, findings);
        }
        if arguments.is_none()
            && let Some(target) = self.cast(owner, name)
        {
            let item = ItemType::Structured(target.clone());
            let targets = self.targets_of_type(&item);
            let ty = TypeRef {
                collection: subject.collection,
                item,
            };
            return Ok(ResolvedSegment::of(SegmentKind::Cast(target), Some(ty)).with_targets(targets));
        }
        let why = format!("{subject} has no property, stream, action, function or derived type of that name");
        Ok(self.unresolved(place, &why, findings))
    }

    /// The alternate key of the collection that is the parent.
    fn alternate_key_segment(
        &self,
        segment: NamedSegment<'_>,
        parent: &Node,
        subject: &TypeRef,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<ResolvedSegment>, Error> {
        let Some(arguments) = segment.arguments else {
            return Ok(None);
        };
        if parent.path.rsplit('/').next() != Some(segment.name) {
            return Ok(None);
        }
        let Some(types) = self.alternate_key(subject, arguments) else {
            return Ok(None);
        };
        let place = segment.place;
        let mut parameters = Vec::new();
        for (argument, ty) in arguments.iter().zip(types) {
            findings.extend(self.compare_parameter(place, &argument.placeholder, argument.alias, &ty));
            parameters.push(Parameter {
                ident: self.free_ident(&argument.name, &parameters, place.path)?,
                name: argument.name.clone(),
                ty,
                nullable: false,
                optional: false,
            });
        }
        Ok(Some(self.entity_of(SegmentKind::AlternateKey(parameters), subject)))
    }

    /// A structural or navigation property, or a stream.
    fn property(&self, owner: &QName, name: &str) -> Option<ResolvedSegment> {
        if let Some(member) = self.lookup.member(owner, name) {
            let mut targets = vec![format!("{}/{name}", member.declared_in)];
            targets.extend(self.targets_of_type(&member.ty.item));
            let resolved = ResolvedSegment::of(SegmentKind::Property, Some(member.ty.clone()));
            return Some(resolved.with_deprecation(&member.deprecated).with_targets(targets));
        }
        let has_stream = self.lookup.has_stream(owner, name);
        has_stream.then(|| ResolvedSegment::of(SegmentKind::Stream, None))
    }

    /// The action or function that a segment calls, bound to the type or to a base type of it.
    fn bound_operation(
        &self,
        owner: &QName,
        on_collection: bool,
        segment: NamedSegment<'_>,
    ) -> Option<&BoundOperation> {
        let NamedSegment { name, arguments, .. } = segment;
        let mut bindings = self.api.lineage(owner);
        bindings.find_map(|binding| self.lookup.operation(binding, on_collection, name, arguments))
    }

    fn call(
        &self,
        operation: &BoundOperation,
        segment: NamedSegment<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<ResolvedSegment, Error> {
        let place = segment.place;
        let mut parameters = Vec::new();
        for argument in segment.arguments.into_iter().flatten() {
            let mut declared = operation.arguments.iter();
            let Some(declared) = declared.find(|declared| declared.name == argument.name) else {
                continue;
            };
            findings.extend(self.compare_parameter(place, &argument.placeholder, argument.alias, &declared.ty));
            parameters.push(Parameter {
                name: argument.name.clone(),
                ident: self.free_ident(&argument.name, &parameters, place.path)?,
                ty: declared.ty.clone(),
                nullable: declared.nullable,
                // A path that has it in braces is for those who give it; there is another without it.
                optional: argument.alias && declared.optional,
            });
        }
        let targets = operation
            .returns
            .as_ref()
            .map(|returns| self.targets_of_type(&returns.item))
            .unwrap_or_default();
        let kind = SegmentKind::Operation(Box::new(operation.clone()), parameters);
        Ok(ResolvedSegment::of(kind, operation.returns.clone())
            .with_deprecation(&operation.deprecated)
            .with_targets(targets))
    }

    fn cast(&self, owner: &QName, name: &str) -> Option<QName> {
        let full = match name.strip_prefix("graph.") {
            Some(rest) => format!("microsoft.graph.{rest}"),
            None => name.to_owned(),
        };
        let target = QName::parse(&full)?;
        let entity = self.api.structured(&target)?;
        (self.api.lineage(&entity.name).any(|base| base == owner)).then_some(target)
    }

    fn unresolved(&self, place: SegmentPlace<'_>, why: &str, findings: &mut Vec<Finding>) -> ResolvedSegment {
        findings.push(Finding::new(FindingKind::UnresolvedSegment, place.path, why));
        // The OpenAPI document alone says what is here.
        let subject = place
            .item
            .and_then(|item| item.operations.get(&openapi::Method::Get))
            .map(|operation| self.wire.response(operation))
            .and_then(|wire| self.type_by_document(&wire));
        ResolvedSegment {
            subject,
            ..ResolvedSegment::of_nothing()
        }
    }
}
