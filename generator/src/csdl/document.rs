//! A CSDL document as plain data: every construct as it is written, with its position.
//!
//! Names stay as text, with an alias where the document uses one; lists are in the canonical order of [`Document::sort`], since the order in which metadata
//! is declared means nothing in OData but for the few lists named there.

use crate::error::Place;
use crate::source::At;

/// One metadata document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The file's name, for errors.
    pub file: String,
    /// The name of the file that supplements the document, where one does: some of the positions are in it.
    pub supplement: Option<String>,
    /// The OData version, `4.0`.
    pub version: String,
    /// Documents that this one refers to.
    pub references: Vec<Reference>,
    /// The schemas, by namespace.
    pub schemas: Vec<Schema>,
    /// Everything that the reader did not know and left out.
    pub unknown: Vec<Unknown>,
}

/// An element, attribute or expression that the reader did not know and left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What it is, for example "attribute `Foo` of `Property`".
    pub what: String,
    /// Where it stands.
    pub at: At,
}

/// A referenced document (`edmx:Reference`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Address of the document.
    pub uri: String,
    /// The schemas that it lends.
    pub includes: Vec<Include>,
    /// The annotations that it lends.
    pub include_annotations: Vec<IncludeAnnotations>,
    /// Annotations of the reference itself.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A schema taken from a referenced document (`edmx:Include`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Include {
    /// The schema's namespace.
    pub namespace: String,
    /// Its alias here.
    pub alias: Option<String>,
    /// Position.
    pub at: At,
}

/// Annotations taken from a referenced document (`edmx:IncludeAnnotations`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IncludeAnnotations {
    /// Terms of this namespace.
    pub term_namespace: String,
    /// Only with this qualifier.
    pub qualifier: Option<String>,
    /// Only for targets of this namespace.
    pub target_namespace: Option<String>,
    /// Position.
    pub at: At,
}

/// One namespace's part of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// For example `microsoft.graph.identityGovernance`.
    pub namespace: String,
    /// A short name for the namespace, for example `graph`.
    pub alias: Option<String>,
    /// Entity and complex types.
    pub structured_types: Vec<StructuredType>,
    /// Enumerations.
    pub enum_types: Vec<EnumType>,
    /// Named primitive types.
    pub type_definitions: Vec<TypeDefinition>,
    /// Actions and functions. Overloads are separate entries of one name.
    pub operations: Vec<Operation>,
    /// Annotation terms that this schema defines.
    pub terms: Vec<Term>,
    /// Entity containers; one at most in a valid service, but a document may hold none.
    pub containers: Vec<Container>,
    /// Annotations that stand apart from what they annotate.
    pub annotations_by_target: Vec<TargetAnnotations>,
    /// Annotations of the schema itself.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// Entity types have keys and addresses, complex types do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StructuredKind {
    /// `EntityType`
    Entity,
    /// `ComplexType`
    Complex,
}

/// An entity or complex type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StructuredType {
    /// Its name without namespace.
    pub name: String,
    /// Entity or complex.
    pub kind: StructuredKind,
    /// The base type, as written (with namespace or alias).
    pub base_type: Option<String>,
    /// No value has exactly this type.
    pub is_abstract: bool,
    /// Values may have members that are not declared.
    pub open: bool,
    /// A media entity: its own content is a stream at `$value`.
    pub has_stream: bool,
    /// The key's parts in order; empty when inherited or absent.
    pub key: Vec<KeyRef>,
    /// Structural properties.
    pub properties: Vec<Property>,
    /// Navigation properties.
    pub navigation_properties: Vec<NavigationProperty>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// One part of a key (`PropertyRef`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyRef {
    /// Path of the property.
    pub name: String,
    /// The name to use in a URL when the property is not the entity's own.
    pub alias: Option<String>,
    /// Position.
    pub at: At,
}

/// The name of a type as written, taken out of `Collection(…)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// For example `Edm.String`, `graph.user` or `microsoft.graph.user`.
    pub name: String,
    /// Whether it is a collection of that type.
    pub collection: bool,
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.collection {
            write!(f, "Collection({})", self.name)
        } else {
            f.write_str(&self.name)
        }
    }
}

