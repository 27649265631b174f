//! An OpenAPI document as plain data: what this project uses of it, nothing resolved.
//!
//! Sentences (descriptions, summaries, examples), tags, operation ids and lists of equivalent paths are never kept: they are most of a raw document's bulk.
//! Maps are sorted by key; the lists whose order means nothing are put in order by [`Document::sort`].

use std::collections::BTreeMap;

/// One OpenAPI document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The file's name, for errors.
    pub file: String,
    /// Version of OpenAPI, `3.0.4`.
    pub openapi: String,
    /// What the document is called.
    pub title: String,
    /// Version of the API, `v1.0` or `beta`.
    pub version: String,
    /// The tool that made the document.
    pub generated_by: Option<GeneratedBy>,
    /// Base addresses.
    pub servers: Vec<String>,
    /// Path items by their template, for example `/identityGovernance/accessReviews/definitions/{accessReviewScheduleDefinition-id}`.
    pub paths: BTreeMap<String, PathItem>,
    /// What is referred to by `$ref`.
    pub components: Components,
    /// Everything that the reader did not know and left out.
    pub unknown: Vec<Unknown>,
}

/// A member that the reader did not know and left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Its path in the document, for example `#/paths/~1users/get/callbacks`.
    pub path: String,
}

/// The tool that made a document (`x-ms-generated-by`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeneratedBy {
    /// Name.
    pub tool_name: Option<String>,
    /// Version.
    pub tool_version: Option<String>,
}

/// The parts of a document that others refer to, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Components {
    /// `#/components/schemas/…`
    pub schemas: BTreeMap<String, Schema>,
    /// `#/components/responses/…`
    pub responses: BTreeMap<String, OrRef<Response>>,
    /// `#/components/parameters/…`
    pub parameters: BTreeMap<String, OrRef<Parameter>>,
    /// `#/components/requestBodies/…`
    pub request_bodies: BTreeMap<String, OrRef<RequestBody>>,
}

/// Something written in place, or a reference to a component.
#[derive(Debug, Clone, PartialEq)]
pub enum OrRef<T> {
    /// Where it is, as written: `#/components/parameters/top`.
    Ref(String),
    /// The thing itself.
    Item(T),
}

impl<T> OrRef<T> {
    /// The thing itself, when it is written here.
    pub fn item(&self) -> Option<&T> {
        match self {
            Self::Ref(_) => None,
            Self::Item(item) => Some(item),
        }
    }

    /// The reference, when it is one.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Ref(reference) => Some(reference),
            Self::Item(_) => None,
        }
    }

    /// The thing itself or what the reference names in `components`; none for a reference that leads nowhere.
    ///
    /// `components` must be the map that `T` lives in.
    pub fn resolve<'a>(&'a self, components: &'a BTreeMap<String, OrRef<T>>) -> Option<&'a T> {
        // A component may be a reference itself. More steps than there are components is a circle.
        let mut here = self;
        for _ in 0..=components.len() {
            match here {
                Self::Item(item) => return Some(item),
                Self::Ref(reference) => here = components.get(reference.rsplit('/').next()?)?,
            }
        }
        None
    }
}

/// The methods that a path item can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
}

impl Method {
    /// The key in a path item, `get`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }

    /// The method of a path item's key.
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Get,
            Self::Put,
            Self::Post,
            Self::Delete,
            Self::Options,
            Self::Head,
            Self::Patch,
            Self::Trace,
        ]
        .into_iter()
        .find(|method| method.key() == key)
    }
}

/// What a path offers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PathItem {
    /// Parameters of all its operations.
    pub parameters: Vec<OrRef<Parameter>>,
    /// The operations by method.
    pub operations: BTreeMap<Method, Operation>,
}

