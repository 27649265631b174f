//! What a report must say of a mutation.

use generator::drift::Kind;

/// What the one primary change of a report must be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// One of these.
    pub kinds: Vec<Kind>,
    pub subject: String,
    /// Another kind of change at another subject that it may be instead.
    pub instead: Option<(Kind, String)>,
    /// Where it is known.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The same with the sides changed over, where that is a single change too.
    pub back: Option<(Kind, String)>,
}

impl Expected {
    pub(super) fn one(kind: Kind, subject: impl Into<String>) -> Self {
        let subject = subject.into();
        let back = inverse(kind).map(|kind| (kind, subject.clone()));
        Self {
            kinds: vec![kind],
            subject,
            instead: None,
            from: None,
            to: None,
            back,
        }
    }

    pub(super) fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    pub(super) fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    pub(super) fn or(mut self, kind: Kind) -> Self {
        self.kinds.push(kind);
        self
    }

    /// An annotation that makes no difference in the model is reported as one.
    pub(super) fn or_at(mut self, kind: Kind, term: &str) -> Self {
        self.instead = Some((kind, format!("{}@{term}", self.subject)));
        self.one_way()
    }

    pub(super) fn back(mut self, kind: Kind, subject: impl Into<String>) -> Self {
        self.back = Some((kind, subject.into()));
        self
    }

    pub(super) fn one_way(mut self) -> Self {
        self.back = None;
        self
    }

    /// What the report says when the changed side is the old one.
    pub fn reversed(&self) -> Option<Self> {
        let (kind, subject) = self.back.clone()?;
        Some(Self {
            kinds: vec![kind],
            subject,
            instead: None,
            from: self.to.clone(),
            to: self.from.clone(),
            back: None,
        })
    }
}

/// The kind with the sides changed over; none for those that are another thing then.
fn inverse(kind: Kind) -> Option<Kind> {
    let pairs = [
        (Kind::TypeAdded, Kind::TypeRemoved),
        (Kind::PropertyAdded, Kind::PropertyRemoved),
        (Kind::EnumMemberAdded, Kind::EnumMemberRemoved),
        (Kind::BoundOperationAdded, Kind::BoundOperationRemoved),
        (Kind::OverloadAdded, Kind::OverloadRemoved),
        (Kind::ParameterAdded, Kind::ParameterRemoved),
        (Kind::PathAdded, Kind::PathRemoved),
        (Kind::MethodAdded, Kind::MethodRemoved),
        (Kind::QueryOptionAdded, Kind::QueryOptionRemoved),
        (Kind::Deprecated, Kind::DeprecationWithdrawn),
        (Kind::AlternateKeyAdded, Kind::AlternateKeyRemoved),
    ];
    for (one, other) in pairs {
        if kind == one {
            return Some(other);
        }
        if kind == other {
            return Some(one);
        }
    }
    let renames = [
        Kind::TypeRenamed,
        Kind::PropertyRenamed,
        Kind::EnumMemberRenamed,
        Kind::BoundOperationRenamed,
        Kind::ParameterRenamed,
        Kind::PropertyMoved,
        Kind::BindingChanged,
        Kind::BuilderRenamed,
        Kind::PathParameterChanged,
    ];
    (!renames.contains(&kind)).then_some(kind)
}
