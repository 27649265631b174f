//! The cases: what each is large in, from which size on, and whether a limit refuses it.

use crate::documents::{self as large, Documents};

/// A way to be large.
pub struct Case {
    pub name: &'static str,
    /// The smallest size of the table; the others are twice and four times as large. What is refused is so from half of
    /// it on.
    pub size: usize,
    /// Refused by a limit that the error names: the message begins so, without the place.
    pub refused: Option<&'static str>,
    pub make: fn(usize) -> Documents,
}

const fn grows(name: &'static str, size: usize, make: fn(usize) -> Documents) -> Case {
    Case {
        name,
        size,
        refused: None,
        make,
    }
}

const fn refused(name: &'static str, size: usize, words: &'static str, make: fn(usize) -> Documents) -> Case {
    Case {
        name,
        size,
        refused: Some(words),
        make,
    }
}

/// Every way in which a document was ever seen to cost more than its size, and those next to it.
pub const CASES: &[Case] = &[
    grows("types", 2_500, large::types),
    grows("types that are not selected", 5_000, large::types_beside),
    grows(
        "types of names that Rust cannot tell apart",
        500,
        large::types_of_one_name,
    ),
    grows("navigations on one type", 500, large::navigations),
    refused(
        "depth of inheritance",
        200,
        "more than 50 base types",
        large::inheritance,
    ),
    refused(
        "depth of inheritance, not selected",
        200,
        "more than 50 base types",
        large::inheritance_beside,
    ),
    grows("types derived from one", 500, large::derived),
    refused(
        "members inherited by many",
        200,
        "times as many are not written out",
        large::inherited_members,
    ),
    grows("properties of one type", 1_000, large::properties),
    grows(
        "properties that Rust cannot tell apart",
        500,
        large::properties_of_one_name,
    ),
    grows("enum members", 1_000, large::enum_members),
    grows("flags", 1_000, large::flags),
    grows("actions of one type", 500, large::actions),
    grows("overloads of one function", 250, large::overloads),
    grows("parameters of one action", 1_000, large::parameters),
    grows("schemas", 1_000, large::schemas),
    grows("references", 1_000, large::references),
    grows("annotations apart", 2_000, large::annotations_apart),
    grows("annotations of one target", 2_000, large::annotations_of_one),
    grows("members of one record", 2_000, large::record_members),
    grows("singletons", 1_000, large::singletons),
    grows("paths without meaning", 500, large::paths_without_meaning),
    grows("paths with keys", 500, large::paths_with_keys),
    grows("parameters of one path", 1_000, large::query_parameters),
    grows("unknown OpenAPI keys", 2_000, large::unknown_keys),
    grows("component schemas", 2_000, large::components),
    refused("YAML aliases", 500, "aliases", large::aliases),
    grows("YAML anchors", 4_000, large::anchors),
    refused(
        "YAML flow lists in each other",
        1_000,
        "values are nested",
        large::flow_depth,
    ),
    refused("YAML tag directives", 4_000, "a directive", large::directives),
    refused(
        "attributes on one element",
        4_000,
        "an element with more than",
        large::attributes,
    ),
    refused(
        "XML namespaces in each other",
        100,
        "more than 100 namespaces",
        large::namespaces,
    ),
    grows("a CSDL on one line", 1_000, large::one_line),
    grows("changes: every type has another name", 500, large::other_types),
    grows("changes: every action has another name", 500, large::other_actions),
    grows("changes: every member has another name", 500, large::other_members),
];
