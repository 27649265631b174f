//! What differs between an element and what it is on the new side: a pass says what it looks at, and of all that is not
//! equal a change is made.

use super::change::{Change, Detail};
use super::class::Wire;
use super::context::Context;
use super::facets::{self, Facets};
use super::flags::Flag;
use super::kind::Kind;
use super::side::SideIndex;
use crate::csdl::{self, TypeName};
use crate::model::{ElementId, QName};

/// The changes of one element.
pub(super) struct Differences<'s> {
    pub(super) subject: &'s ElementId,
    pub(super) changes: Vec<Change>,
}

impl<'s> Differences<'s> {
    /// None so far.
    pub(super) fn of(subject: &'s ElementId) -> Self {
        Self {
            subject,
            changes: Vec::new(),
        }
    }

    /// What is said of it in words.
    pub(super) fn words(&mut self, kind: Kind, old: &str, new: &str) {
        self.changes.extend(Change::where_unequal(kind, self.subject, old, new));
    }

    /// A fact that holds or does not.
    pub(super) fn flag(&mut self, flag: &Flag, old: bool, new: bool) {
        self.changes.extend(flag.change(self.subject, old, new));
    }

    /// What narrows it, and what else it says of itself: one change per facet.
    pub(super) fn facets(&mut self, old: &Facets, new: &Facets) {
        self.changes.extend(facets::changes(self.subject, old, new));
    }

    /// Whether a value may be null, and what narrows it.
    pub(super) fn value(&mut self, nullable: &Flag, old: &csdl::Facets, new: &csdl::Facets) {
        self.flag(nullable, old.is_nullable(), new.is_nullable());
        self.facets(&facets::of(old), &facets::of(new));
    }

    /// What it is declared as.
    pub(super) fn types(&mut self, kind: Kind, context: &Context<'_, '_>, old: &TypeName, new: &TypeName) {
        if !context.renames.is_same_type(old, new) {
            let (wire, why) = type_wire(context, old, new);
            let change = Change::changed(kind, self.subject.clone(), old.to_string(), new.to_string());
            self.changes.push(change.wire(wire, why).detail(types([old, new])));
        }
    }
}

/// Why another type breaks.
pub(super) const OTHER_FORM: &str = "Values have another form.";

/// The class of another type on the wire, with the reason.
fn type_wire(context: &Context<'_, '_>, from: &TypeName, to: &TypeName) -> (Wire, &'static str) {
    const TEXT: &str = "Edm.String";
    let (old, new) = (context.old, context.new);
    let is_text = |text: &str, other: &SideIndex<'_>, name: &str| text == TEXT && other.is_enum(name);
    if from.collection != to.collection {
        Kind::PropertyCollectionChanged.always()
    } else if is_text(&from.name, new, &to.name) || is_text(&to.name, old, &from.name) {
        (Wire::Compatible, "Text and enumerations are both strings on the wire.")
    } else if old.underlying(&from.name) == new.underlying(&to.name) {
        let why = "A type definition and what it stands for are one on the wire.";
        (Wire::Unaffected, why)
    } else {
        (Wire::Breaking, OTHER_FORM)
    }
}

/// The types of the metadata among these, for rules to ask.
pub(super) fn types<'t>(types: impl IntoIterator<Item = &'t TypeName>) -> Detail {
    let names = types.into_iter().map(|ty| &ty.name);
    let ours = names.filter(|name| !name.starts_with("Edm."));
    Detail::Types(ours.filter_map(|name| QName::parse(name)).collect())
}
