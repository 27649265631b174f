//! The public items of a version as they stand in the printed source, read back by syn.

use std::collections::BTreeMap;

use generator::emit::emit;
use generator::rust_api::RustApi;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

/// Public items with their signatures; a warning is an item of its own.
pub type Items = BTreeMap<String, String>;

/// A public method of a builder.
#[derive(Clone)]
struct Method {
    name: String,
    /// Types of what is given.
    arguments: Vec<String>,
    /// The builder that it leads to, or the response with the query options.
    leads: Leads,
    deprecated: bool,
}

#[derive(Clone)]
enum Leads {
    Builder(String),
    Response(String, Vec<String>),
}

/// What one file holds.
#[derive(Clone, Default)]
struct Read {
    items: Items,
    builders: BTreeMap<String, Vec<Method>>,
}

/// Files that were read, by path: most of them are the same after a change.
#[derive(Default)]
pub struct Files(BTreeMap<String, (String, Read)>);

fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string().replace(' ', "");
    text.replace("crate::v1_0::", "")
        .replace("crate::beta::", "")
        .replace("impl", "impl ")
        .replace("model::Many", "Many")
        .replace(",>", ">")
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn is_deprecated(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("deprecated"))
}

/// `models::identity_governance` of `models/identity_governance/task.rs`.
fn module(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.replace('/', "::")
}

fn read(path: &str, source: &str) -> Read {
    let file = syn::parse_file(source).unwrap();
    let mut read = Read::default();
    let module = module(path);
    let is_builder = path.starts_with("builders") || path == "client.rs";
    for item in &file.items {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) && is_builder => {
                read.builders.entry(item.ident.to_string()).or_default();
            }
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{module}::{}", item.ident);
                let word = if matches!(item.fields, syn::Fields::Named(_)) {
                    "struct"
                } else {
                    "struct of flags"
                };
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    // Every struct has these; the latter is hidden.
                    let of_all = |ident: &&syn::Ident| **ident == "additional_properties" || **ident == "presence";
                    let Some(ident) = field.ident.as_ref().filter(|ident| !of_all(ident)) else {
                        continue;
                    };
                    if is_deprecated(&field.attrs) {
                        read.items
                            .insert(format!("warning of {name}::{ident}"), "warning".into());
                    }
                    read.items.insert(format!("{name}::{ident}"), text(&field.ty));
                }
                let is_open = item.attrs.iter().all(|one| !one.path().is_ident("non_exhaustive"));
                if is_open && word == "struct" {
                    read.items.insert(format!("{name} {{ .. }}"), "struct literal".into());
                }
                read.items.insert(name, word.into());
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{module}::{}", item.ident);
                for variant in item
                    .variants
                    .iter()
                    .filter(|variant| variant.ident != "UnknownValue" && variant.ident != "UnknownType")
                {
                    let held = variant
                        .fields
                        .iter()
                        .next()
                        .map_or("variant".to_owned(), |field| text(&field.ty));
                    // The base itself stands in the same file, and is named as there.
                    let held = match held.strip_prefix("model::Child<") {
                        Some(own) if !own.contains("::") => format!("model::Child<{module}::{own}"),
                        _ => held,
                    };
                    read.items.insert(format!("{name}::{}", variant.ident), held);
                }
                read.items.insert(name, "enum".into());
            }
            syn::Item::Impl(item) if item.trait_.is_none() => implementation(&module, item, is_builder, &mut read),
            syn::Item::Macro(item) => table(&module, item, &mut read.items),
            _ => {}
        }
    }
    read
}

fn implementation(module: &str, item: &syn::ItemImpl, is_builder: bool, read: &mut Read) {
    let of = text(&item.self_ty);
    for member in &item.items {
        match member {
            syn::ImplItem::Const(one) if is_public(&one.vis) => {
                read.items
                    .insert(format!("{module}::{of}::{}", one.ident), "const".into());
            }
            syn::ImplItem::Fn(one) if is_public(&one.vis) => {
                let name = one.sig.ident.to_string();
                let syn::ReturnType::Type(_, gives) = &one.sig.output else {
                    continue;
                };
                if is_builder {
                    let arguments = one.sig.inputs.iter().filter_map(|input| match input {
                        syn::FnArg::Typed(typed) => Some(argument(&typed.ty)),
                        syn::FnArg::Receiver(_) => None,
                    });
                    if let Some(leads) = leads(gives) {
                        read.builders.entry(of.clone()).or_default().push(Method {
                            name,
                            arguments: arguments.collect(),
                            leads,
                            deprecated: is_deprecated(&one.attrs),
                        });
                    }
                } else if !name.starts_with("with_") && one.sig.receiver().is_some() {
                    read.items.insert(format!("{module}::{of}::{name}()"), text(gives));
                }
            }
            _ => {}
        }
    }
}

