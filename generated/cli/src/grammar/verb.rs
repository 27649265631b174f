//! The last word: what is done.

use msgraph_identity_governance::reflection::{Operation, OperationKind, SegmentKind};

/// The last word of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// GET of a collection.
    List,
    /// GET of anything else.
    Get,
    /// POST to a collection.
    Create,
    /// POST of an action, or of a reference.
    Post,
    /// PATCH.
    Patch,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Verb {
    /// All of them, in the order in which help lists them.
    pub const ALL: [Self; 7] = [
        Self::List,
        Self::Get,
        Self::Create,
        Self::Post,
        Self::Patch,
        Self::Put,
        Self::Delete,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Create => "create",
            Self::Post => "post",
            Self::Patch => "patch",
            Self::Put => "put",
            Self::Delete => "delete",
        }
    }

    /// The verb of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == word)
    }
}

fn has_keys(operation: Operation) -> bool {
    operation
        .segment()
        .children()
        .any(|child| child.kind() == SegmentKind::Key)
}

/// The verb of an operation.
pub fn verb_of(operation: Operation) -> Verb {
    match operation.kind() {
        // What has no keys is read as a whole.
        OperationKind::List if has_keys(operation) => Verb::List,
        OperationKind::Create => Verb::Create,
        OperationKind::Action | OperationKind::AddReference => Verb::Post,
        OperationKind::Update => Verb::Patch,
        OperationKind::Replace | OperationKind::PutContent | OperationKind::SetReference => Verb::Put,
        OperationKind::Delete
        | OperationKind::DeleteContent
        | OperationKind::RemoveReference
        | OperationKind::RemoveReferenceById => Verb::Delete,
        _ => Verb::Get,
    }
}
