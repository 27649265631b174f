//! A change of the small schema, and what a report must say of it.

use generator::drift::Kind;

use crate::drift_changes::world::World;

/// One change, and the one line that a report must say of it.
pub struct Case {
    pub kind: Kind,
    /// Texts of the CSDL that are replaced.
    pub csdl: &'static [(&'static str, &'static str)],
    /// Texts of the routes that are replaced.
    pub routes: &'static [(&'static str, &'static str)],
    /// What is neither.
    pub other: fn(&mut World),
    pub says: &'static str,
}

pub fn nothing(_: &mut World) {}

pub const fn types(kind: Kind, csdl: &'static [(&'static str, &'static str)], says: &'static str) -> Case {
    Case {
        kind,
        csdl,
        routes: &[],
        other: nothing,
        says,
    }
}

pub const fn paths(kind: Kind, routes: &'static [(&'static str, &'static str)], says: &'static str) -> Case {
    Case {
        kind,
        csdl: &[],
        routes,
        other: nothing,
        says,
    }
}

pub const fn beside(kind: Kind, other: fn(&mut World), says: &'static str) -> Case {
    Case {
        kind,
        csdl: &[],
        routes: &[],
        other,
        says,
    }
}
