//! The XML namespaces of CSDL 4.0.

/// Of the wrapper.
pub(super) const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
/// Of everything in it.
pub(super) const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";
