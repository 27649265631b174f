//! From a CSDL document to the model: which types are wanted, and what they are with all that they inherit.
//!
//! | module | what it does |
//! |---|---|
//! | `select` | takes the closure of the roots |
//! | `types` | flattens inheritance |
//! | `operations`, `bodies` | actions and functions; the bodies of actions |
//! | `annotations`, `terms` | what annotations say, by which terms |
//! | `resolver` | looks types and annotations up |
//!
//! Nothing here knows paths or Rust.

mod annotations;
mod bodies;
mod operations;
mod resolver;
mod select;
mod terms;
mod types;

use std::collections::BTreeMap;

pub(crate) use self::annotations::{alternate_keys, deprecation};
pub use self::select::{Selected, select};
pub(crate) use self::terms::{ALTERNATE_KEYS, CAPABILITIES, COMPUTED, OPTION_TERMS, OPTIONAL, REVISIONS, is_optional};

use self::resolver::Resolver;
use crate::csdl::index::Index;
use crate::error::Error;
use crate::model::{Api, Clouds, ItemType, QName, Type, TypeRef, UnsupportedOperations, Version, WrittenModule};
use crate::overlay::Overlay;

/// Builds the model of the selected types.
///
/// `is_remembered` says whether an action body of that name has a Rust name already: of several actions that share a
/// body, the one remembered names it.
///
/// # Errors
/// When a name leads nowhere, or a member is declared twice in one line of inheritance; with file, line and column.
pub fn resolve(
    index: &Index<'_>,
    selected: &Selected,
    overlay: &Overlay,
    version: Version,
    is_remembered: &dyn Fn(&QName) -> bool,
) -> Result<Api, Error> {
    let resolver = Resolver {
        index,
        selected,
        overlay,
        lists: overlay.members.of(version),
        version,
    };
    let mut api = Api {
        version,
        part: overlay.selection.title(),
        modules: BTreeMap::new(),
        types: BTreeMap::new(),
        operations: BTreeMap::new(),
        roots: BTreeMap::new(),
        alternate_keys: BTreeMap::new(),
        capabilities: BTreeMap::new(),
        clouds: Clouds::default(),
        unsupported: UnsupportedOperations::default(),
        pages: BTreeMap::new(),
        findings: Vec::new(),
    };
    resolver.limit_members()?;
    for name in &selected.types {
        if let Some(ty) = index.structured.get(name) {
            api.types
                .insert(name.clone(), Type::Structured(resolver.structured(name, ty)?));
            let keys = resolver.alternate_keys(name, ty);
            if !keys.is_empty() {
                api.alternate_keys.insert(name.clone(), keys);
            }
        } else if let Some(ty) = index.enums.get(name) {
            api.types
                .insert(name.clone(), Type::Enum(resolver.enumeration(name, ty)));
        }
    }
    let written = overlay.selection.modules.iter().map(|module| {
        let types = module.types.iter().filter_map(|name| QName::parse(name));
        let doc = module.doc.clone();
        let types = types.collect();
        (module.name.clone(), WrittenModule { doc, types })
    });
    api.modules = written
        .filter(|(_, module)| module.types.iter().all(|name| api.types.contains_key(name)))
        .collect();
    for name in &selected.types {
        let operations = resolver.operations(name)?;
        if !operations.is_empty() {
            api.operations.insert(name.clone(), operations);
        }
    }
    resolver.add_bodies(&mut api, is_remembered);
    resolver.roots(&mut api)?;
    resolver.capabilities(&mut api);
    Ok(api)
}

impl Resolver<'_> {
    fn roots(&self, api: &mut Api) -> Result<(), Error> {
        for (_, container) in &self.index.containers {
            for root in container.roots() {
                let name = self.index.resolve(&root.ty.name, root.at)?;
                if self.selected.types.contains(&name) {
                    let ty = TypeRef {
                        item: ItemType::Structured(name),
                        collection: root.ty.collection,
                    };
                    api.roots.insert(root.name.to_owned(), ty);
                }
            }
        }
        Ok(())
    }
}
