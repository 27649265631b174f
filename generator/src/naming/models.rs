//! Names of types, members, enum values and the variants of `Any…` enums.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, constant, identifier, is_reserved, module_word};
use super::memory::{Memory, first_free, name_for};
use super::{Names, TypeName};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Api, QName, Structured, StructuredKind, Type};

/// The namespace whose types live in `models` itself.
const HOME: &str = "microsoft.graph";

/// Names that a model may not take: the prelude's, and what every generated file uses without a path.
const TYPE_WORDS: [&str; 28] = [
    "Any",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "Json",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Vec",
];

/// Fields that every struct has.
const FIELD_WORDS: [&str; 3] = ["additional_properties", "null", "presence"];

/// The variant of every enumeration for a name that the metadata does not have.
const UNKNOWN_VALUE: &str = "UnknownValue";

/// The variant of every `Any…` enumeration for a type that the metadata does not have.
const UNKNOWN_TYPE: &str = "UnknownType";

/// Names everything in `api`, appending what is new to `memory`.
///
/// # Errors
/// When a Graph name holds nothing that Rust can name.
pub fn name_models(api: &Api, case: &Case, memory: &mut Memory) -> Result<Names, Error> {
    let mut names = Names::default();
    let modules: BTreeSet<String> = api.types.keys().filter_map(|name| module_of(name, case)).collect();

    // A program imports the modules of two namespaces by glob, so a name is given once in all of them. Remembered names
    // are taken from the start, whatever the order in which the rest is named.
    let mut taken: BTreeSet<String> = api
        .types
        .keys()
        .flat_map(|name| [name.to_string(), any_key(name)])
        .filter_map(|key| memory.types.get(&key).cloned())
        .collect();
    let mut files: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();

    // The namespace that lives in `models` itself has the first choice.
    let (home, others): (Vec<_>, Vec<_>) = api.types.iter().partition(|(name, _)| name.namespace() == HOME);
    for (name, ty) in home.into_iter().chain(others) {
        let module = module_of(name, case);
        let candidates = type_candidates(name, ty, case);
        let rust = give(&mut memory.types, &name.to_string(), &candidates, |word| {
            TYPE_WORDS.contains(&word) || taken.contains(word)
        })?;
        taken.insert(rust.clone());

        let any = match ty {
            Type::Structured(structured) if structured.polymorphic() => {
                let candidates = [format!("Any{rust}"), format!("Any{rust}Type")];
                let any = give(&mut memory.types, &any_key(name), &candidates, |word| {
                    taken.contains(word)
                })?;
                taken.insert(any.clone());
                Some(any)
            }
            _ => None,
        };

        let stem = case.snake(&rust);
        // A leading underscore is lost in snake case; a digit begins no module.
        let stem = if stem.starts_with(|c: char| c.is_ascii_digit()) {
            format!("_{stem}")
        } else {
            stem
        };
        let used = files.entry(module.clone()).or_default();
        let clashes =
            |file: &String| is_reserved(file) || used.contains(file) || (module.is_none() && modules.contains(file));
        let typed = format!("{stem}_type");
        let file = if !clashes(&stem) {
            stem
        } else if !clashes(&typed) {
            typed
        } else {
            let number = first_free(|number| clashes(&format!("{typed}{number}")));
            number.map_or(stem, |number| format!("{typed}{number}"))
        };
        used.insert(file.clone());

        names.types.insert(
            name.clone(),
            TypeName {
                module,
                rust,
                any,
                file,
                members: BTreeMap::new(),
                variants: BTreeMap::new(),
            },
        );
    }

    name_members(api, case, memory, &mut names)?;
    name_variants(api, case, memory, &mut names)?;
    Ok(names)
}

/// The error for a Graph name that Rust cannot spell.
pub(crate) fn unnameable(key: &str) -> Error {
    Error::new(
        ErrorKind::Name,
        Place::path("metadata", key),
        "it holds no letter or digit that a Rust name could have: give it a name in names.yaml",
    )
}

fn any_key(name: &QName) -> String {
    format!("Any({name})")
}

