//! Findings: what did not resolve or agree, each with its place. They are listed, not fatal.

use serde::{Serialize, Serializer};

/// What kind of finding it is. The name is stable: snapshots and `schemas/` hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// An element, attribute or key that the readers do not know.
    Unknown,
    /// A path segment that stands for nothing in the CSDL.
    UnresolvedSegment,
    /// An operation whose method is not known at its kind of segment.
    UnresolvedOperation,
    /// An operation that is left out, because no URL can be made for it.
    NotGenerated,
    /// The OpenAPI document gives another body type than the CSDL.
    BodyDisagrees,
    /// The OpenAPI document gives another response type than the CSDL.
    ResponseDisagrees,
    /// The OpenAPI document gives another parameter or key type than the CSDL.
    ParameterDisagrees,
    /// A component schema has a member that the CSDL type lacks, lacks one, or types it otherwise.
    SchemaDisagrees,
    /// A query option that the OpenAPI document offers and the CSDL's capabilities deny.
    OptionDenied,
    /// A type that is named and not in the CSDL document.
    MissingType,
    /// A derived type that the overlay leaves out.
    DerivedLeftOut,
    /// A member that the overlay cuts.
    MemberCut,
    /// An overlay entry that matches nothing.
    OverlayUnused,
    /// An action or function of the selected types to which no path leads.
    OperationWithoutRoute,
    /// A type that the reference has and the CSDL document lacks: the overlay's supplement adds it.
    TypeSupplemented,
    /// A type of the supplement that the CSDL document has by now.
    SupplementUnneeded,
    /// Paths in none of the areas, where the selection has areas: they are there with any features.
    OutsideOfAreas,
    /// A type, action or function about which the overlay's docs have no sentence yet.
    SentenceMissing,
}

impl FindingKind {
    /// The stable name, kebab case: `schemas/*/findings.yaml` keeps names that are older than those of the code.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Unknown => "unknown",
            FindingKind::UnresolvedSegment => "untied-segment",
            FindingKind::UnresolvedOperation => "untied-operation",
            FindingKind::NotGenerated => "not-generated",
            FindingKind::BodyDisagrees => "body-disagrees",
            FindingKind::ResponseDisagrees => "answer-disagrees",
            FindingKind::ParameterDisagrees => "parameter-disagrees",
            FindingKind::SchemaDisagrees => "schema-disagrees",
            FindingKind::OptionDenied => "option-denied",
            FindingKind::MissingType => "missing-type",
            FindingKind::DerivedLeftOut => "derived-left-out",
            FindingKind::MemberCut => "member-cut",
            FindingKind::OverlayUnused => "overlay-unused",
            FindingKind::OperationWithoutRoute => "operation-without-route",
            FindingKind::TypeSupplemented => "type-supplemented",
            FindingKind::SupplementUnneeded => "supplement-unneeded",
            FindingKind::OutsideOfAreas => "outside-of-areas",
            FindingKind::SentenceMissing => "sentence-missing",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// All kinds.
    pub const ALL: [FindingKind; 18] = [
        FindingKind::Unknown,
        FindingKind::UnresolvedSegment,
        FindingKind::UnresolvedOperation,
        FindingKind::NotGenerated,
        FindingKind::BodyDisagrees,
        FindingKind::ResponseDisagrees,
        FindingKind::ParameterDisagrees,
        FindingKind::SchemaDisagrees,
        FindingKind::OptionDenied,
        FindingKind::MissingType,
        FindingKind::DerivedLeftOut,
        FindingKind::MemberCut,
        FindingKind::OverlayUnused,
        FindingKind::OperationWithoutRoute,
        FindingKind::TypeSupplemented,
        FindingKind::SupplementUnneeded,
        FindingKind::OutsideOfAreas,
        FindingKind::SentenceMissing,
    ];
}

/// Something that a maintainer should know of: never dropped in silence, never fatal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Finding {
    /// What kind.
    #[serde(serialize_with = "by_name")]
    pub kind: FindingKind,
    /// Where: a qualified name with member (`microsoft.graph.user/print`) or an operation (`GET
    /// /identityGovernance/…`).
    pub place: String,
    /// What is the case, in one line of facts.
    pub what: String,
}

fn by_name<S: Serializer>(kind: &FindingKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

impl Finding {
    /// A finding of that kind at that place.
    #[must_use]
    pub fn new(kind: FindingKind, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            kind,
            place: place.into(),
            what: what.into(),
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}  {}: {}", self.kind.name(), self.place, self.what);
        f.write_str(&crate::text::escaped(&text))
    }
}
