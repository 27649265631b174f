//! The Rust class of a change against the generated code: what is public in the emitted text is read by syn, before and after, and the differences
//! must be those that the report tells of. What drift takes for the public items is held against the text itself.

use std::collections::{BTreeMap, BTreeSet};

use generator::drift::{Bump, Facts, Rust, compare};
use generator::emit::emit;
use generator::model::Version;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use super::bulk::{SEED, make, number};
use super::mutate::MUTATIONS;
use super::world::{World, line};

/// Public items with their signatures; a warning is an item of its own.
type Items = BTreeMap<String, String>;

/// A public method of a builder.
#[derive(Clone)]
struct Method {
    name: String,
    /// Types of what is given.
    arguments: Vec<String>,
    /// The builder that it leads to, or the answer with the query options.
    leads: Leads,
    deprecated: bool,
}

#[derive(Clone)]
enum Leads {
    Builder(String),
    Answer(String, Vec<String>),
}

/// What one file holds.
#[derive(Clone, Default)]
struct Read {
    items: Items,
    builders: BTreeMap<String, Vec<Method>>,
}

/// Files that were read, by path: most of them are the same after a change.
#[derive(Default)]
struct Files(BTreeMap<String, (String, Read)>);

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
                    let Some(ident) = field.ident.as_ref().filter(|ident| *ident != "additional_properties") else {
                        continue;
                    };
                    if is_deprecated(&field.attrs) {
                        read.items
                            .insert(format!("warning of {name}::{ident}"), "warning".into());
                    }
                    read.items.insert(format!("{name}::{ident}"), text(&field.ty));
                }
                read.items.insert(name, word.into());
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{module}::{}", item.ident);
                for variant in item.variants.iter().filter(|variant| variant.ident != "Unrecognized") {
                    let held = variant
                        .fields
                        .iter()
                        .next()
                        .map_or("variant".to_owned(), |field| text(&field.ty));
                    // The base itself stands in the same file, and is named as there.
                    let held = match held.strip_prefix("Box<") {
                        Some(own) if !own.contains("::") => format!("Box<{module}::{own}"),
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
                let syn::ReturnType::Type(_, answer) = &one.sig.output else {
                    continue;
                };
                if is_builder {
                    let arguments = one.sig.inputs.iter().filter_map(|input| match input {
                        syn::FnArg::Typed(typed) => Some(text(&typed.ty)),
                        syn::FnArg::Receiver(_) => None,
                    });
                    if let Some(leads) = leads(answer) {
                        read.builders.entry(of.clone()).or_default().push(Method {
                            name,
                            arguments: arguments.collect(),
                            leads,
                            deprecated: is_deprecated(&one.attrs),
                        });
                    }
                } else if !name.starts_with("with_") && one.sig.receiver().is_some() {
                    read.items.insert(format!("{module}::{of}::{name}()"), text(answer));
                }
            }
            _ => {}
        }
    }
}

fn leads(answer: &syn::Type) -> Option<Leads> {
    let syn::Type::Path(path) = answer else { return None };
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
    let answer = text(generic.next()?);
    let options = generic.next().map(ToTokens::to_token_stream).unwrap_or_default();
    let mut names = Vec::new();
    words(options, &mut names);
    names.retain(|name| name != "Options");
    Some(Leads::Answer(answer, names))
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
    fn read(&mut self, facts: &Facts) -> Items {
        let files = emit(&facts.loaded.rust_api()).unwrap();
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
        climb("client", "Client", &builders, &mut items);
        for name in builders.keys().filter(|name| *name != "Client") {
            items.insert(format!("builders::{name}"), "struct".into());
        }
        items
    }
}

/// What a program can write from there on.
fn climb(expression: &str, builder: &str, builders: &BTreeMap<String, Vec<Method>>, items: &mut Items) {
    for method in &builders[builder] {
        let given = if method.arguments.is_empty() { "" } else { "…" };
        let expression = format!("{expression}.{}({given})", method.name);
        if method.deprecated {
            items.insert(format!("warning of {expression}"), "warning".into());
        }
        match &method.leads {
            Leads::Builder(name) => {
                let arguments = method.arguments.join(", ");
                items.insert(format!("step {expression}"), format!("({arguments}) -> {name}"));
                climb(&expression, name, builders, items);
            }
            Leads::Answer(answer, options) => {
                for option in options {
                    items.insert(format!("{expression}.{}", option.to_lowercase()), "query option".into());
                }
                items.insert(expression, format!("({}) -> {answer}", method.arguments.join(", ")));
            }
        }
    }
}

