//! The local Graph as a server.
//!
//! | what | where |
//! |---|---|
//! | [`LocalGraph`]: started and stopped | `local_graph` |
//! | connections, bounds, which page a request is for | `http` |
//! | requests to Graph, with faults | `graph`, `faults` |
//! | who asks, and whether they may | `authorize` |
//! | the local Graph's own pages below `/local` | `control`, `overview` |
//! | the tenant's keys and tokens | `identity`, `tokens`, `signing` |
//! | callouts posted | `callouts` |
//! | the last exchanges | `exchanges` |
//! | the state in a file | `journal` |
//! | what it begins with | `seed` |
//! | the page in the browser | `page` |

mod authorize;
mod callouts;
mod control;
mod exchanges;
mod faults;
mod graph;
mod http;
mod identity;
mod journal;
mod local_graph;
mod overview;
mod page;
mod respond;
mod seed;
mod shared;
mod signing;
mod tokens;

pub use faults::{Fault, FaultKind};
pub use journal::OpenError;
pub use local_graph::{LocalGraph, LocalGraphBuilder, StartError};
pub use seed::{Seed, SeedItem};
pub use tokens::Identity;
