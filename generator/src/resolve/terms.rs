//! The annotation terms that have a meaning here.

use crate::csdl::Parameter;
use crate::model::QueryOption;

pub(crate) const REVISIONS: &str = "Org.OData.Core.V1.Revisions";
pub(crate) const COMPUTED: &str = "Org.OData.Core.V1.Computed";
pub(crate) const OPTIONAL: &str = "Org.OData.Core.V1.OptionalParameter";
pub(crate) const ALTERNATE_KEYS: &str = "Org.OData.Core.V1.AlternateKeys";
pub(crate) const CAPABILITIES: &str = "Org.OData.Capabilities.V1.";

/// The capability terms about query options: the term, and the property of its record that says yes or no; none where
/// the term itself does.
pub(crate) const OPTION_TERMS: [(QueryOption, &str, &str); 9] = [
    (QueryOption::Count, "CountRestrictions", "Countable"),
    (QueryOption::Expand, "ExpandRestrictions", "Expandable"),
    (QueryOption::Filter, "FilterRestrictions", "Filterable"),
    (QueryOption::OrderBy, "SortRestrictions", "Sortable"),
    (QueryOption::Search, "SearchRestrictions", "Searchable"),
    (QueryOption::Select, "SelectSupport", "Supported"),
    (QueryOption::Select, "SelectRestrictions", "Selectable"),
    (QueryOption::Skip, "SkipSupported", ""),
    (QueryOption::Top, "TopSupported", ""),
];

/// Whether a call may leave it out.
pub(crate) fn is_optional(parameter: &Parameter) -> bool {
    parameter
        .annotations
        .iter()
        .any(|annotation| annotation.term == OPTIONAL)
}