/// What narrows a type: the facets of a property, parameter, answer, term or type definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facets {
    /// `None` when not written; [`Facets::is_nullable`] has the default.
    pub nullable: Option<bool>,
    /// A number, or `max`.
    pub max_length: Option<String>,
    /// Digits of a decimal, or fraction digits of a time.
    pub precision: Option<u32>,
    /// A number, `variable` or `floating`.
    pub scale: Option<String>,
    /// A number, or `variable`.
    pub srid: Option<String>,
    /// `false`: ASCII only.
    pub unicode: Option<bool>,
    /// The default value, in its text form.
    pub default_value: Option<String>,
}

impl Facets {
    /// Whether null is allowed; it is when the document does not say.
    pub fn is_nullable(&self) -> bool {
        self.nullable.unwrap_or(true)
    }
}

/// A structural property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Property {
    /// Name, unique in its type.
    pub name: String,
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A navigation property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NavigationProperty {
    /// Name, unique in its type.
    pub name: String,
    /// Target type.
    pub type_name: TypeName,
    /// `None` when not written; it means nullable, and nothing for a collection.
    pub nullable: Option<bool>,
    /// The other direction, a path.
    pub partner: Option<String>,
    /// The target exists only below its owner.
    pub contains_target: bool,
    /// Which properties are equal on both sides.
    pub referential_constraints: Vec<ReferentialConstraint>,
    /// What happens when the target is deleted: `Cascade`, `None`, `SetNull`, `SetDefault`.
    pub on_delete: Option<OnDelete>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// What happens to the source when the target of a navigation property is deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OnDelete {
    /// `Cascade`, `None`, `SetNull` or `SetDefault`.
    pub action: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A property that equals one of the target's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferentialConstraint {
    /// Property here.
    pub property: String,
    /// Property of the target.
    pub referenced_property: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumType {
    /// Name without namespace.
    pub name: String,
    /// Underlying integer type, `Edm.Int32` when not written.
    pub underlying_type: Option<String>,
    /// Members can be combined.
    pub is_flags: bool,
    /// Members, by value, then name.
    pub members: Vec<EnumMember>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A member of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumMember {
    /// Its value; where the document leaves it out, counted on from the member before, as OData says.
    pub value: i64,
    /// Name, unique in its enumeration.
    pub name: String,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A primitive type with a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeDefinition {
    /// Name without namespace.
    pub name: String,
    /// For example `Edm.String`.
    pub underlying_type: String,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// Actions may change things, functions do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationKind {
    /// `Action`, called by POST.
    Action,
    /// `Function`, called by GET.
    Function,
}

/// One overload of an action or function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// Name without namespace.
    pub name: String,
    /// Action or function.
    pub kind: OperationKind,
    /// Called on a value: the first parameter is what it is bound to.
    pub is_bound: bool,
    /// A function whose answer can be navigated further.
    pub is_composable: bool,
    /// Where the returned entities live, as a path from the binding parameter.
    pub entity_set_path: Option<String>,
    /// Parameters in order, the binding parameter first.
    pub parameters: Vec<Parameter>,
    /// What is answered; an action may answer nothing.
    pub return_type: Option<ReturnType>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A parameter of an action or function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Name, unique in its operation.
    pub name: String,
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations; `Core.OptionalParameter` among them.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// What an action or function answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReturnType {
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// An annotation term.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// Name without namespace.
    pub name: String,
    /// Type of its values.
    pub type_name: TypeName,
    /// The term that it specializes.
    pub base_term: Option<String>,
    /// What it may stand on; Graph writes types here.
    pub applies_to: Option<String>,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// An entity container: the roots of the service's addresses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    /// Name.
    pub name: String,
    /// The container that it adds to.
    pub extends: Option<String>,
    /// Entity sets.
    pub entity_sets: Vec<EntitySet>,
    /// Singletons.
    pub singletons: Vec<Singleton>,
    /// Unbound actions and functions that can be called.
    pub imports: Vec<OperationImport>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A set of entities with an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntitySet {
    /// Name, unique in its container.
    pub name: String,
    /// The entities' type, as written.
    pub entity_type: String,
    /// Whether the service document lists it; `None` when not written.
    pub include_in_service_document: Option<bool>,
    /// Where navigation properties lead.
    pub bindings: Vec<NavigationPropertyBinding>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// One entity with an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Singleton {
    /// Name, unique in its container.
    pub name: String,
    /// The entity's type, as written.
    pub type_name: String,
    /// Where navigation properties lead.
    pub bindings: Vec<NavigationPropertyBinding>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// Where a navigation property of a set or singleton leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NavigationPropertyBinding {
    /// Path of the navigation property.
    pub path: String,
    /// Path of the set or singleton.
    pub target: String,
    /// Position.
    pub at: At,
}

/// An action or function that can be called at the service's root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationImport {
    /// Name, unique in its container.
    pub name: String,
    /// Action or function.
    pub kind: OperationKind,
    /// The unbound action or function, as written.
    pub operation: String,
    /// Where the returned entities live.
    pub entity_set: Option<String>,
    /// Whether the service document lists it; `None` when not written.
    pub include_in_service_document: Option<bool>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// Annotations of something that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetAnnotations {
    /// What they annotate, as written: a type, `type/member`, `container/set`, or an operation with its parameter types.
    pub target: String,
    /// Qualifier of all of them.
    pub qualifier: Option<String>,
    /// The annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A statement about a part of the model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// The term, as written, for example `Org.OData.Core.V1.Revisions`.
    pub term: String,
    /// Tells several annotations of one term apart.
    pub qualifier: Option<String>,
    /// Its value.
    pub value: Expression,
    /// Annotations of the annotation.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// The value of an annotation. Numbers, dates and the like keep their text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Expression {
    /// None written: the term's default, which is true for the terms that only tag something.
    Default,
    /// `Null`
    Null,
    /// `Bool`
    Bool(bool),
    /// `String`
    String(String),
    /// `Int`
    Int(i64),
    /// `Float`, as written.
    Float(String),
    /// `Decimal`, as written.
    Decimal(String),
    /// `Date`, as written.
    Date(String),
    /// `DateTimeOffset`, as written.
    DateTimeOffset(String),
    /// `TimeOfDay`, as written.
    TimeOfDay(String),
    /// `Duration`, as written.
    Duration(String),
    /// `Guid`, as written.
    Guid(String),
    /// `Binary`, as written.
    Binary(String),
    /// `EnumMember`, as written: `type/member`, several divided by blanks.
    EnumMember(String),
    /// `Path`
    Path(String),
    /// `PropertyPath`
    PropertyPath(String),
    /// `NavigationPropertyPath`
    NavigationPropertyPath(String),
    /// `AnnotationPath`
    AnnotationPath(String),
    /// `ModelElementPath`
    ModelElementPath(String),
    /// `UrlRef`
    UrlRef(Box<Expression>),
    /// `Collection`, in order.
    Collection(Vec<Expression>),
    /// `Record`
    Record(Record),
}

impl Expression {
    /// The truth of a tag: a written boolean, or true when no value is written.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Default => Some(true),
            _ => None,
        }
    }

    /// The text of every form that has one; none for booleans, numbers, collections and records.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text)
            | Self::Float(text)
            | Self::Decimal(text)
            | Self::Date(text)
            | Self::DateTimeOffset(text)
            | Self::TimeOfDay(text)
            | Self::Duration(text)
            | Self::Guid(text)
            | Self::Binary(text)
            | Self::EnumMember(text)
            | Self::Path(text)
            | Self::PropertyPath(text)
            | Self::NavigationPropertyPath(text)
            | Self::AnnotationPath(text)
            | Self::ModelElementPath(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a collection; none for any other form.
    pub fn as_collection(&self) -> Option<&[Expression]> {
        match self {
            Self::Collection(items) => Some(items),
            _ => None,
        }
    }

    /// The record, if it is one.
    pub fn as_record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            _ => None,
        }
    }
}

