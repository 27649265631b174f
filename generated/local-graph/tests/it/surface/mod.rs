//! Every operation of both versions, by requests that no socket sees.

mod entities;
mod local;