/// One method of a path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Operation {
    /// Parameters besides the path item's.
    pub parameters: Vec<OrRef<Parameter>>,
    /// What is sent.
    pub request_body: Option<OrRef<RequestBody>>,
    /// Answers by status: `204`, `2XX`, `4XX`.
    pub responses: BTreeMap<String, OrRef<Response>>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Since when, until when (`x-ms-deprecation`).
    pub deprecation: Option<Deprecation>,
    /// `operation`, `action` or `function` (`x-ms-docs-operation-type`).
    pub operation_type: Option<String>,
    /// The answer is a list that comes in pages (`x-ms-pageable`).
    pub pageable: Option<Pageable>,
    /// Alternatives of schemes with their scopes; an empty list says that none is needed. `None` when not written.
    pub security: Option<Vec<BTreeMap<String, Vec<String>>>>,
}

/// When something was deprecated (`x-ms-deprecation`), without its sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Date-time of the announcement, as written.
    pub date: Option<String>,
    /// Date-time of removal, as written.
    pub removal_date: Option<String>,
    /// Name of the change, as written.
    pub version: Option<String>,
}

/// How a list is paged (`x-ms-pageable`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pageable {
    /// Member with the next page's address.
    pub next_link_name: Option<String>,
    /// Name of the operation for following pages.
    pub operation_name: Option<String>,
    /// Member with the items.
    pub item_name: Option<String>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path template, as `{name}`.
    Path,
    /// After the question mark.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// As `in` is written.
    pub fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The reading of `in`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Path, Self::Query, Self::Header, Self::Cookie]
            .into_iter()
            .find(|location| location.key() == key)
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether a list becomes several parameters; `None` when not written.
    pub explode: Option<bool>,
    /// How a list is written; `None` when not written.
    pub style: Option<String>,
    /// Type of its value.
    pub schema: Option<Schema>,
    /// Instead of a schema: the value is written in a media type (function parameters that are collections).
    pub content: BTreeMap<String, MediaType>,
    /// The entity type that a key belongs to (`x-ms-docs-key-type`).
    pub key_type: Option<String>,
}

/// The body of a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// By media type.
    pub content: BTreeMap<String, MediaType>,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// By media type; empty when there is no body.
    pub content: BTreeMap<String, MediaType>,
}

/// A body in one media type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MediaType {
    /// What it holds.
    pub schema: Option<Schema>,
}

/// A value in a schema: a default, or one of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// null
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
}

/// A JSON schema in the dialect of OpenAPI 3.0.
///
/// A plain reference has only [`Schema::reference`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// `$ref`, as written.
    pub reference: Option<String>,
    /// The converter's name of the type, or of a list of it.
    pub title: Option<String>,
    /// `type`
    pub type_name: Option<String>,
    /// `format`
    pub format: Option<String>,
    /// `pattern`
    pub pattern: Option<String>,
    /// `nullable`; `None` when not written.
    pub nullable: Option<bool>,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `uniqueItems`
    pub unique_items: bool,
    /// The values allowed, in the document's order; empty when not written.
    pub values: Vec<Literal>,
    /// `default`
    pub default: Option<Literal>,
    /// `minimum`
    pub minimum: Option<Literal>,
    /// `maximum`
    pub maximum: Option<Literal>,
    /// `minLength`
    pub min_length: Option<u64>,
    /// `maxLength`
    pub max_length: Option<u64>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// All of these hold.
    pub all_of: Vec<Schema>,
    /// One or more of these hold.
    pub any_of: Vec<Schema>,
    /// Exactly one of these holds.
    pub one_of: Vec<Schema>,
    /// What it must not be.
    pub not: Option<Box<Schema>>,
    /// An array's items.
    pub items: Option<Box<Schema>>,
    /// An object's members.
    pub properties: BTreeMap<String, Schema>,
    /// The members that must be there, sorted.
    pub required: Vec<String>,
    /// What other members an object may have.
    pub additional_properties: Option<Box<AdditionalProperties>>,
    /// How a derived type is told.
    pub discriminator: Option<Box<Discriminator>>,
    /// `x-ms-discriminator-value`
    pub discriminator_value: Option<String>,
    /// `x-ms-enum`
    pub ms_enum: Option<Box<MsEnum>>,
    /// `x-ms-enum-flags`
    pub ms_enum_flags: Option<Box<MsEnumFlags>>,
    /// `x-ms-navigationProperty`
    pub navigation_property: bool,
    /// `x-ms-primary-error-message`
    pub primary_error_message: bool,
    /// `x-ms-deprecation`
    pub deprecation: Option<Box<Deprecation>>,
}