/// A structured annotation value.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Its type, where written.
    pub type_name: Option<String>,
    /// Its members, by name.
    pub properties: Vec<PropertyValue>,
    /// Annotations of the record.
    pub annotations: Vec<Annotation>,
}

impl Record {
    /// The value of a member.
    pub fn get(&self, property: &str) -> Option<&Expression> {
        self.properties
            .iter()
            .find(|value| value.property == property)
            .map(|value| &value.value)
    }
}

/// A member of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PropertyValue {
    /// Name.
    pub property: String,
    /// Value.
    pub value: Expression,
    /// Annotations of the member.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

impl Document {
    /// The place of something in this document.
    pub fn place(&self, at: At) -> Place {
        let supplement = self.supplement.as_ref().filter(|_| at.in_supplement);
        at.place(supplement.unwrap_or(&self.file))
    }

    /// Puts every list into canonical order: by name, enum members by value and name, overloads by their parameters. Targets without annotations go.
    ///
    /// Keys, parameters and collections inside annotations keep their order, which means something. The reader has done this already; call it again after a change.
    pub fn sort(&mut self) {
        self.references.iter_mut().for_each(|reference| {
            reference.includes.sort();
            reference.include_annotations.sort();
            sort_annotations(&mut reference.annotations);
        });
        self.references.sort();
        self.schemas.iter_mut().for_each(Schema::sort);
        self.schemas
            .sort_by(|a, b| (&a.namespace, &a.alias).cmp(&(&b.namespace, &b.alias)));
        self.unknown
            .sort_by(|a, b| (a.at.line, a.at.column, &a.what).cmp(&(b.at.line, b.at.column, &b.what)));
    }
}

