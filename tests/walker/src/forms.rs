//! The forms that a builder's functions have, read with syn: a step to another builder, or a request.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use syn::{Expr, ImplItem, Item, Visibility};

use super::{Parameter, Sources, Step, anonymous};

/// A public function of a builder.
pub struct Function {
    pub step: Step,
    /// What it adds to the URL template.
    pub suffix: String,
    pub leads: Leads,
}

/// Where a function leads.
pub enum Leads {
    /// To the builder of that name.
    To(String),
    /// To a request.
    Request {
        method: &'static str,
        body: bool,
        answer: String,
    },
}

/// Functions of the client that lead to no URL of the metadata.
const OF_THE_CLIENT: [&str; 6] = ["new", "core", "endpoint", "batch", "request", "from_link"];

/// The public functions of every builder by the builder's name.
pub fn builders(sources: &Sources, problems: &mut BTreeSet<String>) -> BTreeMap<String, Vec<Function>> {
    let mut builders: BTreeMap<String, Vec<Function>> = BTreeMap::new();
    let mut declared = BTreeSet::new();
    for (file, syntax) in &sources.files {
        for item in &syntax.items {
            match sources.features.have(attributes(item)) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(why) => {
                    problems.insert(format!("{file}: {why}"));
                    continue;
                }
            }
            match item {
                Item::Struct(item) => {
                    // `use …::*` decides by name: two of one name would make a step ambiguous.
                    if !declared.insert(item.ident.to_string()) {
                        problems.insert(format!("{file}: `{}` is declared a second time", item.ident));
                    }
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let Some(name) = type_name(&item.self_ty) else {
                        problems.insert(format!("{file}: an `impl` of a type that has no plain name"));
                        continue;
                    };
                    let functions = builders.entry(name.clone()).or_default();
                    for inner in &item.items {
                        let ImplItem::Fn(function) = inner else {
                            problems.insert(format!("{file}: `{name}` has something that is no function"));
                            continue;
                        };
                        // A user reaches only what is public.
                        let public = matches!(function.vis, Visibility::Public(_));
                        let ident = function.sig.ident.to_string();
                        if !public || (name == "GraphClient" && OF_THE_CLIENT.contains(&ident.as_str())) {
                            continue;
                        }
                        let is_there = sources.features.have(&function.attrs);
                        match is_there.and_then(|is_there| is_there.then(|| read(function)).transpose()) {
                            Ok(function) => functions.extend(function),
                            Err(why) => {
                                problems.insert(format!("{file}: {name}::{ident}: {why}"));
                            }
                        }
                    }
                }
                Item::Use(_) | Item::Mod(_) => {}
                Item::Macro(item) if is_callout(&item.mac.path) => {}
                _ => {
                    problems.insert(format!("{file}: an item that is neither struct, impl, use nor mod"));
                }
            }
        }
    }
    builders
}

/// Whether it is `crate::callout::callout!`, which makes what is read of callouts and no builders.
fn is_callout(path: &syn::Path) -> bool {
    let names = path.segments.iter().map(|segment| segment.ident.to_string());
    names.eq(["crate", "callout", "callout"])
}

