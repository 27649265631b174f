//! What a query may cost. Each limit has an error that names it.

/// The longest query of a URL, in bytes, percent-encoded.
pub const MAX_QUERY_LENGTH: usize = 32 * 1024;

/// The longest query with a `$skiptoken`, which carries a query and the place of an item.
pub(super) const MAX_TOKEN_QUERY_LENGTH: usize = 2 * MAX_QUERY_LENGTH;

/// The most keys of `$orderby`.
pub const MAX_ORDER_KEYS: usize = 16;

/// The characters of a text by which `$orderby` orders.
pub(super) const MAX_ORDER_CHARACTERS: usize = 128;

/// How deep parentheses, `not`, functions and lambdas may be nested in an expression, and how many operators other than
/// `and` and `or` may follow each other. A level takes up to 20 kB of stack in a build without optimization.
pub const MAX_DEPTH: usize = 32;

/// The most operands and operators of an expression.
pub const MAX_EXPRESSION_NODES: usize = 4_000;

/// How deep `any` and `all` may be nested.
pub const MAX_LAMBDA_DEPTH: usize = 4;

/// How deep `$expand` may be nested, `$levels` included.
pub const MAX_EXPAND_DEPTH: usize = 8;

/// The most items of one `$select`, and of all `$expand` together.
pub const MAX_CLAUSE_ITEMS: usize = 1_000;

/// The largest page, and the largest `$top`.
pub const MAX_PAGE_SIZE: usize = 999;

/// The size of a page for which nothing else is asked.
pub const DEFAULT_PAGE_SIZE: usize = 100;

/// The most steps that filtering, searching and ordering may take for one request: about a second.
pub(super) const MAX_STEPS: u64 = 50_000_000;

/// The most entities that a response may hold, expanded ones included.
pub(super) const MAX_WRITTEN_ENTITIES: usize = 200_000;
