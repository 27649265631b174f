//! Which part of the metadata is wanted: the closure of the roots, cut at the boundary types, as
//! `schemas/overlay/selection.yaml` says.
//!
//! - Everything that a selected type names is selected: base types, members, and parameters and return types of the
//!   operations bound to it.
//! - A type that a member, parameter or return type names brings its derived types too (a base type that is only
//!   inherited from does not), unless the overlay lists which.
//! - Boundary types keep their structural members; their navigation properties and operations stay out.

use std::collections::{BTreeMap, BTreeSet};

use crate::csdl::StructuredType;
use crate::csdl::index::Index;
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Finding, FindingKind, QName, Version};
use crate::overlay::{self, Root, Selection};
use crate::source::At;

/// The selected types of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selected {
    /// Structured types, enum types and type definitions.
    pub types: BTreeSet<QName>,
    /// Those of them that a member, parameter or return type names: a value of such a type may be of a derived one.
    pub used: BTreeSet<QName>,
    /// Those of them that are boundary types: they lose their operations, and their navigation properties but for
    /// those in [`Selected::followed`].
    pub boundary: BTreeSet<QName>,
    /// Navigation properties of boundary types that a root names.
    pub followed: BTreeSet<(QName, String)>,
    /// Members (`type`, name) that are left out.
    pub cut: BTreeSet<(QName, String)>,
    /// What was left out, and entries of the overlay that matched nothing.
    pub findings: Vec<Finding>,
}

impl Selected {
    /// Whether a navigation property that a selected type declares is selected; members that are cut are not.
    #[must_use]
    pub fn keeps_navigation(&self, ty: &QName, property: &str) -> bool {
        let is_followed = || self.followed.contains(&(ty.clone(), property.to_owned()));
        !self.boundary.contains(ty) || is_followed()
    }
}

/// Walks the closure.
///
/// # Errors
/// When a root, namespace or boundary type does not exist, or a name in a selected type leads nowhere.
pub fn select(index: &Index<'_>, selection: &Selection, version: Version) -> Result<Selected, Error> {
    let mut walk = Walk::new(index, selection, version)?;
    // What one root limits is limited for all of them, whichever stands first: a type is one struct.
    for root in &selection.roots {
        walk.limit(root)?;
    }
    for root in &selection.roots {
        walk.root(root)?;
    }
    for namespace in &selection.namespaces {
        let all = index
            .structured
            .keys()
            .chain(index.enums.keys())
            .chain(index.definitions.keys());
        let mut all = all.filter(|name| name.namespace() == namespace).peekable();
        if all.peek().is_none() {
            walk.empty_namespaces.push(namespace.clone());
        }
        for name in all {
            walk.used(name.clone());
        }
    }
    walk.run()?;
    Ok(walk.finish())
}

struct Walk<'a> {
    index: &'a Index<'a>,
    selected: Selected,
    used: BTreeSet<QName>,
    boundary_base: Option<QName>,
    boundary: BTreeSet<QName>,
    cuts: BTreeMap<(QName, String), &'a str>,
    only: BTreeMap<QName, (BTreeSet<QName>, &'a str)>,
    open: Vec<Job>,
    /// Namespaces that the overlay takes whole and that have no types.
    empty_namespaces: Vec<String>,
}

enum Job {
    /// Follow what the type names.
    Members(QName),
    /// Bring its derived types.
    Derived(QName),
}

impl<'a> Walk<'a> {
    fn new(index: &'a Index<'a>, selection: &'a Selection, version: Version) -> Result<Self, Error> {
        let name = |text: &str| {
            QName::parse(text).ok_or_else(|| {
                Error::new(
                    ErrorKind::Name,
                    Place::file("overlay/selection.yaml"),
                    format!("`{text}` is no qualified name"),
                )
            })
        };
        let mut cuts = BTreeMap::new();
        for cut in selection
            .cuts
            .iter()
            .filter(|cut| overlay::applies(&cut.versions, version))
        {
            let (ty, member) = cut.member.split_once('/').ok_or_else(|| {
                Error::new(
                    ErrorKind::Name,
                    Place::file("overlay/selection.yaml"),
                    format!("`{}` is no member: expected `type/member`", cut.member),
                )
            })?;
            cuts.insert((name(ty)?, member.to_owned()), cut.reason.as_str());
        }
        let mut only = BTreeMap::new();
        for entry in selection
            .derived
            .iter()
            .filter(|entry| overlay::applies(&entry.versions, version))
        {
            let listed = entry
                .only
                .iter()
                .map(|text| name(text))
                .collect::<Result<BTreeSet<_>, _>>()?;
            only.insert(name(&entry.base)?, (listed, entry.reason.as_str()));
        }
        let boundary = &selection.boundary;
        let base = Some(&boundary.base).filter(|base| !base.is_empty());
        Ok(Self {
            index,
            selected: Selected::default(),
            used: BTreeSet::new(),
            boundary_base: base.map(|base| name(base)).transpose()?,
            boundary: boundary.types.iter().map(|text| name(text)).collect::<Result<_, _>>()?,
            cuts,
            only,
            open: Vec::new(),
            empty_namespaces: Vec::new(),
        })
    }

