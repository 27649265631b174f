//! OData: what a query of a URL says, and what a response shows of a graph by it.
//!
//! It knows types (the reflection tables of the bindings) and JSON values, and nothing of the store, of HTTP or of
//! governance. A server goes these steps:
//!
//! ```
//! use msgraph_identity_governance::reflection::{Api, Response};
//! use msgraph_local_graph::odata::*;
//! use time::OffsetDateTime;
//!
//! /// `GET` of a collection: `path` below the version, `query` what stands after `?`.
//! fn get<G: Graph>(
//!     api: &'static Api,
//!     (path, query): (&str, &str),
//!     preferences: &Preferences,
//!     (graph, nodes): (&G, Vec<G::Node>),
//!     tokens: &TokenKey,
//! ) -> Result<serde_json::Value, QueryError> {
//!     let place = api.resolve(path).expect("a path of the version");
//!     let subject = Subject::from(place.segment().subject().expect("a type"));
//!     let address = Address::of("http://127.0.0.1:8080/v1.0", path, &place);
//!     let options = QueryOptions::read(query, subject, &address, tokens)?;
//!     options.check_consistency(preferences)?;
//!     let view = View::new(graph, OffsetDateTime::now_utc(), tokens);
//!     view.collection(nodes, &options, &address, preferences)
//! }
//! ```
//!
//! [`View::entity`] is for one entity (also for what was just created: `address.item(key)`), [`View::value`] for
//! structural properties and what functions return, [`View::count`] for `/$count`. A [`QueryError`] is a 400 with
//! Graph's code and a message. [`QueryOptions::given`] is to be held against the options that the operation takes.
//! The store implements [`Graph`]; [`JsonGraph`] is one over JSON documents.
//!
//! Which of several possible behaviours was chosen, and why, is in `docs/decisions/local-graph-odata.md`.
//!
//! | what | where |
//! |---|---|
//! | [`QueryOptions`]: the query of a request, checked; its parts | `options`, `clauses` |
//! | [`Subject`], [`Preferences`], [`Address`]: what else a request says | `subject`, `headers`, `address` |
//! | [`View`]: the bodies of responses; how entities and pages are made | `view`, `write`, `page` |
//! | [`Graph`], [`JsonGraph`]: what a query is evaluated over | `graph`, `json_graph` |
//! | [`TokenKey`], `$skiptoken` | `skip_token` |
//! | the query of a URL, percent-decoded | `url_query` |
//! | expressions: words, precedence, operands and paths, functions | `lexer`, `parse`, `operand`, `path`, `call` |
//! | what an expression is, and of which kinds; names of the metadata | `expression`, `kind`, `names` |
//! | how an expression is evaluated | `evaluate`, `compute`, `scalar`, `ticks` |
//! | `$orderby`, `$select`, `$expand`, `$search` | `orderby`, `select`, `expand`, `search` |
//! | `ConsistencyLevel` of the directory | `consistency` |
//! | what a query may cost | [`limits`] |
//! | [`QueryError`] | `error` |

mod address;
mod call;
mod clauses;
mod compute;
mod consistency;
mod error;
mod evaluate;
mod expand;
mod expression;
mod graph;
mod headers;
mod json_graph;
mod kind;
mod lexer;
pub mod limits;
mod names;
mod operand;
mod options;
mod orderby;
mod page;
mod parse;
mod path;
mod scalar;
mod search;
mod select;
mod skip_token;
mod subject;
mod ticks;
mod url_query;
mod view;
mod write;

pub use address::Address;
pub use error::QueryError;
pub use graph::Graph;
pub use headers::Preferences;
pub use json_graph::{JsonGraph, JsonNode};
pub use options::QueryOptions;
pub use skip_token::TokenKey;
pub use subject::Subject;
pub use view::View;
