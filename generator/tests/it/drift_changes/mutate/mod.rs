//! Single changes of the metadata, chosen by numbers, each with what a report must say of it.

mod annotations;
mod beside;
mod elements;
mod enumerations;
mod expected;
mod find;
mod navigation;
mod operations;
mod parameters;
mod paths;
mod properties;
mod queries;
mod roots;
mod types;

use generator::drift::Facts;

use super::world::{Rng, World};
pub use expected::Expected;

type Mutation = fn(&mut World, &Facts, &mut Rng) -> Option<Expected>;

/// All kinds of change, by name.
pub const MUTATIONS: &[(&str, Mutation)] = &[
    ("a derived type is added", types::derived_type_added),
    ("a type is added with a property", types::type_added_with_property),
    ("a derived type is removed", types::derived_type_removed),
    ("a type is renamed", types::type_renamed),
    ("a type is of another kind", types::type_kind),
    ("a type is derived from its base's base", types::base_type),
    ("a type is abstract, or not", types::abstract_type),
    ("a type is open, or not", types::open_type),
    ("a key has another part", types::key),
    ("an entity has content, or none", types::media_entity),
    ("a property is added", properties::property_added),
    ("a property is removed", properties::property_removed),
    ("a property is of another type", properties::property_type),
    ("a property is renamed", properties::property_renamed),
    ("a property is nullable, or not", properties::property_nullable),
    ("a property is a collection, or not", properties::property_collection),
    (
        "a property becomes a navigation property",
        properties::property_to_navigation,
    ),
    ("a property is computed", properties::property_computed),
    ("a property is declared by the base", properties::property_moved),
    ("a property has another facet", properties::property_facet),
    ("a navigation property is added", navigation::navigation_added),
    ("a navigation property is removed", navigation::navigation_removed),
    (
        "a navigation property is removed with its paths",
        navigation::navigation_removed_with_paths,
    ),
    ("a navigation property is renamed", navigation::navigation_renamed),
    (
        "a navigation property is renamed with its paths",
        navigation::navigation_renamed_with_paths,
    ),
    ("a navigation property is of another type", navigation::navigation_type),
    (
        "a navigation property is a collection, or not",
        navigation::navigation_collection,
    ),
    (
        "a navigation property is contained, or not",
        navigation::navigation_contained,
    ),
    (
        "a navigation property is nullable, or not",
        navigation::navigation_nullable,
    ),
    ("a navigation property has another end", navigation::navigation_facet),
    ("an enum member is added", enumerations::enum_member_added),
    ("an enum member is removed", enumerations::enum_member_removed),
    ("an enum member is renamed", enumerations::enum_member_renamed),
    ("an enum member has another value", enumerations::enum_member_value),
    ("an enum is of flags, or not", enumerations::enum_flags),
    ("an enum has another underlying type", enumerations::enum_underlying),
    ("an operation is added", operations::operation_added),
    ("an operation is removed", operations::operation_removed),
    (
        "an operation is removed with its paths",
        operations::operation_removed_with_paths,
    ),
    ("an operation is renamed", operations::operation_renamed),
    ("an operation is of another kind", operations::operation_kind),
    ("an overload is added", operations::overload_added),
    ("a parameter is added", parameters::parameter_added),
    ("a parameter is removed", parameters::parameter_removed),
    ("a parameter is renamed", parameters::parameter_renamed),
    ("a parameter is of another type", parameters::parameter_type),
    ("a parameter is a collection, or not", parameters::parameter_collection),
    ("a parameter is nullable, or not", parameters::parameter_nullable),
    ("a parameter is optional, or not", parameters::parameter_optional),
    ("parameters stand in another order", parameters::parameter_order),
    ("a parameter has another facet", parameters::parameter_facet),
    ("a response is of another type", parameters::return_type),
    (
        "a response is added or removed",
        parameters::return_type_added_or_removed,
    ),
    ("a response is nullable, or not", parameters::return_nullable),
    ("a response has another facet", parameters::return_facet),
    ("a function is composable, or not", operations::composable),
    ("an operation is bound to a collection, or not", operations::binding),
    ("an operation has another entity set path", operations::entity_set_path),
    ("a binding parameter has another name", operations::binding_parameter),
    ("a root is added", roots::root_added),
    ("a root is removed", roots::root_removed),
    (
        "a navigation property of a root leads elsewhere",
        roots::navigation_binding,
    ),
    ("an annotation is removed", annotations::annotation_removed),
    ("an annotation denies", annotations::capability_denies),
    ("something is deprecated", annotations::deprecated),
    ("a deprecation has another date", annotations::deprecation_date),
    ("an alternate key is added", annotations::alternate_key_added),
    ("another annotation is added", annotations::annotation_added),
    ("a path is removed", paths::path_removed),
    ("a path is added", paths::path_added),
    ("a parameter of a path has another name", paths::path_parameter_name),
    ("a parameter of a path is of another type", paths::path_parameter_type),
    ("a method is removed", paths::method_removed),
    ("a method is added", paths::method_added),
    ("a body is removed", paths::body_removed),
    ("a body need not be sent, or must be", paths::body_required),
    ("a response's content is another", paths::response_content),
    ("a response is removed", paths::response_removed),
    ("a query option is removed", queries::query_option_removed),
    ("a query option is added", queries::query_option_added),
    ("a header is removed", queries::header_removed),
    ("a header is added", queries::header_added),
    ("an operation is marked as deprecated", queries::operation_deprecated),
    ("a list is not paged", queries::pageable),
    ("an operation's kind has another mark", queries::operation_mark),
    ("an operation asks for a scheme", queries::security),
    ("a component parameter is required", queries::component_parameter),
    ("a permission is removed", beside::permission_removed),
    ("a permission is added", beside::permission_added),
    ("a member is read-only", beside::overlay_read_only),
    ("a member is secret", beside::overlay_secret),
    ("a Rust name is given", beside::rust_name),
];
