//! The calls of every operation of both versions, each written out once as a program would write it, and compiled.
//!
//! The build script writes them from the generated source. A [`Call`] makes one operation's request of what it is
//! [`Arguments`] and hands it on as an [`Operation`], which forgets the types of response and options; the tests show what is
//! asked for and send it.

mod arguments;
mod operation;

pub use arguments::{Arguments, Used};
pub use operation::{Operation, ReadAs};

/// An operation, and how it is called.
pub struct Call<C> {
    /// `GET` and so on, as the walker read it.
    pub method: &'static str,
    /// The URL's template below the version, every parameter `{}`, as the walker read it.
    pub template: &'static str,
    /// The Rust expression.
    pub rust: &'static str,
    /// Makes the request.
    pub make: fn(&C, &Arguments) -> Box<dyn Operation>,
}

/// The operations of v1.0.
pub mod v1_0 {
    #![allow(deprecated, reason = "deprecated operations are called too")]

    use msgraph_identity_governance::model::{ModelType, TypeInfo};
    use msgraph_identity_governance::v1_0::{GraphClient, models};

    use crate::operation::*;
    use crate::{Arguments, Call};

    include!(concat!(env!("OUT_DIR"), "/v1_0.rs"));
}

/// The operations of beta.
pub mod beta {
    #![allow(deprecated, reason = "deprecated operations are called too")]

    use msgraph_identity_governance::beta::{GraphClient, models};
    use msgraph_identity_governance::model::{ModelType, TypeInfo};

    use crate::operation::*;
    use crate::{Arguments, Call};

    include!(concat!(env!("OUT_DIR"), "/beta.rs"));
}