    /// Limits the types on the way of a root that names navigation properties.
    fn limit(&mut self, root: &Root) -> Result<(), Error> {
        let index = self.index;
        let Root::One { follow, .. } = root else {
            return Ok(());
        };
        for place in root.named(index) {
            let mut from = index.resolve(&place.ty.name, place.at)?;
            for property in follow {
                from = self.followed(&from, property)?.ok_or_else(|| {
                    let what =
                        format!("`{from}` has no navigation property `{property}`, which the root `{root}` follows");
                    self.missing(what)
                })?;
            }
        }
        Ok(())
    }

    /// Everything that a root leads to.
    fn root(&mut self, root: &Root) -> Result<(), Error> {
        let index = self.index;
        let mut is_there = false;
        for place in root.named(index) {
            is_there = true;
            self.used(index.resolve(&place.ty.name, place.at)?);
        }
        match root {
            Root::One { name, .. } if !is_there => {
                Err(self.missing(format!("no singleton or entity set `{name}` in the entity container")))
            }
            Root::One { .. } | Root::Every => Ok(()),
        }
    }

    fn missing(&self, what: String) -> Error {
        Error::new(ErrorKind::Missing, Place::file(&self.index.document().file), what)
    }

    /// Limits the type to the navigation property and those that were followed before; where this leads, if it is
    /// there.
    fn followed(&mut self, ty: &QName, property: &str) -> Result<Option<QName>, Error> {
        let index = self.index;
        let mut lineage = index
            .lineage(ty)
            .filter_map(|name| Some((name, index.structured.get(name)?)));
        let found = lineage.find_map(|(name, declared)| {
            let mut own = declared.navigation_properties.iter();
            Some((name, own.find(|other| other.name == property)?))
        });
        let Some((owner, found)) = found else {
            return Ok(None);
        };
        // What it inherits is limited with it; a base type without anything to lose stays as it is.
        let has_something = |name: &QName| {
            let navigates = |ty: &StructuredType| !ty.navigation_properties.is_empty();
            index.structured.get(name).is_some_and(|ty| navigates(ty)) || index.bound.contains_key(name)
        };
        let limited = index.lineage(ty).filter(|name| *name == ty || has_something(name));
        self.boundary.extend(limited.cloned());
        self.selected.followed.insert((owner.clone(), property.to_owned()));
        index.resolve(&found.type_name.name, found.at).map(Some)
    }

    /// The type is wanted; its derived types are not (yet).
    fn inherited(&mut self, name: QName) {
        if name.namespace() != "Edm" && self.selected.types.insert(name.clone()) {
            if self.boundary.contains(&name) {
                self.selected.boundary.insert(name.clone());
            }
            self.open.push(Job::Members(name));
        }
    }

    /// A value may be of this type, so its derived types are wanted too.
    fn used(&mut self, name: QName) {
        if name.namespace() != "Edm" && self.used.insert(name.clone()) {
            self.inherited(name.clone());
            self.open.push(Job::Derived(name));
        }
    }

    fn run(&mut self) -> Result<(), Error> {
        while let Some(job) = self.open.pop() {
            match job {
                Job::Members(name) => self.follow(&name)?,
                Job::Derived(name) => self.bring_derived(&name),
            }
        }
        Ok(())
    }

    fn follow(&mut self, name: &QName) -> Result<(), Error> {
        let index = self.index;
        let Some(ty) = index.structured.get(name) else {
            if let Some(definition) = index.definitions.get(name) {
                index.resolve(&definition.underlying_type, definition.at)?;
            } else if !index.enums.contains_key(name) {
                return Err(Error::new(
                    ErrorKind::Reference,
                    Place::file(&index.document().file),
                    format!("the type `{name}` is named by a selected type and does not exist"),
                ));
            }
            return Ok(());
        };
        if let Some(base) = index.base.get(name) {
            self.inherited(base.clone());
        }
        let boundary = self.boundary.contains(name);
        for property in &ty.properties {
            if self.is_cut(name, &property.name) {
                continue;
            }
            let target = self.existing(
                index.resolve_type(&property.type_name, property.at)?,
                &property.name,
                property.at,
            )?;
            self.used(target);
        }
        for property in &ty.navigation_properties {
            if !self.selected.keeps_navigation(name, &property.name) || self.is_cut(name, &property.name) {
                continue;
            }
            let target = self.existing(
                index.resolve_type(&property.type_name, property.at)?,
                &property.name,
                property.at,
            )?;
            self.used(target);
        }
        if boundary {
            return Ok(());
        }
        for bound in index.bound.get(name).into_iter().flatten() {
            for parameter in bound.arguments() {
                let target = self.existing(
                    index.resolve_type(&parameter.type_name, parameter.at)?,
                    &parameter.name,
                    parameter.at,
                )?;
                self.used(target);
            }
            if let Some(returned) = &bound.operation.return_type {
                let target = self.existing(
                    index.resolve_type(&returned.type_name, returned.at)?,
                    bound.name(),
                    returned.at,
                )?;
                self.used(target);
            }
        }
        Ok(())
    }

