//! That drift finds every change: each kind by itself, single changes in bulk, and nothing where nothing changed.

mod bulk;
mod generated;
mod harbour;
mod kinds;
mod mutate;
mod nothing;
mod world;

use crate::small;
