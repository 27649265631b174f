//! Any words as names of the metadata: each gets a Rust name, valid and its own where it stands, and keeps it when more
//! come.
//!
//! The input is lines: `@` begins an entity type, `^` one derived from the entity before it, `#` an enum, `~` a set of
//! flags; any other line is a member of the last one. A dot in a type's name parts off its namespace. The readers let
//! only ASCII into a name, so lines with anything else, or with blanks, are passed over.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use generator::model::{
    Api, Clouds, EnumMember, EnumType, ItemType, Member, Primitive, QName, Structured, StructuredKind, Type, TypeRef,
    UnsupportedOperations, Version,
};
use generator::naming::case::{Case, constant};
use generator::naming::memory::Memory;
use generator::naming::models::name_models;
use generator::naming::{Names, TypeName};
use libfuzzer_sys::fuzz_target;

/// So many lines are looked at: the names of a family are compared with each other.
const MOST: usize = 60;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let is_name = |line: &&str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_graphic());
    let lines: Vec<&str> = text.lines().filter(is_name).take(MOST).collect();
    let case = Case::new([("iPv4".to_owned(), "Ipv4".to_owned())]);
    let mut memory = Memory::default();
    let half = api(&lines[..lines.len() / 2]);
    let Ok(first) = named(&half, &case, &mut memory) else {
        return;
    };
    let kept = Memory::read("names.yaml", &memory.write()).expect("what was remembered is read");
    assert_eq!(kept, memory);
    let whole = api(&lines);
    let Ok(then) = named(&whole, &case, &mut memory) else {
        return;
    };
    for (name, before) in &first.types {
        let after = then.get(name).expect("a type stays");
        assert_eq!(before.rust, after.rust, "{name} is renamed");
        assert!(before.any.is_none() || before.any == after.any, "{name} is renamed");
        for (member, ident) in &before.members {
            assert_eq!(Some(ident), after.members.get(member), "{name}/{member} is renamed");
        }
    }
    // Once more with all that is remembered: nothing new.
    let remembered = memory.clone();
    let again = name_models(&whole, &case, &mut memory).expect("they had names");
    assert!(again == then && memory == remembered);
});

fn named(api: &Api, case: &Case, memory: &mut Memory) -> Result<Names, ()> {
    match name_models(api, case, memory) {
        Ok(names) => {
            check(api, &names);
            Ok(names)
        }
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("no letter or digit"), "{said}");
            Err(())
        }
    }
}

/// Each name is an identifier, and its own where it stands.
fn check(api: &Api, names: &Names) {
    let mut in_module: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
    let mut files: BTreeSet<(Option<String>, String)> = BTreeSet::new();
    assert_eq!(names.types.len(), api.types.len());
    for (
        name,
        TypeName {
            module,
            rust,
            any,
            file,
            members,
            variants,
        },
    ) in &names.types
    {
        for word in [Some(rust), any.as_ref()].into_iter().flatten() {
            identifier(word);
            assert!(
                in_module.entry(module.clone()).or_default().insert(bare(word)),
                "{name}: {word} is there twice"
            );
        }
        for word in module.iter().chain([file]) {
            identifier(word);
            assert!(!word.starts_with("r#"), "{name}: no file can be called {word}");
        }
        assert!(
            files.insert((module.clone(), file.clone())),
            "{name}: {file} is there twice"
        );
        let ty = &api.types[name];
        let flags = matches!(ty, Type::Enum(ty) if ty.flags);
        let mut seen = BTreeSet::new();
        for (member, ident) in members {
            identifier(ident);
            let word = if flags { constant(ident) } else { bare(ident) };
            if flags {
                identifier(&word);
            }
            assert!(seen.insert(word), "{name}/{member}: {ident} is there twice");
            assert!(
                !["additional_properties", "null", "presence"].contains(&ident.as_str()),
                "{name}/{member}"
            );
        }
        let mut seen = BTreeSet::new();
        for ident in variants.values() {
            identifier(ident);
            assert!(
                seen.insert(ident) && ident != "UnknownValue" && ident != "UnknownType",
                "{name}: {ident} is there twice"
            );
        }
        match ty {
            Type::Structured(ty) => {
                assert_eq!(members.len(), ty.members.len(), "{name}");
                assert_eq!(any.is_some(), !ty.derived.is_empty(), "{name}");
            }
            Type::Enum(ty) => assert_eq!(members.len(), ty.members.len(), "{name}"),
        }
    }
}