    fn existing(&self, target: QName, name: &str, at: At) -> Result<QName, Error> {
        let index = self.index;
        let exists = target.namespace() == "Edm"
            || index.structured.contains_key(&target)
            || index.enums.contains_key(&target)
            || index.definitions.contains_key(&target);
        if exists {
            Ok(target)
        } else {
            Err(index.error(
                ErrorKind::Reference,
                at,
                format!("the type `{target}` of `{name}` does not exist"),
            ))
        }
    }

    fn is_cut(&mut self, ty: &QName, member: &str) -> bool {
        let key = (ty.clone(), member.to_owned());
        let cut = self.cuts.contains_key(&key);
        if cut {
            self.selected.cut.insert(key);
        }
        cut
    }

    fn bring_derived(&mut self, name: &QName) {
        if Some(name) == self.boundary_base.as_ref() {
            for boundary in self.boundary.clone() {
                if self.index.structured.contains_key(&boundary) {
                    self.inherited(boundary);
                }
            }
            return;
        }
        if self.boundary.contains(name) {
            return;
        }
        match self.only.get(name) {
            None => {
                for derived in self.index.derived.get(name).cloned().into_iter().flatten() {
                    self.used(derived);
                }
            }
            Some((listed, _)) => {
                let descendants = self.index.descendants(name);
                for derived in listed.clone() {
                    if descendants.contains(&derived) {
                        self.used(derived);
                    }
                }
            }
        }
    }

    fn finish(mut self) -> Selected {
        let mut findings = Vec::new();
        for ((ty, member), reason) in &self.cuts {
            let place = format!("{ty}/{member}");
            findings.push(if self.selected.cut.contains(&(ty.clone(), member.clone())) {
                Finding::new(FindingKind::MemberCut, place, *reason)
            } else {
                Finding::new(
                    FindingKind::OverlayUnused,
                    place,
                    "selection.yaml cuts a member that is not there",
                )
            });
        }
        for (base, (listed, reason)) in &self.only {
            if !self.used.contains(base) {
                findings.push(Finding::new(
                    FindingKind::OverlayUnused,
                    base.to_string(),
                    "selection.yaml limits the derived types of a base that is not used",
                ));
                continue;
            }
            for left in self.index.descendants(base).difference(&self.selected.types) {
                findings.push(Finding::new(
                    FindingKind::DerivedLeftOut,
                    left.to_string(),
                    format!("derived from {base}: {reason}"),
                ));
            }
            for unknown in listed.iter().filter(|name| !self.index.structured.contains_key(*name)) {
                findings.push(Finding::new(
                    FindingKind::OverlayUnused,
                    unknown.to_string(),
                    format!("selection.yaml lists it below {base} and it does not exist"),
                ));
            }
        }
        for (base, (listed, _)) in &self.only {
            let descendants = self.index.descendants(base);
            for other in listed
                .iter()
                .filter(|name| self.index.structured.contains_key(*name) && !descendants.contains(*name))
            {
                findings.push(Finding::new(
                    FindingKind::OverlayUnused,
                    other.to_string(),
                    format!("selection.yaml lists it below {base} and it is not derived from it"),
                ));
            }
        }
        for namespace in self.empty_namespaces {
            findings.push(Finding::new(
                FindingKind::OverlayUnused,
                namespace,
                "selection.yaml takes a namespace whole that has no types",
            ));
        }
        for missing in self
            .boundary
            .iter()
            .filter(|name| !self.index.structured.contains_key(*name))
        {
            findings.push(Finding::new(
                FindingKind::OverlayUnused,
                missing.to_string(),
                "a boundary type that the document does not have",
            ));
        }
        findings.sort();
        findings.dedup();
        self.selected.findings = findings;
        self.selected.used = self.used;
        self.selected
    }
}
