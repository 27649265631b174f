//! Facts that hold or do not: what the two states are called, and what it means on the wire when one begins to hold or
//! ceases to.

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
    /// It begins to hold.
    begins: (Wire, &'static str),
}

const NULL_FORBIDDEN: (Wire, &str) = (Wire::Breaking, "Null is refused, and what is created must have it.");
const NULL_ALLOWED: (Wire, &str) = (Wire::Compatible, "Null may be sent; a model takes it everywhere.");
const EXPANDED: (Wire, &str) = (
    Wire::Breaking,
    "A navigation property is returned only when it is expanded, and has an address of its own.",
);
const DEBUG_ALONE: (Wire, &str) = (Wire::Unaffected, "Only `Debug` prints it otherwise.");

macro_rules! flags {
    ($($name:ident $kind:ident $no:literal $yes:literal ends $ends:expr, begins $begins:expr;)*) => {
        $(pub(super) const $name: Flag = Flag {
            kind: Kind::$kind,
            words: [$no, $yes],
            ends: $ends,
            begins: $begins,
        };)*
    };
}

flags! {
    ABSTRACT AbstractChanged "concrete" "abstract"
        ends (Wire::Compatible, "What was sent and returned is of derived types, as before."),
        begins (Wire::Breaking, "A value of exactly this type is refused.");
    OPEN OpenTypeChanged "closed" "open"
        ends (Wire::Breaking, "Members that are not named are refused."),
        begins (Wire::Compatible, "Members that are not named may be sent, and need not.");
    MEDIA MediaEntityChanged "entity without content" "media entity"
        ends (Wire::Breaking, "The content at `/$value` is gone."),
        begins (Wire::Compatible, "Content at `/$value` is added; nothing asked for it.");
    NAVIGATION PropertyKindChanged "structural" "navigation"
        ends EXPANDED, begins EXPANDED;
    CONTAINED ContainmentChanged "not contained" "contained"
        ends (Wire::Breaking, "What it leads to no longer lives below it: it is created elsewhere."),
        begins (Wire::Compatible, "What it leads to now lives below it; addresses that are added and removed are reported apart.");
    NULLABLE_PROPERTY PropertyNullabilityChanged "not nullable" "nullable"
        ends NULL_FORBIDDEN, begins NULL_ALLOWED;
    NULLABLE_PARAMETER ParameterNullabilityChanged "not nullable" "nullable"
        ends NULL_FORBIDDEN, begins NULL_ALLOWED;
    NULLABLE_RESPONSE ReturnNullabilityChanged "not nullable" "nullable"
        ends (Wire::Compatible, "There is always a value."),
        begins (Wire::Breaking, "A program that expects a value may get none.");
    OPTIONAL ParameterOptionalityChanged "required" "optional"
        ends (Wire::Breaking, "It must be given: a call without it is refused."),
        begins (Wire::Compatible, "It may be left out, and need not.");
    COMPOSABLE ComposabilityChanged "not composable" "composable"
        ends (Wire::Breaking, "Its response cannot be navigated further any more."),
        begins (Wire::Compatible, "Its response may be navigated further, and need not.");
    FLAGS EnumFlagsChanged "single" "flags"
        ends (Wire::Breaking, "A combination of several is refused."),
        begins (Wire::Compatible, "A combination that is received is kept as a name that is not known.");
    READ_ONLY PropertyReadOnlyChanged "writable" "read-only"
        ends (Wire::Compatible, "It may be sent, and need not."),
        begins (Wire::Breaking, "The service sets it: a body that has it is refused, or the value is ignored.");
    UNRESOLVED SegmentMeaningChanged "known to the CSDL" "unknown to the CSDL"
        ends (Wire::Compatible, "The CSDL has by now what the path leads to."),
        begins (Wire::Breaking, "The path is listed still, but the CSDL, which is the authority, no longer has what it leads to.");
    SECRET PropertySecrecyChanged "shown" "secret"
        ends DEBUG_ALONE, begins DEBUG_ALONE;
}

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
