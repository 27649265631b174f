//! The tree of paths.

use super::api::Api;
use super::operation::Operation;
use super::rows::{ParameterRow, SegmentRow};
use super::types::TypeRef;
use crate::Method;

/// What a segment stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SegmentKind {
    /// A singleton or entity set, a structural or navigation property.
    Property,
    /// The key of an entity in its collection.
    Key,
    /// A collection with an alternate key in parentheses: `catalogs(uniqueName='{uniqueName}')`.
    AlternateKey,
    /// A bound action.
    Action,
    /// A bound function, with its arguments.
    Function,
    /// `$count`.
    Count,
    /// `$ref`.
    Reference,
    /// `$value`, or a stream property.
    Content,
    /// A cast to a derived type.
    Cast,
}

/// A segment of the URL space, at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    api: &'static Api,
    row: u16,
}

impl Segment {
    pub(super) fn at(api: &'static Api, row: usize) -> Option<Self> {
        // The last row ends the ranges and is none.
        (row + 1 < api.segments.len()).then_some(Self {
            api,
            row: u16::try_from(row).ok()?,
        })
    }

    pub(super) fn siblings(api: &'static Api, first: usize, end: usize) -> impl Iterator<Item = Self> {
        let one = move |row: usize| (row < end).then(|| Self::at(api, row)).flatten();
        std::iter::successors(one(first), move |segment| one(usize::from(segment.data()?.end)))
    }

    fn data(self) -> Option<&'static SegmentRow> {
        self.api.segments.get(usize::from(self.row))
    }

    fn next_data(self) -> Option<&'static SegmentRow> {
        self.api.segments.get(usize::from(self.row) + 1)
    }

    /// The version that it is of.
    #[must_use]
    pub fn api(self) -> &'static Api {
        self.api
    }

    /// As the OpenAPI document writes it: `assignmentRequests`, `{accessPackage-id}`, `filterByCurrentUser(on='{on}')`.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.data().map(|row| self.api.words.get(row.text)).unwrap_or_default()
    }

    /// The text without arguments: `filterByCurrentUser`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let text = self.text();
        text.split_once('(').map_or(text, |(name, _)| name)
    }

    /// What it stands for.
    #[must_use]
    pub fn kind(self) -> SegmentKind {
        self.data().map_or(SegmentKind::Property, |row| row.kind)
    }

    /// The type of what its URL addresses, where the CSDL says.
    #[must_use]
    pub fn subject(self) -> Option<TypeRef> {
        TypeRef::of(self.api, self.data()?.subject)
    }

    /// The segments below it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let end = self.data().map_or(0, |row| usize::from(row.end));
        Self::siblings(self.api, usize::from(self.row) + 1, end)
    }

    /// The segment above it; none for a root.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        // The nearest row before it whose range has it.
        (0..usize::from(self.row))
            .rev()
            .filter_map(|row| Self::at(self.api, row))
            .find(|before| before.data().is_some_and(|row| row.end > self.row))
    }

    /// The segments from the root to it.
    #[must_use]
    pub fn way(self) -> Vec<Self> {
        let mut way: Vec<Self> = std::iter::successors(Some(self), |segment| segment.parent()).collect();
        way.reverse();
        way
    }

    /// The path to it: `/identityGovernance/entitlementManagement/assignmentRequests`.
    #[must_use]
    pub fn template(self) -> String {
        self.way().iter().flat_map(|segment| ["/", segment.text()]).collect()
    }

    /// The operations at its URL.
    pub fn operations(self) -> impl Iterator<Item = Operation> {
        let first = self.data().map_or(0, |row| usize::from(row.operations));
        let end = self.next_data().map_or(first, |row| usize::from(row.operations));
        (first..end).filter_map(move |row| Operation::at(self.api, row))
    }

    /// The operation of that method at its URL.
    #[must_use]
    pub fn operation(self, method: Method) -> Option<Operation> {
        self.operations().find(|operation| operation.method() == method)
    }

    /// What has to be given for it, in the order of the text.
    pub fn parameters(self) -> impl Iterator<Item = Parameter> {
        let first = self.data().map_or(0, |row| usize::from(row.parameters));
        let end = self.next_data().map_or(first, |row| usize::from(row.parameters));
        let rows = self.api.parameters.get(first..end).unwrap_or_default().iter();
        rows.map(move |row| Parameter { api: self.api, row })
    }
}

/// A key, or an argument of a function, in a segment.
#[derive(Clone, Copy)]
pub struct Parameter {
    api: &'static Api,
    row: &'static ParameterRow,
}

impl Parameter {
    /// What stands between the braces of the template: `accessPackage-id`.
    #[must_use]
    pub fn placeholder(self) -> &'static str {
        self.api.words.get(self.row.placeholder)
    }

    /// The key's member, or the argument: `id`, `on`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.api.words.get(self.row.name)
    }

    /// Its type: a primitive or an enum type.
    #[must_use]
    pub fn ty(self) -> Option<TypeRef> {
        TypeRef::of(self.api, self.row.ty)
    }

    /// It may be left out of the URL.
    #[must_use]
    pub fn is_optional(self) -> bool {
        self.row.optional
    }

    /// It may be null.
    #[must_use]
    pub fn is_nullable(self) -> bool {
        self.row.nullable
    }

    /// A sentence about it, where there is one.
    #[must_use]
    pub fn doc(self) -> Option<&'static str> {
        Some(self.api.words.get(self.row.doc)).filter(|doc| !doc.is_empty())
    }
}

impl std::fmt::Debug for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Parameter").field(&self.placeholder()).finish()
    }
}
