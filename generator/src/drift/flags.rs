//! Facts that hold or do not: what the two states are called, and what it means on the wire when one comes to hold or ceases to.

use super::change::Change;
use super::class::Wire;
use super::kind::Kind;
use crate::model::ElementId;

/// Such a fact.
pub(super) struct Flag {
    kind: Kind,
    /// What it is called where it does not hold, and where it does.
    words: [&'static str; 2],
    /// It ceases to hold.
    ends: (Wire, &'static str),
    /// It comes to hold.
    begins: (Wire, &'static str),
}

pub(super) const ABSTRACT: Flag = Flag {
    kind: Kind::AbstractChanged,
    words: ["concrete", "abstract"],
    ends: (
        Wire::Compatible,
        "What was sent and answered is of derived types, as before.",
    ),
    begins: (Wire::Breaking, "A value of exactly this type is refused."),
};

pub(super) const OPEN: Flag = Flag {
    kind: Kind::OpenTypeChanged,
    words: ["closed", "open"],
    ends: (Wire::Breaking, "Members that are not named are refused."),
    begins: (
        Wire::Compatible,
        "Members that are not named may be sent, and need not.",
    ),
};

pub(super) const MEDIA: Flag = Flag {
    kind: Kind::MediaEntityChanged,
    words: ["entity without content", "media entity"],
    ends: (Wire::Breaking, "The content at `/$value` is gone."),
    begins: (Wire::Compatible, "Content at `/$value` comes; nothing asked for it."),
};

const EXPANDED: &str = "A navigation property is answered only when it is expanded, and has an address of its own.";

pub(super) const NAVIGATION: Flag = Flag {
    kind: Kind::PropertyKindChanged,
    words: ["structural", "navigation"],
    ends: (Wire::Breaking, EXPANDED),
    begins: (Wire::Breaking, EXPANDED),
};

pub(super) const CONTAINED: Flag = Flag {
    kind: Kind::ContainmentChanged,
    words: ["not contained", "contained"],
    ends: (
        Wire::Breaking,
        "What it leads to no longer lives below it: it is created elsewhere.",
    ),
    begins: (
        Wire::Compatible,
        "What it leads to now lives below it; addresses that come and go are told apart.",
    ),
};

const NULL_FORBIDDEN: (Wire, &str) = (Wire::Breaking, "Null is refused, and what is created must have it.");
const NULL_ALLOWED: (Wire, &str) = (Wire::Compatible, "Null may come; a model takes it everywhere.");

pub(super) const NULLABLE_PROPERTY: Flag = Flag {
    kind: Kind::PropertyNullabilityChanged,
    words: ["not nullable", "nullable"],
    ends: NULL_FORBIDDEN,
    begins: NULL_ALLOWED,
};

pub(super) const NULLABLE_PARAMETER: Flag = Flag {
    kind: Kind::ParameterNullabilityChanged,
    words: ["not nullable", "nullable"],
    ends: NULL_FORBIDDEN,
    begins: NULL_ALLOWED,
};

pub(super) const NULLABLE_RESPONSE: Flag = Flag {
    kind: Kind::ReturnNullabilityChanged,
    words: ["not nullable", "nullable"],
    ends: (Wire::Compatible, "A value always comes."),
    begins: (Wire::Breaking, "A program that expects a value may get none."),
};

pub(super) const OPTIONAL: Flag = Flag {
    kind: Kind::ParameterOptionalityChanged,
    words: ["required", "optional"],
    ends: (Wire::Breaking, "It must be given: a call without it is refused."),
    begins: (Wire::Compatible, "It may be left out, and need not."),
};

pub(super) const COMPOSABLE: Flag = Flag {
    kind: Kind::ComposabilityChanged,
    words: ["not composable", "composable"],
    ends: (Wire::Breaking, "Its answer cannot be navigated further any more."),
    begins: (Wire::Compatible, "Its answer may be navigated further, and need not."),
};

pub(super) const FLAGS: Flag = Flag {
    kind: Kind::EnumFlagsChanged,
    words: ["single", "flags"],
    ends: (Wire::Breaking, "A combination of several is refused."),
    begins: (
        Wire::Compatible,
        "A combination that comes is kept as a name that is not known.",
    ),
};

const DEBUG_ALONE: (Wire, &str) = (Wire::Unaffected, "Only `Debug` prints it otherwise.");

pub(super) const SECRET: Flag = Flag {
    kind: Kind::PropertySecrecyChanged,
    words: ["shown", "secret"],
    ends: DEBUG_ALONE,
    begins: DEBUG_ALONE,
};

impl Flag {
    /// A change where the fact holds on one side only.
    pub(super) fn change(&self, subject: &ElementId, old: bool, new: bool) -> Option<Change> {
        if old == new {
            return None;
        }
        let [no, yes] = self.words;
        let word = |holds: bool| if holds { yes } else { no };
        let (wire, why) = if new { self.begins } else { self.ends };
        Some(Change::changed(self.kind, subject.clone(), word(old), word(new)).wire(wire, why))
    }
}
