//! Operations: each call at each of its places, with the way from the client to it.

use std::collections::{BTreeMap, BTreeSet};

use super::RustApi;
use super::signatures::{Argument, ArgumentForm, ResponseType};
use super::surface::{Builder, Call, CallPlace, Step};
use crate::clouds::lookup::operation_not_in;
use crate::error::Result;
use crate::model::{Cloud, Unsupported};

/// An operation of the OpenAPI document, and the calls that make its request.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// What leads from the client to the builder that has the call, with what each step takes.
    pub way: &'a [(&'a Step, Vec<Argument<'a>>)],
    /// What makes the request.
    pub call: &'a Call,
    /// Which of the operations that the call stands for.
    pub place: &'a CallPlace,
    /// What the call takes.
    pub arguments: Vec<Argument<'a>>,
    /// What it gives.
    pub response: ResponseType<'a>,
}

impl<'a> RustApi<'a> {
    /// Calls `visit` with every operation, in the order of the way from the client.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn each_operation(&self, visit: &mut dyn FnMut(&Operation<'_>)) -> Result<()> {
        let builders = self.surface.builders.iter();
        let mut walker = Walker {
            rust: self,
            builders: builders.map(|builder| (builder.name.as_str(), builder)).collect(),
            way: Vec::new(),
            visit,
        };
        for root in &self.surface.roots {
            if let Some(place) = root.places.first() {
                walker.step(root, place)?;
            }
        }
        Ok(())
    }

    /// National clouds without an operation.
    #[must_use]
    pub fn not_in(&self, operation: &Operation<'_>) -> BTreeSet<Cloud> {
        let not_in = operation_not_in(self.api, operation.call.http, &operation.place.path);
        not_in.into_keys().collect()
    }

    /// What is known of an operation that the service does not support.
    #[must_use]
    pub fn unsupported(&self, operation: &Operation<'_>) -> Option<&'a Unsupported> {
        let method = operation.call.http.name();
        self.api.unsupported.get(method, &operation.place.path)
    }
}

struct Walker<'a, 'w> {
    rust: &'w RustApi<'a>,
    builders: BTreeMap<&'a str, &'a Builder>,
    way: Vec<(&'a Step, Vec<Argument<'a>>)>,
    visit: &'w mut dyn FnMut(&Operation<'_>),
}

impl<'a> Walker<'a, '_> {
    fn step(&mut self, step: &'a Step, place: &str) -> Result<()> {
        let arguments = self.rust.arguments_of_segment(&step.segment)?;
        self.way.push((step, arguments));
        self.builder(&step.to, place)?;
        self.way.pop();
        Ok(())
    }

    fn builder(&mut self, name: &str, place: &str) -> Result<()> {
        let Some(builder) = self.builders.get(name).copied() else {
            return Ok(());
        };
        // A builder's steps and calls list their places in the order of the builder's own.
        let Some(position) = builder.places.iter().position(|other| other == place) else {
            return Ok(());
        };
        for call in &builder.calls {
            if let Some(place) = call.places.get(position) {
                (self.visit)(&Operation {
                    way: &self.way,
                    call,
                    place,
                    arguments: self.rust.arguments(call)?,
                    response: self.rust.response(call)?,
                });
            }
        }
        for step in &builder.steps {
            if let Some(place) = step.places.get(position) {
                self.step(step, place)?;
            }
        }
        Ok(())
    }
}

impl Operation<'_> {
    /// The expression that makes the request: `client.identity_governance().access_reviews().get()`.
    #[must_use]
    pub fn expression(&self) -> String {
        self.chain(|arguments| {
            let names: Vec<&str> = arguments.iter().map(given).collect();
            names.join(", ")
        })
    }

    /// The expression with an ellipsis for what is given: what arguments are called is nothing that a program relies
    /// on.
    #[must_use]
    pub fn path(&self) -> String {
        self.chain(|arguments| if arguments.is_empty() { "" } else { "…" }.to_owned())
    }

    fn chain(&self, given: impl Fn(&[Argument<'_>]) -> String) -> String {
        let mut chain = "client".to_owned();
        let way = self.way.iter().map(|(step, arguments)| (&step.method, arguments));
        for (method, arguments) in way.chain([(&self.call.method, &self.arguments)]) {
            chain.push_str(&format!(".{method}({})", given(arguments)));
        }
        chain
    }

    /// The types of all that is given on the way and to the call, and of what the call gives.
    #[must_use]
    pub fn signature(&self) -> String {
        let way = self.way.iter().flat_map(|(_, arguments)| arguments);
        let arguments: Vec<String> = way.chain(&self.arguments).map(ToString::to_string).collect();
        format!("({}) -> {}", arguments.join(", "), self.response)
    }
}

/// What an expression gives for an argument: its name, or `body` for what is sent.
fn given<'a>(argument: &Argument<'a>) -> &'a str {
    match argument.form {
        ArgumentForm::Content => "body",
        _ => argument.name,
    }
}
