//! A version's tables as a whole, and how something is found in them.

use super::operation::Operation;
use super::place::Place;
use super::rows::{
    DeprecationRow, MemberRow, OperationRow, ParameterRow, PermissionsRow, SegmentRow, TypeRow, UnsupportedRow, Word,
    Words,
};
use super::segment::Segment;
use super::types::Type;
use crate::Method;

/// A version of the API as data: `v1_0::API`, `beta::API`.
pub struct Api {
    pub(crate) version: &'static str,
    pub(crate) words: Words,
    pub(crate) segments: &'static [SegmentRow],
    pub(crate) parameters: &'static [ParameterRow],
    pub(crate) operations: &'static [OperationRow],
    pub(crate) permissions: &'static [PermissionsRow],
    pub(crate) permission_names: &'static [Word],
    pub(crate) deprecations: &'static [DeprecationRow],
    pub(crate) unsupported: &'static [UnsupportedRow],
    pub(crate) types: &'static [TypeRow],
    pub(crate) members: &'static [MemberRow],
}

impl Api {
    /// The table of a version, where the version's feature is on.
    pub(crate) fn of_version(version: &str) -> Option<&'static Self> {
        let all: &[&'static Self] = &[
            #[cfg(feature = "v1_0")]
            &crate::v1_0::API,
            #[cfg(feature = "beta")]
            &crate::beta::API,
        ];
        all.iter().copied().find(|api| api.version == version)
    }

    /// `v1.0` or `beta`.
    #[must_use]
    pub fn version(&'static self) -> &'static str {
        self.version
    }

    /// The first segments of all paths: `identityGovernance`.
    pub fn roots(&'static self) -> impl Iterator<Item = Segment> {
        Segment::siblings(self, 0, self.segments.len().saturating_sub(1))
    }

    /// Every segment of the URL space, each before those below it.
    pub fn segments(&'static self) -> impl Iterator<Item = Segment> {
        (0..self.segments.len().saturating_sub(1)).filter_map(move |row| Segment::at(self, row))
    }

    /// Every operation, in the order of segments.
    pub fn operations(&'static self) -> impl Iterator<Item = Operation> {
        (0..self.operations.len()).filter_map(move |row| Operation::at(self, row))
    }

    /// The operation of a method and a path as the reference's templates have it, with the OpenAPI document's names
    /// between braces: `/identityGovernance/accessReviews/definitions/{accessReviewScheduleDefinition-id}`.
    #[must_use]
    pub fn operation(&'static self, method: Method, template: &str) -> Option<Operation> {
        self.segment(template)?.operation(method)
    }

    /// The last segment of such a path.
    #[must_use]
    pub fn segment(&'static self, template: &str) -> Option<Segment> {
        let mut texts = template.strip_prefix('/')?.split('/');
        let first = texts.next()?;
        let mut at = self.roots().find(|root| root.text() == first)?;
        for text in texts {
            at = at.children().find(|child| child.text() == text)?;
        }
        Some(at)
    }

    /// What a path with values stands for: below the version, percent-encoded, without a query. Names are compared
    /// as they are, then without regard to case; actions and functions may stand without their namespace.
    #[must_use]
    pub fn resolve(&'static self, path: &str) -> Option<Place> {
        Place::of(self, path)
    }

    /// The type of a full name: `microsoft.graph.accessPackage`.
    #[must_use]
    pub fn ty(&'static self, name: &str) -> Option<Type> {
        // Rows are in the order of names, as words are.
        let word = self.words.find(name)?;
        let (_, rows) = self.types.split_last()?;
        let row = rows.binary_search_by_key(&word, |row| row.name).ok()?;
        Type::at(self, row)
    }

    /// Every type, in the order of full names.
    pub fn types(&'static self) -> impl Iterator<Item = Type> {
        (0..self.types.len().saturating_sub(1)).filter_map(move |row| Type::at(self, row))
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Api").field(&self.version).finish()
    }
}

/// Of two tables the one is the other when they are of one version.
impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

impl Eq for Api {}