impl Schema {
    /// A plain reference.
    pub fn to(reference: impl Into<String>) -> Self {
        Self {
            reference: Some(reference.into()),
            ..Self::default()
        }
    }
}

/// `additionalProperties`
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "its one owner boxes it, since nearly no schema has it"
)]
pub enum AdditionalProperties {
    /// Any, or none.
    Allowed(bool),
    /// Those of a type.
    Schema(Schema),
}

/// How a derived type is told in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discriminator {
    /// The member that names the type, `@odata.type`.
    pub property_name: String,
    /// References by the member's value.
    pub mapping: BTreeMap<String, String>,
}

/// What an enumeration is called (`x-ms-enum`), without the sentences of its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnum {
    /// Name.
    pub name: Option<String>,
    /// Whether values not listed are allowed.
    pub model_as_string: Option<bool>,
    /// The values, in the document's order.
    pub values: Vec<MsEnumValue>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnumValue {
    /// In JSON.
    pub value: String,
    /// In programs.
    pub name: Option<String>,
}

/// `x-ms-enum-flags`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MsEnumFlags {
    /// Values can be combined.
    pub is_flags: bool,
}

impl Document {
    /// Puts the lists whose order means nothing into canonical order: required members, and parameters with references first.
    ///
    /// The reader has done this already; call it again after a change.
    pub fn sort(&mut self) {
        for item in self.paths.values_mut() {
            sort_parameters(&mut item.parameters);
            for operation in item.operations.values_mut() {
                sort_parameters(&mut operation.parameters);
                if let Some(OrRef::Item(body)) = &mut operation.request_body {
                    sort_content(&mut body.content);
                }
                operation.responses.values_mut().for_each(sort_response);
            }
        }
        for parameter in self.components.parameters.values_mut() {
            sort_parameter(parameter);
        }
        self.components.schemas.values_mut().for_each(Schema::sort);
        self.components.responses.values_mut().for_each(sort_response);
        for body in self.components.request_bodies.values_mut() {
            if let OrRef::Item(body) = body {
                sort_content(&mut body.content);
            }
        }
        self.unknown.sort();
    }
}

fn sort_parameters(parameters: &mut [OrRef<Parameter>]) {
    parameters.iter_mut().for_each(sort_parameter);
    // No two parameters of a place may share name and location, so this order leaves nothing to chance.
    parameters.sort_by(|a, b| match (a, b) {
        (OrRef::Ref(a), OrRef::Ref(b)) => a.cmp(b),
        (OrRef::Ref(_), OrRef::Item(_)) => std::cmp::Ordering::Less,
        (OrRef::Item(_), OrRef::Ref(_)) => std::cmp::Ordering::Greater,
        (OrRef::Item(a), OrRef::Item(b)) => (a.location, &a.name).cmp(&(b.location, &b.name)),
    });
}

fn sort_parameter(parameter: &mut OrRef<Parameter>) {
    if let OrRef::Item(parameter) = parameter {
        if let Some(schema) = &mut parameter.schema {
            schema.sort();
        }
        sort_content(&mut parameter.content);
    }
}

fn sort_response(response: &mut OrRef<Response>) {
    if let OrRef::Item(response) = response {
        sort_content(&mut response.content);
    }
}

fn sort_content(content: &mut BTreeMap<String, MediaType>) {
    for media in content.values_mut() {
        if let Some(schema) = &mut media.schema {
            schema.sort();
        }
    }
}

impl Schema {
    /// `required` is a set. The alternatives keep their order: where one is null, it stands last, and readers take the first that fits.
    fn sort(&mut self) {
        self.required.sort();
        for schema in self.all_of.iter_mut().chain(&mut self.any_of).chain(&mut self.one_of) {
            schema.sort();
        }
        for schema in self.not.iter_mut().chain(&mut self.items) {
            schema.sort();
        }
        self.properties.values_mut().for_each(Self::sort);
        if let Some(AdditionalProperties::Schema(schema)) = self.additional_properties.as_deref_mut() {
            schema.sort();
        }
    }
}
