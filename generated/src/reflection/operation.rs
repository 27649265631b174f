//! Operations: what a method at a segment does, takes and gives.

use super::api::Api;
use super::facts::{Deprecation, MissingIn, Permissions, Roles, Unsupported};
use super::rows::{
    BODY_CONTENT, BODY_MODEL, BODY_REFERENCE, OperationRow, RESPONSE_CONTENT, RESPONSE_COUNT, RESPONSE_MODEL,
    RESPONSE_MODEL_OR_NOTHING, RESPONSE_PAGE, RESPONSE_REFERENCES, RESPONSE_VALUE, RESPONSE_VALUE_OR_NOTHING,
};
use super::segment::{Parameter, Segment};
use super::types::{Type, TypeRef};
use crate::Method;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum OperationKind {
    /// GET of a single value.
    Get,
    /// GET of a collection.
    List,
    /// POST to a collection.
    Create,
    /// PATCH.
    Update,
    /// PUT.
    Replace,
    /// DELETE.
    Delete,
    /// GET of `/$count`.
    Count,
    /// POST of a bound action.
    Action,
    /// GET of a bound function.
    Function,
    /// GET of a stream.
    GetContent,
    /// PUT of a stream.
    PutContent,
    /// DELETE of a stream.
    DeleteContent,
    /// GET of `/$ref`.
    ListReferences,
    /// POST of `/$ref`.
    AddReference,
    /// PUT of `/$ref`.
    SetReference,
    /// DELETE of `…/{id}/$ref`.
    RemoveReference,
    /// DELETE of `/$ref?@id=…`.
    RemoveReferenceById,
}

impl OperationKind {
    /// The HTTP method that does it.
    #[must_use]
    pub fn method(self) -> Method {
        match self {
            Self::Get | Self::List | Self::Count | Self::Function | Self::GetContent | Self::ListReferences => {
                Method::Get
            }
            Self::Create | Self::Action | Self::AddReference => Method::Post,
            Self::Update => Method::Patch,
            Self::Replace | Self::PutContent | Self::SetReference => Method::Put,
            Self::Delete | Self::DeleteContent | Self::RemoveReference | Self::RemoveReferenceById => Method::Delete,
        }
    }
}

/// What an operation sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// JSON of this type, or of one derived from it.
    Model(TypeRef),
    /// Bytes.
    Content,
    /// `{"@odata.id": …}`.
    Reference,
}

impl Body {
    /// The type of its JSON, where it is one of the version's structured types.
    #[must_use]
    pub fn model(self) -> Option<Type> {
        match self {
            Self::Model(ty) => ty.ty(),
            Self::Content | Self::Reference => None,
        }
    }
}

/// What an operation responds with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Response {
    /// Nothing: 204, or a body that says nothing.
    Nothing,
    /// One value of a structured type.
    Model {
        /// Its type.
        ty: TypeRef,
        /// The service may respond without one.
        optional: bool,
    },
    /// A page of a collection of this.
    Page(TypeRef),
    /// A primitive, enum or other value in `{"value": …}`.
    Value {
        /// Its type; may be a collection.
        ty: TypeRef,
        /// May be missing or null.
        optional: bool,
    },
    /// A plain number: how many of these there are.
    Count(TypeRef),
    /// Bytes.
    Content,
    /// A page of `{"@odata.id": …}`.
    References,
}

/// A system query option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum QueryOption {
    /// `$count`.
    Count,
    /// `$expand`.
    Expand,
    /// `$filter`.
    Filter,
    /// `$orderby`.
    OrderBy,
    /// `$search`.
    Search,
    /// `$select`.
    Select,
    /// `$skip`.
    Skip,
    /// `$top`.
    Top,
}

impl QueryOption {
    /// All, sorted by name.
    pub const ALL: [Self; 8] = [
        Self::Count,
        Self::Expand,
        Self::Filter,
        Self::OrderBy,
        Self::Search,
        Self::Select,
        Self::Skip,
        Self::Top,
    ];

    /// As it stands in a URL: `$filter`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "$count",
            Self::Expand => "$expand",
            Self::Filter => "$filter",
            Self::OrderBy => "$orderby",
            Self::Search => "$search",
            Self::Select => "$select",
            Self::Skip => "$skip",
            Self::Top => "$top",
        }
    }

    /// The option of that name: `$filter`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.name() == name)
    }
}

/// A set of query options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueryOptions(u8);

impl QueryOptions {
    /// Whether it is in.
    #[must_use]
    pub fn contains(self, option: QueryOption) -> bool {
        self.0 & (1 << option as u8) != 0
    }

    /// Sorted by name.
    pub fn iter(self) -> impl Iterator<Item = QueryOption> {
        QueryOption::ALL
            .into_iter()
            .filter(move |option| self.contains(*option))
    }
}

