//! What annotations say: deprecation, alternate keys, capabilities.

use std::collections::BTreeMap;

use super::resolver::Resolver;
use super::terms::{ALTERNATE_KEYS, CAPABILITIES, OPTION_TERMS, REVISIONS};
use crate::csdl::{self, Annotation, Expression, Record};
use crate::model::{Api, Capabilities, Deprecation, QName};

/// What a revision says, where it is of kind `Deprecated`.
pub(crate) fn deprecation(revision: &Record) -> Option<Deprecation> {
    let text = |name: &str| revision.get(name).and_then(Expression::as_str);
    let is_deprecation = text("Kind").is_some_and(|kind| kind.ends_with("/Deprecated"));
    is_deprecation.then(|| Deprecation {
        date: text("Date").map(str::to_owned),
        removal_date: text("RemovalDate").map(str::to_owned),
        version: text("Version").map(str::to_owned),
    })
}

/// The alternate keys that a value of their term lists: of each part the name that stands in a URL, and the member.
pub(crate) fn alternate_keys(value: &Expression) -> impl Iterator<Item = Vec<(String, String)>> {
    let part = |part: &Expression| {
        let record = part.as_record()?;
        let member = record.get("Name")?.as_str()?;
        let alias = record.get("Alias").and_then(Expression::as_str).unwrap_or(member);
        Some((alias.to_owned(), member.to_owned()))
    };
    let keys = value.as_collection().into_iter().flatten();
    let keys = keys.filter_map(|key| key.as_record()?.get("Key")?.as_collection());
    keys.map(move |parts| parts.iter().filter_map(part).collect())
}

impl Resolver<'_> {
    /// The last revision of kind `Deprecated`.
    pub(super) fn deprecation(&self, inline: &[Annotation], target: &str) -> Option<Deprecation> {
        self.annotations(inline, target, REVISIONS)
            .filter_map(|annotation| annotation.value.as_collection())
            .flatten()
            .filter_map(Expression::as_record)
            .filter_map(deprecation)
            .max()
    }

    pub(super) fn alternate_keys(&self, name: &QName, ty: &csdl::StructuredType) -> Vec<Vec<(String, String)>> {
        let name = name.to_string();
        let annotations = self.annotations(&ty.annotations, &name, ALTERNATE_KEYS);
        let mut keys: Vec<_> = annotations
            .flat_map(|annotation| alternate_keys(&annotation.value))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    pub(super) fn capabilities(&self, api: &mut Api) {
        let mut add = |target: String, inline: &[Annotation]| {
            let apart = self.index.annotations_of(&target);
            let capabilities = capabilities(inline.iter().chain(apart.iter().copied()));
            if capabilities != Capabilities::default() {
                api.capabilities.insert(target, capabilities);
            }
        };
        for name in &self.selected.types {
            let Some(ty) = self.index.structured.get(name) else {
                continue;
            };
            add(name.to_string(), &ty.annotations);
            for property in &ty.navigation_properties {
                add(format!("{name}/{}", property.name), &property.annotations);
            }
        }
        for (namespace, container) in &self.index.containers {
            for root in container.roots() {
                add(
                    format!("{namespace}.{}/{}", container.name, root.name),
                    root.annotations,
                );
            }
        }
    }
}

/// What annotations of one target say. Where they contradict each other, what one of them allows is allowed.
fn capabilities<'a>(annotations: impl Iterator<Item = &'a Annotation>) -> Capabilities {
    let mut flags: BTreeMap<(&str, &str), Vec<bool>> = BTreeMap::new();
    for annotation in annotations {
        let Some(term) = annotation.term.strip_prefix(CAPABILITIES) else {
            continue;
        };
        match &annotation.value {
            Expression::Record(record) => {
                for value in &record.properties {
                    if let Some(flag) = value.value.as_bool() {
                        flags.entry((term, value.property.as_str())).or_default().push(flag);
                    }
                }
            }
            value => {
                if let Some(flag) = value.as_bool() {
                    flags.entry((term, "")).or_default().push(flag);
                }
            }
        }
    }
    let is_any = |term: &str, property: &str| {
        let flags = flags.get(&(term, property))?;
        Some(flags.iter().any(|flag| *flag))
    };
    let mut capabilities = Capabilities::default();
    for (option, term, property) in OPTION_TERMS {
        match is_any(term, property) {
            Some(true) => capabilities.allowed.insert(option),
            Some(false) => capabilities.denied.insert(option),
            None => {}
        }
    }
    capabilities.no_insert = is_any("InsertRestrictions", "Insertable") == Some(false);
    capabilities.no_update = is_any("UpdateRestrictions", "Updatable") == Some(false);
    capabilities.no_delete = is_any("DeleteRestrictions", "Deletable") == Some(false);
    capabilities.no_read = is_any("ReadRestrictions", "Readable") == Some(false);
    capabilities
}
