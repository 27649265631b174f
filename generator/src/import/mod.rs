//! From raw metadata to `schemas/`: normalized, pruned to what is selected, with provenance.
//!
//! [`csdl`] prunes the CSDL document and writes names in full, [`openapi`] keeps the selected paths and moves what is written in place into components,
//! [`compare`] holds the component schemas against the CSDL's types, [`findings`] and [`provenance`] are the files of that name, [`explain`] holds findings against
//! their explanations. The order of the steps is in `crate::pipeline`.

pub mod compare;
pub mod csdl;
pub mod explain;
pub mod findings;
pub mod fixups;
pub mod openapi;
pub mod provenance;
pub mod supplement;