// Derived order compares fields as they are declared, so types whose first fields are name and kind sort by them, and wholly equal values have no order to get wrong.
impl Schema {
    fn sort(&mut self) {
        for ty in &mut self.structured_types {
            for property in &mut ty.properties {
                sort_annotations(&mut property.annotations);
            }
            for property in &mut ty.navigation_properties {
                for constraint in &mut property.referential_constraints {
                    sort_annotations(&mut constraint.annotations);
                }
                property.referential_constraints.sort();
                if let Some(on_delete) = &mut property.on_delete {
                    sort_annotations(&mut on_delete.annotations);
                }
                sort_annotations(&mut property.annotations);
            }
            ty.properties.sort();
            ty.navigation_properties.sort();
            sort_annotations(&mut ty.annotations);
        }
        self.structured_types.sort();
        for ty in &mut self.enum_types {
            for member in &mut ty.members {
                sort_annotations(&mut member.annotations);
            }
            ty.members.sort();
            sort_annotations(&mut ty.annotations);
        }
        self.enum_types.sort();
        for ty in &mut self.type_definitions {
            sort_annotations(&mut ty.annotations);
        }
        self.type_definitions.sort();
        for operation in &mut self.operations {
            for parameter in &mut operation.parameters {
                sort_annotations(&mut parameter.annotations);
            }
            if let Some(answer) = &mut operation.return_type {
                sort_annotations(&mut answer.annotations);
            }
            sort_annotations(&mut operation.annotations);
        }
        self.operations.sort();
        for term in &mut self.terms {
            sort_annotations(&mut term.annotations);
        }
        self.terms.sort();
        for container in &mut self.containers {
            for set in &mut container.entity_sets {
                set.bindings.sort();
                sort_annotations(&mut set.annotations);
            }
            container.entity_sets.sort();
            for singleton in &mut container.singletons {
                singleton.bindings.sort();
                sort_annotations(&mut singleton.annotations);
            }
            container.singletons.sort();
            for import in &mut container.imports {
                sort_annotations(&mut import.annotations);
            }
            container.imports.sort();
            sort_annotations(&mut container.annotations);
        }
        self.containers.sort();
        for target in &mut self.annotations_by_target {
            sort_annotations(&mut target.annotations);
        }
        self.annotations_by_target
            .retain(|target| !target.annotations.is_empty());
        self.annotations_by_target.sort();
        sort_annotations(&mut self.annotations);
    }
}

fn sort_annotations(annotations: &mut [Annotation]) {
    for annotation in annotations.iter_mut() {
        sort_expression(&mut annotation.value);
        sort_annotations(&mut annotation.annotations);
    }
    annotations.sort();
}

fn sort_expression(value: &mut Expression) {
    match value {
        Expression::Collection(items) => items.iter_mut().for_each(sort_expression),
        Expression::UrlRef(inner) => sort_expression(inner),
        Expression::Record(record) => {
            for property in &mut record.properties {
                sort_expression(&mut property.value);
                sort_annotations(&mut property.annotations);
            }
            record.properties.sort();
            sort_annotations(&mut record.annotations);
        }
        _ => {}
    }
}
