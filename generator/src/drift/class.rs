//! What a change means for two readers.

use std::fmt;

use serde::Serialize;

use crate::semver::Bump;

/// Whether a program that was built before the change still works against the service after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// Nothing that is sent or returned changes.
    Unaffected,
    /// Something else may be sent or returned; what a program did before goes on as it was.
    Compatible,
    /// A request that worked is refused, or a response lacks what a program reads.
    Breaking,
}

/// Whether a program still compiles with the crate that is generated after the change, and means the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rust {
    /// No public item changes.
    #[default]
    Unaffected,
    /// Public items are added, or get a warning; every program compiles as before.
    Additive,
    /// Every program compiles, and what one of them sends, reads or prints changes.
    Meaning,
    /// A program that uses the item does not compile any more.
    Breaking,
}

/// What is said where nothing changes in Rust.
pub(super) const NO_ITEM: &str = "No public Rust item changes.";

macro_rules! names {
    ($($ty:ident { $($class:ident $name:literal),+ })+) => {
        $(impl $ty {
            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $($ty::$class => $name,)+
                }
            }
        }

        impl fmt::Display for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        })+
    };
}

names! {
    Wire { Unaffected "unaffected", Compatible "compatible", Breaking "breaking" }
    Rust { Unaffected "unaffected", Additive "additive", Meaning "meaning", Breaking "breaking" }
}

impl Rust {
    /// The bump that a change of this class asks for.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Rust::Unaffected => Bump::Patch,
            Rust::Additive => Bump::Minor,
            Rust::Meaning | Rust::Breaking => Bump::Major,
        }
    }
}
