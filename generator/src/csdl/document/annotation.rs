//! Annotations and the expressions that are their values.

use std::fmt;

use crate::source::At;

/// Annotations of something that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetAnnotations {
    /// What they annotate, as written: a type, `type/member`, `container/set`, or an operation with its parameter
    /// types.
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

/// In one line: `Filterable=false`, `[a, b]`.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("true"),
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::UrlRef(inner) => inner.fmt(f),
            Self::Collection(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Record(record) => record.fmt(f),
            value => f.write_str(value.as_str().unwrap_or_default()),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = |member: &PropertyValue| match &member.value {
            Expression::Record(inner) => format!("{}={{{inner}}}", member.property),
            value => format!("{}={value}", member.property),
        };
        let members: Vec<String> = self.properties.iter().map(member).collect();
        f.write_str(&members.join(" "))
    }
}