fn module_of(name: &QName, case: &Case) -> Option<String> {
    let namespace = name.namespace();
    if namespace == HOME {
        return None;
    }
    let rest = namespace
        .strip_prefix(HOME)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(namespace);
    Some(module_word(&case.snake(rest)))
}

fn type_candidates(name: &QName, ty: &Type, case: &Case) -> Vec<String> {
    match ty {
        Type::Structured(Structured {
            kind: StructuredKind::ActionBody,
            ..
        }) => {
            // `accessPackageAssignmentRequest/resume`: the action's name alone where no other body has it.
            let (binding, action) = name.name().rsplit_once('/').unwrap_or(("", name.name()));
            let action = case.camel(action);
            vec![
                format!("{action}Request"),
                format!("{}{action}Request", case.camel(binding)),
            ]
        }
        Type::Structured(_) | Type::Enum(_) => {
            let camel = case.camel(name.name());
            let module = module_of(name, case);
            let within = module.map(|module| format!("{}{camel}", case.camel(&module)));
            [Some(camel.clone()), within, Some(format!("{camel}Type"))]
                .into_iter()
                .flatten()
                .collect()
        }
    }
}

/// As [`name_for`], the candidates made identifiers first.
fn give(
    remembered: &mut super::memory::Remembered,
    key: &str,
    candidates: &[String],
    taken: impl Fn(&str) -> bool,
) -> Result<String, Error> {
    let candidates: Vec<String> = candidates.iter().filter_map(|word| identifier(word)).collect();
    name_for(remembered, key, &candidates, |word| {
        taken(word.trim_start_matches("r#")) || taken(word)
    })
    .ok_or_else(|| unnameable(key))
}

fn name_members(api: &Api, case: &Case, memory: &mut Memory, names: &mut Names) -> Result<(), Error> {
    // Members are named where they are declared, and may clash with those of base and derived types alike.
    let mut by_declaration: BTreeMap<(QName, String), String> = BTreeMap::new();
    let mut words = Words::new(api, memory);
    for (name, ty) in &api.types {
        match ty {
            Type::Structured(structured) => {
                for member in &structured.members {
                    let declared = (member.declared_in.clone(), member.name.clone());
                    if by_declaration.contains_key(&declared) {
                        continue;
                    }
                    let key = format!("{}/{}", member.declared_in, member.name);
                    let word = case.snake(&member.name);
                    let taken = |word: &str| FIELD_WORDS.contains(&word) || words.are_used(&member.declared_in, word);
                    let candidates: Vec<String> = [word.clone(), format!("{word}_member")]
                        .iter()
                        .filter_map(|word| identifier(word))
                        .collect();
                    let clash = |word: &str| taken(word.trim_start_matches("r#"));
                    let ident = match memory.members.get(&key) {
                        Some(ident) => ident.clone(),
                        None => {
                            let mut fresh = BTreeMap::new();
                            let ident =
                                name_for(&mut fresh, &key, &candidates, clash).ok_or_else(|| unnameable(&key))?;
                            words.use_one(&member.declared_in, &ident);
                            memory.members.insert(key, ident.clone());
                            ident
                        }
                    };
                    by_declaration.insert(declared, ident);
                }
            }
            Type::Enum(enumeration) => {
                let mut used: BTreeSet<String> = enumeration
                    .members
                    .iter()
                    .filter_map(|member| memory.members.get(&format!("{name}/{}", member.name)))
                    .cloned()
                    .collect();
                // A flag is a constant, in capitals.
                let mut constants: BTreeSet<String> = used.iter().map(|ident| constant(ident)).collect();
                for member in &enumeration.members {
                    let camel = case.camel(&member.name);
                    let candidates = [camel.clone(), format!("{camel}Value")];
                    let key = format!("{name}/{}", member.name);
                    let ident = give(&mut memory.members, &key, &candidates, |word| {
                        word == UNKNOWN_VALUE
                            || used.contains(word)
                            || (enumeration.flags && constants.contains(&constant(word)))
                    })?;
                    used.insert(ident.clone());
                    constants.insert(constant(&ident));
                    by_declaration.insert((name.clone(), member.name.clone()), ident);
                }
            }
        }
    }
    for (name, ty) in &api.types {
        let Some(type_name) = names.types.get_mut(name) else {
            continue;
        };
        match ty {
            Type::Structured(structured) => {
                for member in &structured.members {
                    if let Some(ident) = by_declaration.get(&(member.declared_in.clone(), member.name.clone())) {
                        type_name.members.insert(member.name.clone(), ident.clone());
                    }
                }
            }
            Type::Enum(enumeration) => {
                for member in &enumeration.members {
                    if let Some(ident) = by_declaration.get(&(name.clone(), member.name.clone())) {
                        type_name.members.insert(member.name.clone(), ident.clone());
                    }
                }
            }
        }
    }
    Ok(())
}

