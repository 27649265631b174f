//! Which permissions an operation needs.
//!
//! | module | what it holds |
//! |---|---|
//! | [`published`] | Microsoft's table: a permission, its schemes, methods and paths |
//! | [`mod@file`] | ours, kept in `schemas/<version>/permissions.yaml` for the operations that the version has |
//! | [`facts`] | the overlay's additions to it |
//! | [`operation`] | what inference looks at of an operation |
//! | [`infer`], `general` | what is inferred for operations for which nothing is published |
//! | [`roles`] | the roles that decide beside permissions |
//! | [`proof`], [`report`] | how good the inference is, and all that is known as text |

pub mod facts;
pub mod file;
mod general;
pub mod infer;
pub mod operation;
pub mod proof;
pub mod published;
pub mod report;
pub mod roles;

use crate::openapi::{Document, PathItem};
use crate::routes::{Method, PermissionTable};

pub use facts::{add_facts, unused};
pub use file::{read, write};
pub use infer::InferredTable;
pub use published::{PublishedTable, read_published};

pub(crate) const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete];

/// Permissions in one of the two forms.
#[derive(Clone, Debug)]
pub enum PermissionSource {
    /// The published table, of all of Graph.
    Published(PublishedTable),
    /// Our form, of one version.
    Table(PermissionTable),
}

impl Default for PermissionSource {
    fn default() -> Self {
        Self::Table(PermissionTable::new())
    }
}

impl PermissionSource {
    /// What it says of the operations of a document.
    #[must_use]
    pub fn of(self, document: &Document) -> PermissionTable {
        match self {
            Self::Published(published) => published.of(document),
            Self::Table(mut table) => {
                table.retain(|(_, path), _| document.paths.contains_key(path));
                table
            }
        }
    }
}

fn has(item: &PathItem, method: Method) -> bool {
    let mut methods = item.operations.keys();
    methods.any(|other| other.key().eq_ignore_ascii_case(method.name()))
}

fn method_of(name: &str) -> Option<Method> {
    METHODS.into_iter().find(|method| method.name() == name)
}
