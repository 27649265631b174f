//! The kinds of change, each with a stable code. What is known of a kind stands in one table, from which
//! `docs/drift.md` is written; beyond it only the pass that makes a kind knows it.

mod table;

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::class::{NO_ITEM, Rust, Wire};
pub use table::Kind;

macro_rules! topics {
    ($($(#[doc = $doc:literal])+ $topic:ident $title:literal;)*) => {
        /// What the kinds are about, in the order in which reports list them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic { $($(#[doc = $doc])+ $topic,)* }

        impl Topic {
            /// All, in order.
            pub const ALL: &'static [Topic] = &[$(Topic::$topic,)*];

            /// As a heading.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Topic::$topic => $title,)*
                }
            }
        }
    };
}

topics! {
    /// Entity, complex, enum types and type definitions.
    Types "Types";
    /// Structural and navigation properties.
    Properties "Properties";
    /// Members of enum types.
    Enumerations "Enumerations";
    /// Bound actions and functions with their overloads, parameters and return types.
    BoundOperations "Actions and functions";
    /// Paths and methods of the URL space.
    Routes "Paths";
    /// Deprecation, capabilities and other annotations.
    Annotations "Annotations";
    /// Names and signatures of the generated Rust.
    Names "Rust";
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The new side alone has it.
    Added,
    /// The old side alone has it.
    Removed,
    /// Both have it, probably, by different names.
    Renamed,
    /// Both have it, and it is different.
    Changed,
    /// Whatever its before and after say.
    BySides,
}

/// What else can change with a change of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affects {
    /// Paths, methods, bodies and responses.
    Routes,
    /// How an action or function is called, and so routes too.
    Calls,
    /// Which types something leads to.
    Types,
    /// Which types are derived from which.
    Hierarchy,
    /// How members of a type are sent and shown.
    Handling,
    /// What can be annotated: it is added, removed, or is at another place.
    Targets,
    /// What paths say of deprecation.
    Deprecation,
    /// Which query options paths take.
    Options,
    /// Which places have one builder.
    Builders,
    /// What a call takes or gives.
    CallForm,
}

/// What a change of a kind can follow from; `causes` has the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Nothing: it is a cause itself.
    Nothing,
    /// The namespace of what is renamed.
    Namespace,
    /// What affects how members of its type are handled.
    Handling,
    /// A member that moved there.
    Moved,
    /// What leads to the type, or away from it.
    Closure,
    /// What the first segment stands for that one side lacks.
    Place,
    /// What the segments stand for.
    Segment,
    /// What the segments stand for on either side.
    Call,
    /// An annotation that allows or denies the options, else as a call.
    Options,
    /// A derived type, or what is declared as the type.
    Hierarchy,
    /// What changed at one of its places.
    Builders,
}

/// Which changes of Rust items can be explained by a change of a kind, and where these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Explains {
    /// None.
    Nothing,
    /// Items that are added.
    Added,
    /// Items that are removed.
    Removed,
    /// Items that are added or removed.
    AddedOrRemoved,
    /// That structs can be made as literals, or no longer.
    Literals,
    /// All of its subject.
    Any,
    /// All of what can stand where its subject is declared.
    AnyEnum,
    /// All of what is declared as its subject.
    DeclaredAs,
    /// All at its places.
    Places,
}

macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $visibility:vis $column:ident: $ty:ty = $default:expr;)*) => {
        /// A row of the table.
        #[derive(Clone, Copy)]
        struct Entry { $($column: $ty,)* }

        impl Entry {
            /// What a row has where it says nothing else.
            const PLAIN: Self = Self { $($column: $default,)* };
        }

        impl Kind {
            $($(#[doc = $doc])+
            #[must_use]
            $visibility fn $column(self) -> $ty {
                self.entry().$column
            })*
        }
    };
}

columns! {
    /// The stable code: `GIG0012`.
    pub code: &'static str = "";
    /// The stable name, kebab case: `property-type-changed`.
    pub name: &'static str = "";
    /// What it is about.
    pub topic: Topic = Topic::Types;
    /// Which way its changes go.
    pub direction: Direction = Direction::Changed;
    /// What is added, removed or changed, as a person calls it: `property`, `nullability of the response`.
    pub noun: &'static str = "";
    /// What is said of a change in place of noun and direction, where the kind has words of its own: of a newer state
    /// of the metadata (`deprecated`), and of another version or cloud, whose name follows (`deprecated in`).
    pub says: Option<(&'static str, &'static str)> = None;
    /// The row's description, as the source has it.
    doc: &'static str = "";
    /// An example, as `subject: from → to`.
    pub example: &'static str = "";
    /// What is said of its class on the wire, where that is not the same for all or more is to be said of it.
    wire: Option<&'static str> = None;
    /// Which class it has for programs that are compiled anew, and why.
    pub in_rust: &'static str = "";
    /// What else can change with it.
    affected: &'static [Affects] = &[];
    /// By which rule its changes follow from others.
    pub(super) follows: Follows = Follows::Nothing;
    /// Which changes of items it can be why of.
    pub(super) explains: Explains = Explains::Nothing;
    /// Of several changes that explain an item, the one of the lowest rank says most of its form.
    pub(super) rank: u8 = 2;
    /// Its class on the wire, and why, where its pass does not say otherwise.
    pub(super) always: (Wire, &'static str) = (Wire::Unaffected, "");
    /// What it means in Rust where no item shows it.
    meaning_unseen: Option<&'static str> = None;
}

impl Kind {
    /// The kind of that code or name, in large letters or small.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let is_it = |name: &str| name.eq_ignore_ascii_case(text);
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| is_it(kind.code()) || is_it(kind.name()))
    }

    /// What it says, in a sentence or two.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.doc().trim()
    }

    /// Which class it has for programs on the wire, and why.
    #[must_use]
    pub fn on_the_wire(self) -> Cow<'static, str> {
        if let Some(said) = self.wire() {
            return Cow::Borrowed(said);
        }
        let (class, why) = self.always();
        let mut rest = why.chars();
        let first = rest.next().map(|first| first.to_ascii_lowercase());
        let sentence: String = first.into_iter().chain(rest).collect();
        Cow::Owned(format!("{class:?}: {sentence}"))
    }

    /// Whether it affects that.
    pub(super) fn affects(self, what: Affects) -> bool {
        self.affected().contains(&what)
    }

    /// Whether paths can change with it.
    pub(super) fn affects_routes(self) -> bool {
        self.affects(Affects::Routes) || self.affects(Affects::Calls)
    }

    /// Whether something can lead to other types with it.
    pub(super) fn affects_types(self) -> bool {
        self.affects(Affects::Types) || self.affects(Affects::Calls)
    }

    /// Its class in Rust, and why, where no item shows it and its pass does not say otherwise.
    pub(super) fn unseen(self) -> (Rust, String) {
        match self.meaning_unseen() {
            Some(why) => (Rust::Meaning, format!("In Rust {why}")),
            None => (Rust::Unaffected, NO_ITEM.to_owned()),
        }
    }
}

/// By code and name.
impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut kind = serializer.serialize_struct("Kind", 2)?;
        kind.serialize_field("code", self.code())?;
        kind.serialize_field("kind", self.name())?;
        kind.end()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.name())
    }
}
