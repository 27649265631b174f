//! The rows of beta.

mod access_packages;
mod access_review_instances;
mod access_reviews;
mod app_consent;
mod assignments;
mod catalogs;
mod connected_organizations;
mod terms_of_use;

use msgraph_identity_governance::beta::GraphClient;

type Row = super::Row<GraphClient>;

/// All of them.
pub const ROWS: &[&[Row]] = &[
    access_packages::ROWS,
    access_review_instances::ROWS,
    access_reviews::ROWS,
    app_consent::ROWS,
    assignments::ROWS,
    catalogs::ROWS,
    connected_organizations::ROWS,
    terms_of_use::ROWS,
];