/// Of the items that generated files have.
fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Struct(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

fn read(function: &syn::ImplItemFn) -> Result<Function, String> {
    let mut arguments = Arguments::of(&function.sig)?;
    let mut parameters = arguments.parameters.clone();
    let [syn::Stmt::Expr(expression, None)] = function.block.stmts.as_slice() else {
        return Err("its body is not one expression".into());
    };
    let (suffix, mut leads) = lead(expression, &mut arguments)?;
    if let Some(name) = arguments.open.first() {
        return Err(format!("its parameter `{name}` is not used"));
    }
    for parameter in &mut parameters {
        parameter.is_reference = arguments.references.contains(&parameter.name);
    }
    if let Leads::Request { answer, .. } = &mut leads {
        *answer = answer_of(&function.sig.output);
    }
    Ok(Function {
        step: Step {
            function: function.sig.ident.to_string(),
            parameters,
        },
        suffix,
        leads,
    })
}

/// The first type that a request is generic over, or the whole type of what is no request.
fn answer_of(output: &syn::ReturnType) -> String {
    let syn::ReturnType::Type(_, ty) = output else {
        return String::new();
    };
    let first = match &**ty {
        syn::Type::Path(path) => path.path.segments.last().and_then(|segment| match &segment.arguments {
            syn::PathArguments::AngleBracketed(list) => list.args.first(),
            _ => None,
        }),
        _ => None,
    };
    match first {
        Some(syn::GenericArgument::Type(answer)) => text_of(answer),
        _ => text_of(ty),
    }
}

/// An expression without blanks.
fn text(expression: &Expr) -> String {
    expression.to_token_stream().to_string().replace(' ', "")
}

/// A type as one writes it.
fn text_of(ty: &syn::Type) -> String {
    let text = ty.to_token_stream().to_string();
    match text.strip_prefix("impl ") {
        Some(bound) => format!("impl {}", bound.replace(' ', "")),
        None => text.replace(' ', ""),
    }
}

/// What a function takes.
struct Arguments {
    parameters: Vec<Parameter>,
    /// The names of those that are not used yet.
    open: Vec<String>,
    /// The names of those that are references.
    references: Vec<String>,
}

impl Arguments {
    fn of(signature: &syn::Signature) -> Result<Self, String> {
        let mut inputs = signature.inputs.iter();
        if !matches!(inputs.next(), Some(syn::FnArg::Receiver(_))) {
            return Err("it does not take `self`".into());
        }
        let parameters = inputs.map(|input| match input {
            syn::FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(ident) => Ok(Parameter {
                    name: ident.ident.to_string(),
                    ty: text_of(&typed.ty),
                    is_reference: false,
                }),
                _ => Err("a parameter is no plain name".to_owned()),
            },
            syn::FnArg::Receiver(_) => Err("`self` twice".to_owned()),
        });
        let parameters = parameters.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            open: parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            parameters,
            references: Vec::new(),
        })
    }

    /// The parameter that an argument is: `x`, `&x`, `x.as_ref()`, `x.into()`, `x.to_string()`, `x.map(|flags|
    /// flags.to_string())`, `Reference::to(x)`.
    fn take(&mut self, expression: &Expr) -> Result<String, String> {
        let name = parameter(expression).ok_or("an argument is not one of the function's parameters")?;
        let at = self
            .open
            .iter()
            .position(|open| *open == name)
            .ok_or_else(|| format!("`{name}` is no parameter, or is used twice"))?;
        if is_reference(expression) {
            self.references.push(name);
        }
        Ok(self.open.remove(at))
    }
}

/// `Reference::to(x)`.
fn is_reference(expression: &Expr) -> bool {
    match expression {
        Expr::Call(call) => callee(&call.func).is_some_and(|(ty, function)| ty == "Reference" && function == "to"),
        _ => false,
    }
}

fn parameter(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Reference(reference) => parameter(&reference.expr),
        Expr::MethodCall(call)
            if call.args.is_empty() && ["as_ref", "into", "to_string"].iter().any(|name| call.method == name) =>
        {
            parameter(&call.receiver)
        }
        Expr::MethodCall(call)
            if call.method == "map" && call.args.iter().map(text).eq(["|flags|flags.to_string()"]) =>
        {
            parameter(&call.receiver)
        }
        Expr::Call(call) if is_reference(expression) => match call.args.first() {
            Some(argument) if call.args.len() == 1 => parameter(argument),
            _ => None,
        },
        _ => None,
    }
}

/// `X::at(path)`, `Request::get(path)` and the like.
fn lead(expression: &Expr, arguments: &mut Arguments) -> Result<(String, Leads), String> {
    if let Expr::MethodCall(call) = expression
        && call.method == "with_reference_id"
    {
        let (suffix, leads) = lead(&call.receiver, arguments)?;
        let (Leads::Request { method: "DELETE", .. }, Some(argument), 1) = (&leads, call.args.first(), call.args.len())
        else {
            return Err("`with_reference_id(id)` belongs to a DELETE".into());
        };
        let name = arguments.take(argument)?;
        arguments.references.push(name);
        return Ok((suffix, leads));
    }
    let Expr::Call(call) = expression else {
        return Err("it neither leads to a builder nor makes a request".into());
    };
    let (ty, function) = callee(&call.func).ok_or("it calls something that is no `Type::function`")?;
    let mut given = call.args.iter();
    let path = given.next().ok_or("a call without a path")?;
    let suffix = suffix(path, arguments)?;
    let leads = if function == "at" {
        Leads::To(ty)
    } else if ty == "Request" {
        let (method, body) = match function.as_str() {
            "get" => ("GET", false),
            "delete" => ("DELETE", false),
            "post_empty" => ("POST", false),
            "post" => ("POST", true),
            "patch" => ("PATCH", true),
            "put" | "put_content" => ("PUT", true),
            other => return Err(format!("`Request::{other}` is unknown to the walker")),
        };
        if body {
            arguments.take(given.next().ok_or("a request without its body")?)?;
        }
        Leads::Request {
            method,
            body,
            answer: String::new(),
        }
    } else {
        return Err(format!("`{ty}::{function}` is unknown to the walker"));
    };
    if given.next().is_some() {
        return Err(format!("`{function}` is given too much"));
    }
    Ok((suffix, leads))
}