fn bare(word: &str) -> String {
    word.trim_start_matches("r#").to_owned()
}

/// By rustc's own rule, as syn has it. `gen` is reserved since edition 2024, which syn does not know.
fn identifier(word: &str) {
    assert!(
        syn::parse_str::<syn::Ident>(word).is_ok() && word != "gen" && word != "_",
        "{word:?} is no identifier"
    );
}

fn api(lines: &[&str]) -> Api {
    let mut types: BTreeMap<QName, Type> = BTreeMap::new();
    let mut last: Option<QName> = None;
    let mut entity: Option<QName> = None;
    for line in lines {
        let kind = line.chars().next().unwrap_or_default();
        let rest = &line[kind.len_utf8()..];
        if !matches!(kind, '@' | '^' | '#' | '~') {
            add(&mut types, last.as_ref(), line);
            continue;
        }
        let (namespace, simple) = match rest.rsplit_once('.') {
            Some((namespace, simple)) => (format!("microsoft.graph.{namespace}"), simple),
            None => ("microsoft.graph".to_owned(), rest),
        };
        let name = QName::new(&namespace, simple);
        if types.contains_key(&name) {
            last = None;
            continue;
        }
        let ty = match kind {
            '#' | '~' => Type::Enum(enumeration(&name, kind == '~')),
            _ => {
                let base = entity.clone().filter(|_| kind == '^');
                let inherited = base.as_ref().and_then(|base| match types.get(base) {
                    Some(Type::Structured(base)) => Some(base.members.clone()),
                    _ => None,
                });
                let mut above = base.clone();
                while let Some(name_above) = above {
                    let Some(Type::Structured(ty)) = types.get_mut(&name_above) else {
                        break;
                    };
                    ty.derived.push(name.clone());
                    ty.derived.sort();
                    above = ty.base.clone();
                }
                entity = Some(name.clone());
                Type::Structured(structured(&name, base, inherited.unwrap_or_default()))
            }
        };
        types.insert(name.clone(), ty);
        last = Some(name);
    }
    Api {
        version: Version::V1_0,
        types,
        operations: BTreeMap::new(),
        part: String::new(),
        modules: BTreeMap::new(),
        roots: BTreeMap::new(),
        alternate_keys: BTreeMap::new(),
        capabilities: BTreeMap::new(),
        clouds: Clouds::default(),
        unsupported: UnsupportedOperations::default(),
        pages: BTreeMap::new(),
        findings: Vec::new(),
    }
}

/// Members of the last type; one that is there, inherited or not, is not added again.
fn add(types: &mut BTreeMap<QName, Type>, last: Option<&QName>, member: &str) {
    let Some(last) = last else { return };
    match types.get_mut(last) {
        Some(Type::Structured(ty)) if ty.members.iter().all(|other| other.name != member) => {
            ty.members.push(Member {
                name: member.to_owned(),
                declared_in: last.clone(),
                ty: TypeRef::one(ItemType::Primitive(Primitive::String)),
                nullable: true,
                navigation: false,
                contained: false,
                read_only: false,
                secret: false,
                deprecated: None,
                doc: None,
            });
        }
        Some(Type::Enum(ty)) if ty.members.iter().all(|other| other.name != member) => {
            ty.members.push(EnumMember {
                name: member.to_owned(),
                value: 0,
                deprecated: None,
                doc: None,
            });
        }
        _ => {}
    }
}

fn enumeration(name: &QName, flags: bool) -> EnumType {
    EnumType {
        name: name.clone(),
        flags,
        members: Vec::new(),
        deprecated: None,
        doc: None,
    }
}

fn structured(name: &QName, base: Option<QName>, members: Vec<Member>) -> Structured {
    Structured {
        name: name.clone(),
        kind: StructuredKind::Entity,
        base,
        is_abstract: false,
        open: false,
        has_stream: false,
        key: Vec::new(),
        members,
        streams: Vec::new(),
        derived: Vec::new(),
        deprecated: None,
        body_of: Vec::new(),
        doc: None,
        boundary: false,
    }
}
