//! Every operation of both versions, by requests that no socket sees.

mod batches;
mod entities;
mod local;
