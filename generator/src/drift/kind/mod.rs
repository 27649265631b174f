//! The kinds of change, each with a stable code. What is known of a kind stands in one table, from which
//! `docs/drift.md` is written; beyond it only the pass that makes a kind knows it.

mod table;

use std::fmt;

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
    /// All of its subject.
    Any,
    /// All of what can stand where its subject is declared.
    AnyEnum,
    /// All of what is declared as its subject.
    DeclaredAs,
    /// All at its places.
    Places,
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Entry {
    code: &'static str,
    name: &'static str,
    topic: Topic,
    direction: Direction,
    noun: &'static str,
    meaning: &'static str,
    example: &'static str,
    wire: &'static str,
    rust: &'static str,
    affects: &'static [Affects],
    follows: Follows,
    explains: Explains,
    rank: u8,
    says: Option<(&'static str, &'static str)>,
    unseen: Option<&'static str>,
    always: Option<(Wire, &'static str)>,
}

impl Entry {
    const fn new(
        (code, name, topic, direction, noun): (&'static str, &'static str, Topic, Direction, &'static str),
        (meaning, example, wire, rust): (&'static str, &'static str, &'static str, &'static str),
    ) -> Self {
        Self {
            code,
            name,
            topic,
            direction,
            noun,
            meaning,
            example,
            wire,
            rust,
            affects: &[],
            follows: Follows::Nothing,
            explains: Explains::Nothing,
            rank: 2,
            says: None,
            unseen: None,
            always: None,
        }
    }
}

macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $visibility:vis $name:ident $field:ident: $ty:ty;)*) => {
        impl Kind {
            $($(#[doc = $doc])+
            #[must_use]
            $visibility fn $name(self) -> $ty {
                self.entry().$field
            })*
        }
    };
}

columns! {
    /// The stable code: `GIG0012`.
    pub code code: &'static str;
    /// The stable name, kebab case: `property-type-changed`.
    pub name name: &'static str;
    /// What it is about.
    pub topic topic: Topic;
    /// Which way its changes go.
    pub direction direction: Direction;
    /// What is added, removed or changed, as a person calls it: `property`, `nullability of the response`.
    pub noun noun: &'static str;
    /// What is said of a change in place of noun and direction, where the kind has words of its own: of a newer state
    /// of the metadata (`deprecated`), and of another version or cloud, whose name follows (`deprecated in`).
    pub says says: Option<(&'static str, &'static str)>;
    /// An example, as `subject: from → to`.
    pub example example: &'static str;
    /// Which class it has for programs on the wire, and why.
    pub on_the_wire wire: &'static str;
    /// Which class it has for programs that are compiled anew, and why.
    pub in_rust rust: &'static str;
    /// By which rule its changes follow from others.
    pub(super) follows follows: Follows;
    /// Which changes of items it can be why of.
    pub(super) explains explains: Explains;
    /// Of several changes that explain an item, the one of the lowest rank says most of its form.
    pub(super) rank rank: u8;
}

impl Kind {
    /// The kind of that code or name.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.code().eq_ignore_ascii_case(text) || kind.name() == text)
    }

    /// What it says, in a sentence or two.
    #[must_use]
    pub fn meaning(self) -> String {
        self.entry().meaning.trim().to_owned()
    }

    /// Whether it affects that.
    pub(super) fn affects(self, what: Affects) -> bool {
        self.entry().affects.contains(&what)
    }

    /// Whether paths can change with it.
    pub(super) fn affects_routes(self) -> bool {
        self.affects(Affects::Routes) || self.affects(Affects::Calls)
    }

    /// Whether something can lead to other types with it.
    pub(super) fn affects_types(self) -> bool {
        self.affects(Affects::Types) || self.affects(Affects::Calls)
    }

    /// Its class on the wire, and why, where its pass does not say otherwise.
    pub(super) fn always(self) -> (Wire, &'static str) {
        self.entry().always.unwrap_or((Wire::Unaffected, ""))
    }

    /// Its class in Rust, and why, where no item shows it and its pass does not say otherwise.
    pub(super) fn unseen(self) -> (Rust, String) {
        match self.entry().unseen {
            Some(why) => (Rust::Meaning, format!("In Rust {why}")),
            None => (Rust::Unaffected, NO_ITEM.to_owned()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.name())
    }
}