/// The class that the difference has.
fn class(old: &Items, new: &Items) -> (Rust, Vec<String>) {
    let warning = |name: &str| name.starts_with("warning of ");
    let gone = old
        .iter()
        .filter(|(name, signature)| !warning(name) && new.get(*name) != Some(*signature));
    let gone: Vec<String> = gone
        .map(|(name, before)| format!("{name}: {before} → {:?}", new.get(name)))
        .collect();
    if !gone.is_empty() {
        return (Rust::Breaking, gone);
    }
    let names = |items: &Items| -> BTreeSet<String> { items.keys().cloned().collect() };
    let come: Vec<String> = names(new).symmetric_difference(&names(old)).cloned().collect();
    if come.is_empty() {
        (Rust::Unaffected, come)
    } else {
        (Rust::Additive, come)
    }
}

fn as_generated(version: Version) {
    let count = usize::try_from(number("DRIFT_GENERATED", 10)).unwrap();
    let seed = number("DRIFT_SEED", SEED);
    let world = World::real(version);
    let base = world.facts().unwrap();
    let mut files = Files::default();
    let before = files.read(&base);
    let mut wrong = Vec::new();
    let mut classes: BTreeMap<Rust, usize> = BTreeMap::new();
    let only = std::env::var("DRIFT_ONLY")
        .ok()
        .map(|text| text.parse::<usize>().unwrap());
    for step in 0..count {
        // Every so many, so that a few of all topics are among them.
        let number = step * (MUTATIONS.len() / count.min(MUTATIONS.len())).max(1);
        let made = make(&world, &base, seed, number);
        if only.is_some_and(|only| only != number) {
            continue;
        }
        let after = files.read(&made.facts);
        for (way, old, new, old_items, new_items) in [
            ("there", &base, &made.facts, &before, &after),
            ("back", &made.facts, &base, &after, &before),
        ] {
            let changes = compare(old, new).unwrap();
            let (class, items) = class(old_items, new_items);
            let said = |class: Rust| changes.iter().any(|change| change.rust == class);
            let right = match class {
                Rust::Breaking => said(Rust::Breaking),
                Rust::Additive => said(Rust::Additive) && !said(Rust::Breaking),
                _ => !said(Rust::Additive) && !said(Rust::Breaking),
            };
            *classes.entry(class).or_default() += 1;
            let bump = changes
                .iter()
                .map(|change| change.rust.bump())
                .max()
                .unwrap_or(Bump::None);
            let right = right && (class != Rust::Breaking || bump == Bump::Major);
            if !right {
                let lines: Vec<String> = changes.iter().take(4).map(line).collect();
                wrong.push(format!(
                    "{number} {way} {}: the code says {class}: {:?}\n  report: {}",
                    made.name,
                    items.iter().take(4).collect::<Vec<_>>(),
                    lines.join("\n  ")
                ));
            }
        }
    }
    println!("{version}: {count} changes both ways; by class in the generated code: {classes:?}");
    assert!(wrong.is_empty(), "{} complaints\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn classes_are_those_of_the_generated_code_of_v1_0() {
    as_generated(Version::V1_0);
}

#[test]
fn classes_are_those_of_the_generated_code_of_beta() {
    as_generated(Version::Beta);
}

#[test]
fn the_items_that_drift_compares_are_those_of_the_generated_code() {
    for version in [Version::V1_0, Version::Beta] {
        let facts = World::real(version).facts().unwrap();
        let mut read = Files::default().read(&facts);
        // Steps are said by the expressions that they are a part of; what every client has is no item of a version.
        let apart = |name: &str| {
            ["warning of ", "step ", "client.request(", "client.resume_link("]
                .iter()
                .any(|start| name.starts_with(start))
        };
        read.retain(|name, _| !apart(name));
        let items = facts.items().unwrap();
        let told: Items = items.into_iter().map(|item| (item.path, item.signature)).collect();
        let only = |one: &Items, other: &Items| -> Vec<String> {
            one.keys()
                .filter(|name| !other.contains_key(*name))
                .take(10)
                .cloned()
                .collect()
        };
        assert!(told.len() > 1_000, "{version}: {} items", told.len());
        assert_eq!(
            only(&read, &told),
            Vec::<String>::new(),
            "{version}: in the generated code alone"
        );
        assert_eq!(
            only(&told, &read),
            Vec::<String>::new(),
            "{version}: in drift's list alone"
        );
        // What is said of a model's item is what stands in the code; of a call the answer is, its arguments are said in fewer words.
        for (name, signature) in &told {
            let code = &read[name];
            let same = match (signature.split_once(" -> "), code.split_once(" -> ")) {
                (Some((_, said)), Some((_, read))) => said.replace(' ', "") == *read,
                _ => signature.replace(' ', "") == code.replace(' ', ""),
            };
            assert!(
                same,
                "{version}: {name} is {signature} in drift's list and {code} in the code"
            );
        }
    }
}