fn leads(gives: &syn::Type) -> Option<Leads> {
    let syn::Type::Path(path) = gives else { return None };
    let last = path.path.segments.last()?;
    if last.ident.to_string().ends_with("Builder") {
        return Some(Leads::Builder(last.ident.to_string()));
    }
    if last.ident != "Request" {
        return None;
    }
    let syn::PathArguments::AngleBracketed(generic) = &last.arguments else {
        return None;
    };
    let mut generic = generic.args.iter();
    let response = text(generic.next()?);
    let options = generic.next().map(ToTokens::to_token_stream).unwrap_or_default();
    let mut names = Vec::new();
    words(options, &mut names);
    let names = names
        .iter()
        .filter_map(|name| name.strip_prefix("Can").map(str::to_owned));
    Some(Leads::Response(response, names.collect()))
}

fn words(tokens: TokenStream, out: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => out.push(ident.to_string()),
            TokenTree::Group(group) => words(group.stream(), out),
            _ => {}
        }
    }
}

/// The constants of a model, and what it can be cast from.
fn table(module: &str, item: &syn::ItemMacro, items: &mut Items) {
    let Some(name) = item.mac.path.segments.last().map(|segment| segment.ident.to_string()) else {
        return;
    };
    let trees: Vec<TokenTree> = item.mac.tokens.clone().into_iter().collect();
    let Some(TokenTree::Ident(of)) = trees.first() else {
        return;
    };
    match name.as_str() {
        "model" => {
            for (at, tree) in trees.iter().enumerate() {
                if let (TokenTree::Literal(name), Some(TokenTree::Ident(constant))) = (tree, trees.get(at + 1))
                    && name.to_string().starts_with('"')
                {
                    let ty = trees[at + 2..]
                        .iter()
                        .take_while(|tree| !matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ','));
                    let ty: TokenStream = ty.cloned().collect();
                    items.insert(format!("{module}::{of}::{constant}"), text(&ty));
                }
            }
        }
        "derived" => {
            let text = text(&item.mac.tokens);
            let (_, bases) = text.split_once(':').unwrap();
            for base in bases.split(',').filter(|base| !base.is_empty()) {
                items.insert(
                    format!("{module}::{of} as {}", base.trim_start_matches(':')),
                    "cast".into(),
                );
            }
        }
        _ => {}
    }
}

impl Files {
    /// The public items of a version as it is printed.
    pub fn read(&mut self, rust: &RustApi<'_>) -> Items {
        let files = emit(rust).unwrap();
        let mut items = Items::new();
        let mut builders: BTreeMap<String, Vec<Method>> = BTreeMap::new();
        for (path, source) in files {
            if path.ends_with("mod.rs") {
                continue;
            }
            let known = self.0.get(&path).filter(|(before, _)| *before == source);
            let read = known.map_or_else(|| read(&path, &source), |(_, read)| read.clone());
            self.0.entry(path).or_insert_with(|| (source, read.clone()));
            items.extend(read.items);
            for (name, methods) in read.builders {
                builders.entry(name).or_default().extend(methods);
            }
        }
        climb("client", "GraphClient", &[], &builders, &mut items);
        for name in builders.keys().filter(|name| *name != "GraphClient") {
            items.insert(format!("builders::{name}"), "struct".into());
        }
        items
    }
}

/// What a program can write from there on, with the types of what is given on the way.
fn climb(
    expression: &str,
    builder: &str,
    before: &[String],
    builders: &BTreeMap<String, Vec<Method>>,
    items: &mut Items,
) {
    for method in &builders[builder] {
        let ellipsis = if method.arguments.is_empty() { "" } else { "…" };
        let expression = format!("{expression}.{}({ellipsis})", method.name);
        let given = [before, &method.arguments].concat();
        if method.deprecated {
            items.insert(format!("warning of {expression}"), "warning".into());
        }
        match &method.leads {
            Leads::Builder(name) => {
                items.insert(
                    format!("step {expression}"),
                    format!("({}) -> {name}", given.join(", ")),
                );
                climb(&expression, name, &given, builders, items);
            }
            Leads::Response(response, options) => {
                for option in options {
                    items.insert(format!("{expression}.{}", option.to_lowercase()), "query option".into());
                }
                items.insert(expression, format!("({}) -> {response}", given.join(", ")));
            }
        }
    }
}

/// The type of an argument in the words of the items: without how it is handed over.
fn argument(ty: &syn::Type) -> String {
    let text = text(ty);
    match text.as_str() {
        "impl AsRef<str>" => "String".to_owned(),
        "impl Into<ContentBody>" => "bytes".to_owned(),
        "Option<&str>" => "Option<String>".to_owned(),
        _ => match text.strip_prefix("impl Into<").and_then(|rest| rest.strip_suffix('>')) {
            Some(model) => model.to_owned(),
            None => text,
        },
    }
}
