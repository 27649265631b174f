//! The normal form that `schemas/<version>/` holds: pruned to what is selected, sorted, names in full, no sentences of
//! the metadata's authors.
//!
//! [`csdl`] prunes the CSDL document, [`openapi`] moves what is written in place into components, [`provenance`] says
//! where the inputs are from. Nothing here reads a file or asks for a fault.

pub mod csdl;
pub mod openapi;
pub mod provenance;
