//! The query of a request, read and checked.

use msgraph_identity_governance::reflection::QueryOption;

use super::address::Address;
use super::clauses::Clauses;
use super::consistency;
use super::error::{QueryError, shown};
use super::expand::Budget;
use super::headers::Preferences;
use super::limits::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE};
use super::skip_token::{Position, SkipToken, TokenKey};
use super::subject::Subject;
use super::url_query::UrlQuery;

/// The options of a request's query, read and checked against the type of what its URL addresses.
///
/// ```
/// use msgraph_identity_governance::v1_0::API;
/// use msgraph_local_graph::odata::{QueryOptions, Subject};
///
/// let package = Subject::collection_of(API.ty("microsoft.graph.accessPackage").expect("a type of v1.0"));
/// let query = "$filter=isHidden+eq+false&$expand=catalog($select=displayName)&$top=5";
/// let options = QueryOptions::parse(query, package)?;
/// assert_eq!(options.given().map(|option| option.name()).collect::<Vec<_>>(), ["$filter", "$expand", "$top"]);
/// # Ok::<(), msgraph_local_graph::odata::QueryError>(())
/// ```
#[derive(Clone, Debug)]
pub struct QueryOptions {
    subject: Subject,
    pub(super) clauses: Clauses,
    given: Vec<QueryOption>,
    /// The query as the URL has it, for the links of further pages.
    pub(super) query: String,
    /// After which item the page begins; none of the first page.
    pub(super) after: Option<Position>,
    /// The size of the pages that this one is of.
    page_size: Option<usize>,
}

impl QueryOptions {
    /// Without options: all members, nothing expanded.
    #[must_use]
    pub fn none(subject: Subject) -> Self {
        Self {
            subject,
            clauses: Clauses::default(),
            given: Vec::new(),
            query: String::new(),
            after: None,
            page_size: None,
        }
    }

    /// Reads what stands after `?` in the URL of a request. A `$skiptoken` must be one that was made with this key for
    /// this address; it brings the query of the first page along.
    pub fn read(query: &str, subject: Subject, address: &Address, tokens: &TokenKey) -> Result<Self, QueryError> {
        let options = UrlQuery::read(query)?;
        let Some(token) = options.get("skiptoken") else {
            return Self::of(query, &options, subject);
        };
        if let Some(other) = options.names().find(|name| !matches!(*name, "skiptoken" | "format")) {
            return Err(QueryError::new(format!(
                "The query option ${other} cannot stand beside $skiptoken, which carries the query; \
                 follow @odata.nextLink as it is."
            )));
        }
        let token = SkipToken::open(token, address.path(), tokens)?;
        let mut read = Self::parse(&token.query, subject)?;
        if token.after.keys.len() != read.clauses.orderby.len() {
            return Err(QueryError::new("The $skiptoken does not fit its query."));
        }
        read.page_size = Some(token.page_size);
        read.after = Some(token.after);
        Ok(read)
    }

    /// Reads a query without `$skiptoken`.
    pub fn parse(query: &str, subject: Subject) -> Result<Self, QueryError> {
        let options = UrlQuery::read(query)?;
        match options.get("skiptoken") {
            Some(_) => Err(QueryError::new("A $skiptoken has no place here.")),
            None => Self::of(query, &options, subject),
        }
    }

    fn of(query: &str, options: &UrlQuery, subject: Subject) -> Result<Self, QueryError> {
        let mut read = Self::none(subject);
        query.clone_into(&mut read.query);
        let mut budget = Budget::default();
        for name in options.names() {
            let value = options.get(name).unwrap_or_default();
            match name {
                "format" if is_json(value) => {}
                "format" => {
                    return Err(QueryError::new(format!(
                        "A supported MIME type could not be found that matches $format={}; it is application/json.",
                        shown(value)
                    )));
                }
                "deltatoken" => {
                    return Err(QueryError::new(
                        "Changes are not tracked: $deltatoken is not supported.",
                    ));
                }
                name => {
                    let (item, is_collection) = (subject.item(), subject.is_collection());
                    read.clauses.set(name, value, item, is_collection, 0, &mut budget)?;
                    read.given.extend(QueryOption::from_name(&format!("${name}")));
                }
            }
        }
        read.clauses.check()?;
        Ok(read)
    }

    /// What the query is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The options that the URL has, in its order: to be held against those that the operation takes.
    pub fn given(&self) -> impl Iterator<Item = QueryOption> {
        self.given.iter().copied()
    }

    /// `$count=true`.
    #[must_use]
    pub fn wants_count(&self) -> bool {
        self.clauses.count
    }

    /// Refuses what the directory does with `ConsistencyLevel: eventual` only: `$search`, `$count=true` with advanced
    /// filters. Entities of governance know no such rule.
    pub fn check_consistency(&self, headers: &Preferences) -> Result<(), QueryError> {
        match self.subject.ty() {
            Some(ty) if consistency::is_directory_object(ty) => {
                consistency::check(&self.clauses, headers.is_eventual())
            }
            _ => Ok(()),
        }
    }

    /// How many items a page has: `$top`, no more than `odata.maxpagesize`; of further pages as of the first.
    pub(super) fn page_size(&self, preferences: &Preferences) -> usize {
        let most = preferences.max_page_size().unwrap_or(MAX_PAGE_SIZE);
        let asked = self.page_size.or(self.clauses.top);
        asked
            .or(preferences.max_page_size())
            .unwrap_or(DEFAULT_PAGE_SIZE)
            .min(most)
    }
}

fn is_json(format: &str) -> bool {
    let format = format.split(';').next().unwrap_or_default().trim();
    format.eq_ignore_ascii_case("json") || format.eq_ignore_ascii_case("application/json")
}