/// An operation: a method at a segment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    api: &'static Api,
    row: u16,
}

impl Operation {
    pub(super) fn at(api: &'static Api, row: usize) -> Option<Self> {
        (row < api.operations.len()).then_some(Self {
            api,
            row: u16::try_from(row).ok()?,
        })
    }

    fn data(self) -> &'static OperationRow {
        // `at` has looked whether there is one.
        #[allow(clippy::indexing_slicing, reason = "a handle is made only of a row that is there")]
        &self.api.operations[usize::from(self.row)]
    }

    /// The version that it is of.
    #[must_use]
    pub fn api(self) -> &'static Api {
        self.api
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(self) -> Method {
        self.kind().method()
    }

    /// Where it is.
    #[must_use]
    pub fn segment(self) -> Segment {
        let row = usize::from(self.data().segment);
        Segment::at(self.api, row).unwrap_or_else(|| unreachable!("an operation has a segment"))
    }

    /// The path as the OpenAPI document writes it.
    #[must_use]
    pub fn template(self) -> String {
        self.segment().template()
    }

    /// What it does.
    #[must_use]
    pub fn kind(self) -> OperationKind {
        self.data().kind
    }

    /// Keys and arguments, in the order of the path.
    pub fn parameters(self) -> impl Iterator<Item = Parameter> {
        self.segment().way().into_iter().flat_map(Segment::parameters)
    }

    /// What it sends.
    #[must_use]
    pub fn body(self) -> Option<Body> {
        let row = self.data();
        match row.body_form {
            BODY_MODEL => TypeRef::of(self.api, row.body).map(Body::Model),
            BODY_CONTENT => Some(Body::Content),
            BODY_REFERENCE => Some(Body::Reference),
            _ => None,
        }
    }

    /// What it responds with.
    #[must_use]
    pub fn response(self) -> Response {
        let row = self.data();
        let Some(ty) = TypeRef::of(self.api, row.response) else {
            return match row.response_form {
                RESPONSE_CONTENT => Response::Content,
                RESPONSE_REFERENCES => Response::References,
                _ => Response::Nothing,
            };
        };
        let optional = matches!(row.response_form, RESPONSE_MODEL_OR_NOTHING | RESPONSE_VALUE_OR_NOTHING);
        match row.response_form {
            RESPONSE_MODEL | RESPONSE_MODEL_OR_NOTHING => Response::Model { ty, optional },
            RESPONSE_PAGE => Response::Page(ty),
            RESPONSE_VALUE | RESPONSE_VALUE_OR_NOTHING => Response::Value { ty, optional },
            RESPONSE_COUNT => Response::Count(ty),
            _ => Response::Nothing,
        }
    }

    /// The query options that it takes.
    #[must_use]
    pub fn options(self) -> QueryOptions {
        QueryOptions(self.data().options)
    }

    /// Query options that the OpenAPI document lists and that an annotation of the metadata denies.
    #[must_use]
    pub fn denied_options(self) -> QueryOptions {
        QueryOptions(self.data().denied)
    }

    /// The permissions that it needs, published or inferred; none where nothing is known.
    #[must_use]
    pub fn permissions(self) -> Option<Permissions> {
        Permissions::at(self.api, self.data().facts.permissions)
    }

    /// The roles that decide beside permissions, where the reference says which.
    #[must_use]
    pub fn roles(self) -> Option<Roles> {
        Roles::at(self.api, self.data().facts.roles)
    }

    /// That it is deprecated: the operation itself, or a navigation property on its way.
    #[must_use]
    pub fn deprecation(self) -> Option<Deprecation> {
        Deprecation::at(self.api, self.data().facts.deprecation)
    }

    /// That the service refuses it, although the metadata has it.
    #[must_use]
    pub fn unsupported(self) -> Option<Unsupported> {
        Unsupported::at(self.api, self.data().facts.unsupported)
    }

    /// National clouds that do not have it.
    pub fn missing_in(self) -> impl Iterator<Item = MissingIn> {
        MissingIn::of(self.data().facts.missing_in)
    }

    /// The page of Graph's reference about it, where one is known.
    #[must_use]
    pub fn reference(self) -> Option<String> {
        let page = self.api.words.get(self.data().facts.page);
        let version = match self.api.version {
            "v1.0" => "1.0",
            other => other,
        };
        let at = "https://learn.microsoft.com/graph/api";
        (!page.is_empty()).then(|| format!("{at}/{page}?view=graph-rest-{version}"))
    }

    /// A sentence about the action or function, where there is one.
    #[must_use]
    pub fn doc(self) -> Option<&'static str> {
        Some(self.api.words.get(self.data().doc)).filter(|doc| !doc.is_empty())
    }
}

/// `POST /identityGovernance/…`.
impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method(), self.template())
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Operation({self})")
    }
}
