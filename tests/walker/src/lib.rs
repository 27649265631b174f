//! The surface of a version, read from its generated Rust source: which method and URL each function of the builders
//! reaches.
//!
//! Nothing of the generator is used here, so that the walker proves what the emitter wrote and not what it meant. It
//! follows the modules from `mod.rs` (a file that no module names is not compiled and does not count), starts at
//! `GraphClient` and follows the public functions: those that lead to another builder and those that make a request. A
//! function in any other form is a problem, never passed over. The other side of the comparison, the OpenAPI document,
//! is read by [`documented`].
//!
//! It is a crate of its own because the build script of `tests/operations` writes the calls of all operations from what
//! it finds.

mod conditions;
pub mod documented;
mod forms;
pub mod models;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use forms::{Function, Leads};

pub use conditions::Features;
pub use modules::Sources;

/// Deeper than any URL: builders that lead in a circle end here.
const DEEPEST: usize = 40;

/// Method and URL template, every parameter written `{}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// `GET` and so on.
    pub method: String,
    /// From the version on: `/identityGovernance/…`.
    pub path: String,
}

impl Operation {
    /// That method at that template, its parameters in any spelling.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_uppercase(),
            path: anonymous(path),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A template without the names in its braces: builders do not carry the document's numbering of ids.
#[must_use]
pub fn anonymous(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').unwrap_or(("", after));
        out.push_str(before);
        out.push_str("{}");
        rest = after;
    }
    out.push_str(rest);
    out
}

/// How a builder reaches an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The Rust expression.
    pub rust: String,
    /// The functions that are called in it one after the other, from the client on.
    pub calls: Vec<Step>,
    /// The type of the response, without blanks: `Page<models::AccessPackage>`.
    pub answer: String,
    /// It sends a body.
    pub body: bool,
}

/// A function that is called on the way to a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Its name.
    pub function: String,
    /// What it takes.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a builder's function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type, without blanks but that after `impl`: `impl AsRef<str>`.
    pub ty: String,
    /// It names a resource by URL or path, for `$ref`.
    pub is_reference: bool,
}

/// What the walk found.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Every operation with each way to it: one way, when all is well.
    pub operations: BTreeMap<Operation, Vec<Reached>>,
    /// Names of the builders that were met.
    pub builders: BTreeSet<String>,
    /// What the walker did not understand or what is wrong by itself, sorted.
    pub problems: BTreeSet<String>,
}

/// Walks the generated source of a version, with all features: the folder that holds its `mod.rs`.
#[must_use]
pub fn walk(folder: &Path) -> Surface {
    walk_with(folder, Features::All)
}

/// Walks what is there of the generated source of a version with these features.
#[must_use]
pub fn walk_with(folder: &Path, features: Features) -> Surface {
    walk_sources(&modules::read(folder, features))
}

/// Walks sources that were read before.
#[must_use]
pub fn walk_sources(sources: &Sources) -> Surface {
    let mut surface = Surface {
        problems: sources.problems.clone(),
        ..Surface::default()
    };
    let builders = forms::builders(sources, &mut surface.problems);
    if !builders.contains_key("GraphClient") {
        surface.problems.insert("there is no `impl GraphClient`".to_owned());
    }
    let mut walker = Walker {
        builders: &builders,
        surface,
        calls: Vec::new(),
    };
    walker.visit("GraphClient", "", "client");
    let mut surface = walker.surface;
    for name in builders.keys().filter(|name| !surface.builders.contains(*name)) {
        surface.problems.insert(format!("no function leads to `{name}`"));
    }
    surface
}

struct Walker<'a> {
    builders: &'a BTreeMap<String, Vec<Function>>,
    surface: Surface,
    /// The functions that led to where the walker is.
    calls: Vec<Step>,
}

impl Walker<'_> {
    fn visit(&mut self, name: &str, path: &str, rust: &str) {
        let Some(functions) = self.builders.get(name) else {
            self.surface
                .problems
                .insert(format!("{rust} leads to `{name}`, which has no functions"));
            return;
        };
        if self.calls.len() > DEEPEST {
            self.surface
                .problems
                .insert(format!("the builders lead in a circle through `{name}`"));
            return;
        }
        self.surface.builders.insert(name.to_owned());
        for function in functions {
            let Step {
                function: called,
                parameters,
            } = &function.step;
            let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            let rust = format!("{rust}.{called}({})", names.join(", "));
            let path = format!("{path}{}", function.suffix);
            self.calls.push(function.step.clone());
            match &function.leads {
                Leads::To(next) => self.visit(next, &path, &rust),
                Leads::Request { method, body, answer } => {
                    let reached = Reached {
                        rust,
                        calls: self.calls.clone(),
                        answer: answer.clone(),
                        body: *body,
                    };
                    self.surface
                        .operations
                        .entry(Operation::new(method, &path))
                        .or_default()
                        .push(reached);
                }
            }
            self.calls.pop();
        }
    }
}

/// What is wrong with the surface, beside what the document says (operation, and whether it takes a body); empty when
/// they are the same.
#[must_use]
pub fn compare(documented: &BTreeMap<Operation, bool>, surface: &Surface) -> Vec<String> {
    let mut wrong: Vec<String> = surface
        .problems
        .iter()
        .map(|problem| format!("problem: {problem}"))
        .collect();
    for operation in documented
        .keys()
        .filter(|operation| !surface.operations.contains_key(operation))
    {
        wrong.push(format!("missing: {operation}"));
    }
    for (operation, ways) in &surface.operations {
        let list = || {
            ways.iter()
                .map(|way| way.rust.as_str())
                .collect::<Vec<_>>()
                .join(" and ")
        };
        match documented.get(operation) {
            None => wrong.push(format!("extra:   {operation}  by {}", list())),
            Some(body) => {
                for way in ways.iter().filter(|way| way.body != *body) {
                    let (has, should) = if way.body { ("a", "none") } else { ("no", "one") };
                    wrong.push(format!(
                        "body:    {operation}  has {has} body in {}, the document has {should}",
                        way.rust
                    ));
                }
            }
        }
        if ways.len() > 1 {
            wrong.push(format!("twice:   {operation}  by {}", list()));
        }
    }
    wrong
}

#[cfg(test)]
mod tests;
