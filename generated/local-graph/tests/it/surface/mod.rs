//! Every operation of both versions, by requests that no socket sees.

mod batches;
mod documented;
mod entities;
mod local;
mod openapi;
mod sample;
mod validity;
mod world;
