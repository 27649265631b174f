//! The headers of a request that decide about its query: `Prefer` and `ConsistencyLevel`.

use super::limits::MAX_PAGE_SIZE;

/// What a request's headers ask for.
///
/// ```
/// use msgraph_local_graph::odata::Preferences;
///
/// let headers = Preferences::read(["respond-async, odata.maxpagesize=20"], Some("eventual"));
/// assert_eq!(headers.max_page_size(), Some(20));
/// assert_eq!(headers.applied().as_deref(), Some("odata.maxpagesize=20"));
/// assert!(headers.is_eventual());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    max_page_size: Option<usize>,
    is_eventual: bool,
}

impl Preferences {
    /// Reads the values of the `Prefer` headers and that of `ConsistencyLevel`. A preference that makes no sense is
    /// ignored, as HTTP wants it (RFC 7240, 2).
    #[must_use]
    pub fn read<'h>(prefer: impl IntoIterator<Item = &'h str>, consistency_level: Option<&str>) -> Self {
        let preferences = prefer.into_iter().flat_map(|header| header.split([',', ';']));
        let mut sizes = preferences.filter_map(|preference| {
            let (name, value) = preference.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let is_size = name == "odata.maxpagesize" || name == "maxpagesize";
            let size: usize = value.trim().trim_matches('"').parse().ok().filter(|_| is_size)?;
            (size > 0).then_some(size.min(MAX_PAGE_SIZE))
        });
        Self {
            max_page_size: sizes.next(),
            is_eventual: consistency_level.is_some_and(|level| level.trim().eq_ignore_ascii_case("eventual")),
        }
    }

    /// `odata.maxpagesize`: how many items a page has at most; never more than 999.
    #[must_use]
    pub fn max_page_size(&self) -> Option<usize> {
        self.max_page_size
    }

    /// `ConsistencyLevel: eventual`.
    #[must_use]
    pub fn is_eventual(&self) -> bool {
        self.is_eventual
    }

    /// The value of the response's `Preference-Applied` header for a collection.
    #[must_use]
    pub fn applied(&self) -> Option<String> {
        self.max_page_size.map(|size| format!("odata.maxpagesize={size}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_size_is_bounded_and_nonsense_is_ignored() {
        let size = |prefer: &'static str| Preferences::read([prefer], None).max_page_size();
        assert_eq!(size("maxpagesize=5"), Some(5));
        assert_eq!(size("OData.MaxPageSize=\"7\""), Some(7));
        assert_eq!(size("return=minimal, odata.maxpagesize=100000"), Some(999));
        for nonsense in [
            "odata.maxpagesize=0",
            "odata.maxpagesize=x",
            "odata.maxpagesize",
            "return=minimal",
            "",
        ] {
            assert_eq!(size(nonsense), None, "{nonsense}");
        }
        let both = Preferences::read(["return=minimal", "odata.maxpagesize=3"], None);
        assert_eq!(both.max_page_size(), Some(3));
    }

    #[test]
    fn consistency_is_a_word() {
        assert!(Preferences::read([], Some("Eventual")).is_eventual());
        assert!(!Preferences::read([], Some("session")).is_eventual());
        assert!(!Preferences::read([], None).is_eventual());
    }
}
