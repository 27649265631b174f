//! What a request sees of a graph: an entity, a page, a number, a value, by the options of its query.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::address::Address;
use super::clauses::Clauses;
use super::error::QueryError;
use super::evaluate::Evaluation;
use super::graph::Graph;
use super::headers::Preferences;
use super::kind::Kind;
use super::options::QueryOptions;
use super::page::{Candidate, fits, page};
use super::skip_token::TokenKey;
use super::ticks::SECOND;
use super::write::{Writer, with_context};

/// A graph at a moment, as the response to one request shows it.
///
/// ```
/// use msgraph_identity_governance::v1_0::API;
/// use msgraph_local_graph::odata::{Address, JsonGraph, Preferences, QueryOptions, Subject, TokenKey, View};
/// use serde_json::json;
/// use time::OffsetDateTime;
///
/// let package = API.ty("microsoft.graph.accessPackage").expect("a type of v1.0");
/// let packages = [json!({"id": "1", "displayName": "Sales"}), json!({"id": "2", "displayName": "Marketing"})];
/// let graph = JsonGraph::new(package, packages);
///
/// let path = "/identityGovernance/entitlementManagement/accessPackages";
/// let place = API.resolve(path).expect("a path of v1.0");
/// let address = Address::of("http://127.0.0.1:8080/v1.0", path, &place);
/// let tokens = TokenKey::random();
/// let query = "$orderby=displayName&$select=displayName&$top=1";
/// let options = QueryOptions::read(query, Subject::collection_of(package), &address, &tokens)?;
///
/// let view = View::new(&graph, OffsetDateTime::now_utc(), &tokens);
/// let body = view.collection(graph.roots().iter().copied(), &options, &address, &Preferences::default())?;
/// assert_eq!(body["value"], json!([{"displayName": "Marketing"}]));
/// assert!(body["@odata.nextLink"].as_str().is_some_and(|link| link.contains("$skiptoken=")));
/// # Ok::<(), msgraph_local_graph::odata::QueryError>(())
/// ```
pub struct View<'a, G> {
    graph: &'a G,
    now: i64,
    tokens: &'a TokenKey,
}

impl<'a, G: Graph> View<'a, G> {
    /// A view of a graph. `now` is what `now()` is in a filter; the key signs the links of further pages.
    #[must_use]
    pub fn new(graph: &'a G, now: OffsetDateTime, tokens: &'a TokenKey) -> Self {
        let ticks = now.unix_timestamp().saturating_mul(SECOND) + i64::from(now.nanosecond()) / 100;
        Self {
            graph,
            now: ticks,
            tokens,
        }
    }

    fn evaluation(&self) -> Evaluation<'a, G> {
        Evaluation::new(self.graph, self.now)
    }

    fn writer<'w>(&'w self, evaluation: &'w Evaluation<'a, G>) -> Writer<'w, 'a, G> {
        Writer {
            evaluation,
            tokens: self.tokens,
            written: 0,
        }
    }

    /// The body that shows an entity, with what is selected and expanded. The address is the entity's: of one that was
    /// just made in a collection `collection.item(key)`.
    pub fn entity(&self, node: G::Node, options: &QueryOptions, address: &Address) -> Result<Value, QueryError> {
        let evaluation = self.evaluation();
        let declared = options.subject().ty();
        let clauses = &options.clauses;
        let address = address.keyed(&self.graph.key(node));
        let entity = self
            .writer(&evaluation)
            .entity(node, declared, clauses, &address, None)?;
        Ok(with_context(entity, address.context(&clauses.context())))
    }

    /// The body that shows a page of a collection, with `@odata.count` and `@odata.nextLink` where they belong. The
    /// entities may be given in any order.
    pub fn collection(
        &self,
        nodes: impl IntoIterator<Item = G::Node>,
        options: &QueryOptions,
        address: &Address,
        preferences: &Preferences,
    ) -> Result<Value, QueryError> {
        let candidates = nodes.into_iter().map(Candidate::Node).collect();
        self.page(candidates, options, address, preferences)
    }

    /// The body that shows what is no entity: a structural property, what a function returns.
    pub fn value(
        &self,
        value: &Value,
        options: &QueryOptions,
        address: &Address,
        preferences: &Preferences,
    ) -> Result<Value, QueryError> {
        let kind = Kind::of(options.subject().item());
        let Clauses {
            select, search, expand, ..
        } = &options.clauses;
        if search.is_some() || !expand.is_empty() {
            return Err(QueryError::new(
                "$search and $expand are for entities, and the URL addresses values.",
            ));
        }
        if let (true, Value::Array(values)) = (options.subject().is_collection(), value) {
            let values = values.iter().enumerate();
            let candidates = values.map(|(place, value)| Candidate::Value(place, value, kind));
            return self.page(candidates.collect(), options, address, preferences);
        }
        let evaluation = self.evaluation();
        let context = address.value_context();
        match self.writer(&evaluation).value(value, kind, select.as_ref()) {
            Value::Object(object) if kind.structure().is_some() => Ok(with_context(object, context)),
            value => Ok(json!({"@odata.context": context, "value": value})),
        }
    }

    fn page(
        &self,
        candidates: Vec<Candidate<'_, G::Node>>,
        options: &QueryOptions,
        address: &Address,
        preferences: &Preferences,
    ) -> Result<Value, QueryError> {
        let evaluation = self.evaluation();
        let mut writer = self.writer(&evaluation);
        let clauses = &options.clauses;
        let size = options.page_size(preferences);
        let found = page(&evaluation, candidates, clauses, size, options.after.as_ref())?;
        let mut body = Map::new();
        if let Some(count) = found.count {
            body.insert("@odata.count".to_owned(), json!(count));
        }
        if let Some(link) = writer.next_link(&found, address, &options.query, size)? {
            body.insert("@odata.nextLink".to_owned(), Value::String(link));
        }
        let items = writer.items(&found, options.subject().ty(), clauses, address, None)?;
        body.insert("value".to_owned(), Value::Array(items));
        Ok(with_context(body, address.context(&clauses.context())))
    }

    /// How many entities of a collection fit `$filter` and `$search`: what `/$count` says.
    pub fn count(&self, nodes: impl IntoIterator<Item = G::Node>, options: &QueryOptions) -> Result<usize, QueryError> {
        let evaluation = self.evaluation();
        let mut count = 0;
        for node in nodes {
            count += usize::from(fits(&evaluation, &options.clauses, Candidate::Node(node))?);
        }
        Ok(count)
    }

    /// Whether an entity fits `$filter` and `$search`.
    pub fn fits(&self, node: G::Node, options: &QueryOptions) -> Result<bool, QueryError> {
        fits(&self.evaluation(), &options.clauses, Candidate::Node(node))
    }
}