/// What a path expression adds to `self.path`, or to the root.
fn suffix(expression: &Expr, arguments: &mut Arguments) -> Result<String, String> {
    match expression {
        Expr::Field(field)
            if is_self(&field.base) && matches!(&field.member, syn::Member::Named(name) if name == "path") =>
        {
            Ok(String::new())
        }
        Expr::Call(call) if callee(&call.func).is_some_and(|(ty, function)| ty == "Path" && function == "root") => {
            match call.args.last() {
                Some(segment) if call.args.len() == 2 => Ok(format!("/{}", literal_segment(segment)?)),
                _ => Err("`Path::root` takes the client and a segment".into()),
            }
        }
        Expr::MethodCall(call) => {
            let before = suffix(&call.receiver, arguments)?;
            let given: Vec<&Expr> = call.args.iter().collect();
            let added = match (call.method.to_string().as_str(), given.as_slice()) {
                ("clone", []) => String::new(),
                ("step", [segment]) => format!("/{}", literal_segment(segment)?),
                ("key", [key]) => {
                    arguments.take(key)?;
                    "/{}".to_owned()
                }
                ("alternate_key", [template, list]) => filled(&literal(template)?, list, arguments)?,
                ("call", [template, list]) => format!("/{}", filled(&literal(template)?, list, arguments)?),
                (other, _) => return Err(format!("`path.{other}` in this form is unknown to the walker")),
            };
            Ok(before + &added)
        }
        _ => Err("its path starts neither at `self.path` nor at the root".into()),
    }
}

/// A template whose placeholders have their arguments: as many, and in order.
fn filled(template: &str, list: &Expr, arguments: &mut Arguments) -> Result<String, String> {
    let Expr::Reference(reference) = list else {
        return Err("the arguments are no `&[…]`".into());
    };
    let Expr::Array(array) = &*reference.expr else {
        return Err("the arguments are no `&[…]`".into());
    };
    let holes: Vec<&str> = template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    if holes.len() != array.elems.len() {
        return Err(format!(
            "`{template}` has {} placeholders and is given {} arguments",
            holes.len(),
            array.elems.len()
        ));
    }
    for (hole, argument) in holes.iter().zip(&array.elems) {
        let name = arguments.take(argument)?;
        if bare(&name) != bare(hole) {
            return Err(format!("`{template}` is given `{name}` where `{hole}` stands"));
        }
    }
    Ok(anonymous(template))
}

/// A name without what Rust's case adds.
fn bare(name: &str) -> String {
    name.trim_start_matches("r#")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}

fn literal(expression: &Expr) -> Result<String, String> {
    match expression {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Ok(text.value()),
        _ => Err("a segment is no string literal".into()),
    }
}

/// The text of one segment: a slash or a brace in it would be another URL than the one that is counted.
fn literal_segment(expression: &Expr) -> Result<String, String> {
    let text = literal(expression)?;
    if text.is_empty() || text.contains(['/', '{', '}', '?', '#']) {
        Err(format!("`{text}` is no segment"))
    } else {
        Ok(text)
    }
}

fn is_self(expression: &Expr) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident("self"))
}

/// `Type::function` as its two names; generic arguments make no difference.
fn callee(expression: &Expr) -> Option<(String, String)> {
    let Expr::Path(path) = expression else { return None };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let function = names.next()?;
    Some((names.next()?, function))
}

fn type_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}
