//! Every operation of both versions, by requests that no socket sees.

mod batches;
mod client;
mod documented;
mod entities;
mod gaps;
mod hostile;
mod ids;
mod local;
mod openapi;
mod refusals;
mod sample;
mod validity;
mod world;
