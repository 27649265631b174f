//! The bodies of responses by the options of a request's query.

use std::borrow::Cow;
use std::sync::OnceLock;

use msgraph_identity_governance::reflection::{Item, Operation, OperationKind, Type, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::exchange::{Ask, Reply};
use super::later;
use super::show;
use super::view::View;
use crate::failure::Failure;
use crate::odata::{self, Address, Graph, Preferences, QueryError, QueryOptions, Subject, TokenKey};
use crate::store::{Node, NodeId};

/// What makes bodies for one request.
pub(super) struct Query<'q> {
    pub view: View<'q>,
    pub ask: &'q Ask,
    pub address: Address,
    /// None for a path of the directory.
    pub operation: Option<Operation>,
}

impl Query<'_> {
    /// The body of one entity. `address` is its own where the request's is that of a collection.
    pub fn entity(&self, node: NodeId, declared: Type, address: &Address) -> Result<Value, Failure> {
        let options = self.options(Subject::one(declared))?;
        Ok(self.shown(declared, self.odata().entity(node, &options, address)?))
    }

    /// The body of an entity that a request has made or changed: without the options of a query.
    pub fn whole(&self, node: NodeId, declared: Type, address: &Address) -> Result<Value, Failure> {
        let options = QueryOptions::none(Subject::one(declared));
        Ok(self.shown(declared, self.odata().entity(node, &options, address)?))
    }

    /// A page of entities.
    pub fn page(&self, nodes: Vec<NodeId>, ty: Type) -> Result<Reply, Failure> {
        let options = self.options(Subject::collection_of(ty))?;
        let preferences = self.preferences();
        let mut body = self.odata().collection(nodes, &options, &self.address, &preferences)?;
        let shows_later = self.ask.prefers(later::PREFERENCE);
        if !shows_later {
            later::hide(ty, &mut body, true);
        }
        let applied = preferences.applied().into_iter();
        let applied: Vec<String> = applied
            .chain(shows_later.then(|| later::PREFERENCE.to_owned()))
            .collect();
        Ok(Reply {
            applied: (!applied.is_empty()).then(|| applied.join(", ").into()),
            ..Reply::json(body)
        })
    }

    /// How many of these entities the query is for.
    pub fn count(&self, nodes: Vec<NodeId>, ty: Type) -> Result<usize, Failure> {
        let options = self.options(Subject::collection_of(ty))?;
        Ok(self.odata().count(nodes, &options)?)
    }

    /// The body of what is no entity. Nothing is an empty object or list, or `{"value": null}`, as the type wants it.
    pub fn value(&self, ty: TypeRef, value: Option<Value>) -> Result<Value, Failure> {
        let value = match value.filter(|value| !value.is_null()) {
            Some(value) => value,
            None if ty.is_collection() => json!([]),
            None if is_structured(ty) => Value::Object(Map::new()),
            None => Value::Null,
        };
        let options = self.options(Subject::from(ty))?;
        Ok(self
            .odata()
            .value(&value, &options, &self.address, &self.preferences())?)
    }

    /// The body of an entity, with what this client is shown of enum values.
    fn shown(&self, declared: Type, mut body: Value) -> Value {
        if !self.ask.prefers(later::PREFERENCE) {
            later::hide(declared, &mut body, false);
        }
        body
    }

    fn odata(&self) -> odata::View<'_, View<'_>> {
        odata::View::new(&self.view, self.ask.now, tokens())
    }

    fn preferences(&self) -> Preferences {
        let prefer = self.ask.headers.get_all("prefer").into_iter();
        let prefer = prefer.filter_map(|value| value.to_str().ok());
        Preferences::read(prefer, self.ask.header("consistencylevel"))
    }

    fn options(&self, subject: Subject) -> Result<QueryOptions, Failure> {
        let options = QueryOptions::read(&self.ask.query, subject, &self.address, tokens())?;
        options.check_consistency(&self.preferences())?;
        if let Some(operation) = self.operation {
            self.refuse_unknown(operation, &options)?;
        }
        Ok(options)
    }

    /// Refuses options that the operation does not take. Those that an annotation denies are taken: documented requests
    /// have them.
    fn refuse_unknown(&self, operation: Operation, options: &QueryOptions) -> Result<(), Failure> {
        let is_read = matches!(
            operation.kind(),
            OperationKind::Get | OperationKind::List | OperationKind::Count
        );
        let (takes, denied) = (operation.options(), operation.denied_options());
        let mut given = options.given().filter(|_| is_read);
        match given.find(|option| !takes.contains(*option) && !denied.contains(*option)) {
            None => Ok(()),
            Some(option) => Err(Failure::bad_request(format!(
                "The query option '{}' is none that this operation takes.",
                option.name()
            ))
            .about(option.name())),
        }
    }
}

fn is_structured(ty: TypeRef) -> bool {
    matches!(ty.item(), Item::Type(ty) if ty.kind() != TypeKind::Enum)
}

/// The key of links to further pages: good as long as the process runs.
fn tokens() -> &'static TokenKey {
    static TOKENS: OnceLock<TokenKey> = OnceLock::new();
    TOKENS.get_or_init(TokenKey::random)
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::new(400, error.code(), error.message())
    }
}

impl Graph for View<'_> {
    type Node = NodeId;

    fn ty(&self, node: NodeId) -> Type {
        let own = View::ty(*self, node);
        // The root has no type, and is never shown.
        let any = || self.store().api().types().next();
        own.or_else(any).unwrap_or_else(|| unreachable!("a version has types"))
    }

    fn key(&self, node: NodeId) -> Cow<'_, str> {
        self.store().get(node).map(Node::key).unwrap_or_default().into()
    }

    fn ordinal(&self, node: NodeId) -> u64 {
        node.number()
    }

    fn object(&self, node: NodeId) -> Cow<'_, Map<String, Value>> {
        match self.store().get(node) {
            Some(node) => Cow::Borrowed(&node.members),
            None => Cow::Owned(Map::new()),
        }
    }

    fn member(&self, node: NodeId, name: &str) -> Option<Cow<'_, Value>> {
        self.store().get(node)?.member(name).map(Cow::Borrowed)
    }

    fn one(&self, node: NodeId, name: &str) -> Option<NodeId> {
        View::one(*self, node, self.nav(node, name)?)
    }

    fn many(&self, node: NodeId, name: &str) -> Cow<'_, [NodeId]> {
        let nav = self.nav(node, name);
        nav.map(|nav| View::many(*self, node, nav)).unwrap_or_default().into()
    }

    fn path(&self, node: NodeId) -> Option<String> {
        Some(View::path(*self, node))
    }
}

/// The entity's `ETag`.
pub(super) fn etag(view: View<'_>, node: NodeId) -> Option<String> {
    view.store().get(node).map(show::etag)
}