/// The names of members that are given, by the types that declare them. A member can stand in one struct with those of
/// its own type, of the bases of that and of the types derived from it.
struct Words<'a> {
    api: &'a Api,
    own: BTreeMap<&'a QName, BTreeSet<String>>,
    /// Those of all types derived from a type, at any depth.
    below: BTreeMap<&'a QName, BTreeSet<String>>,
}

impl<'a> Words<'a> {
    /// Remembered names are taken from the start.
    fn new(api: &'a Api, memory: &Memory) -> Self {
        let mut words = Self {
            api,
            own: BTreeMap::new(),
            below: BTreeMap::new(),
        };
        for (name, ty) in &api.types {
            let Type::Structured(ty) = ty else { continue };
            let own = ty.members.iter().filter(|member| member.declared_in == *name);
            for ident in own.filter_map(|member| memory.members.get(&format!("{name}/{}", member.name))) {
                words.use_one(name, ident);
            }
        }
        words
    }

    fn are_used(&self, declared_in: &QName, word: &str) -> bool {
        let has = |words: &BTreeMap<&QName, BTreeSet<String>>, name: &QName| {
            words.get(name).is_some_and(|words| words.contains(word))
        };
        has(&self.below, declared_in) || self.api.lineage(declared_in).any(|name| has(&self.own, name))
    }

    fn use_one(&mut self, declared_in: &QName, ident: &str) {
        let word = ident.trim_start_matches("r#");
        for (distance, name) in self.api.lineage(declared_in).enumerate() {
            let words = if distance == 0 { &mut self.own } else { &mut self.below };
            words.entry(name).or_default().insert(word.to_owned());
        }
    }
}

fn name_variants(api: &Api, case: &Case, memory: &mut Memory, names: &mut Names) -> Result<(), Error> {
    for (name, ty) in &api.types {
        let Type::Structured(structured) = ty else { continue };
        if !structured.polymorphic() {
            continue;
        }
        let own = (!structured.is_abstract).then_some(name);
        let members: Vec<&QName> = own
            .into_iter()
            .chain(
                structured
                    .derived
                    .iter()
                    .filter(|derived| api.structured(derived).is_some_and(|derived| !derived.is_abstract)),
            )
            .collect();
        let key_of = |variant: &QName| format!("{}/{variant}", any_key(name));
        let mut used: BTreeSet<String> = members
            .iter()
            .filter_map(|variant| memory.members.get(&key_of(variant)))
            .cloned()
            .collect();
        let mut variants = BTreeMap::new();
        for variant in members {
            let Some(type_name) = names.types.get(variant) else {
                continue;
            };
            let module = type_name
                .module
                .as_deref()
                .map(|module| case.camel(module))
                .unwrap_or_default();
            let candidates = [type_name.rust.clone(), format!("{module}{}", type_name.rust)];
            let ident = give(&mut memory.members, &key_of(variant), &candidates, |word| {
                word == UNKNOWN_TYPE || used.contains(word)
            })?;
            used.insert(ident.clone());
            variants.insert(variant.clone(), ident);
        }
        if let Some(type_name) = names.types.get_mut(name) {
            type_name.variants = variants;
        }
    }
    Ok(())
}
