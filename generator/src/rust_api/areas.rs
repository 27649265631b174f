//! Areas: which items are there when only some of the crate's features for areas are on.
//!
//! An operation or builder belongs to the areas from whose paths it is reached, a type to those whose operations reach
//! it: by a body, a response or an argument, and from there by members, base types and, where a value can be of them,
//! derived types. A type that is only inherited from brings no derived ones, so its `Any…` enum belongs to the areas
//! in which something is declared as it. What several areas share is there when any of them is on. What stands above the
//! areas, an operation on the entity that has all of them as members, is there when all of them are on: it reaches the
//! types of each.

use std::collections::{BTreeMap, BTreeSet};

use super::presence::{Presence, TypePresences};
use super::surface::{Builder, Call, Segment, Step, Surface};
use super::usage::Usage;
use crate::model::{Api, BoundOperation, ItemType, QName, StructuredKind, Type, Version};
use crate::overlay::{Feature, Reach, Root, Selection, applies};
use crate::routes::{Body, PathTree, Response};

/// Where a path stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place<'a> {
    /// The area that has it, the innermost.
    own: Option<&'a Feature>,
    /// The areas to which it is on the way.
    below: BTreeSet<&'a Feature>,
}

impl Place<'_> {
    fn is_outside(&self) -> bool {
        self.own.is_none() && self.below.is_empty()
    }
}

/// The areas of a version.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    entries: Vec<(Root, Feature)>,
    /// Types that the selection gives to an area by name.
    types: Vec<(QName, Feature)>,
    /// The features that a path of the version is in.
    all: BTreeSet<Feature>,
    /// The topmost paths that no area has although there are areas.
    outside: Vec<String>,
}

/// The folder of builders that several areas share.
const SHARED: &str = "shared";

impl Areas {
    /// Those of the selection that have a path in the tree.
    #[must_use]
    pub fn of(selection: &Selection, version: Version, tree: &PathTree) -> Self {
        let entries = selection.areas.iter().filter(|area| applies(&area.versions, version));
        let mut areas = Self::default();
        for area in entries {
            let roots = area.roots.iter().map(|root| (root.clone(), area.feature.clone()));
            areas.entries.extend(roots);
            let types = area.types.iter().filter_map(|name| QName::parse(name));
            areas.types.extend(types.map(|name| (name, area.feature.clone())));
        }
        let mut all = BTreeSet::new();
        tree.walk(&mut |node| {
            all.extend(areas.place(&node.path).own.cloned());
        });
        areas.all = all;
        areas.outside = areas.topmost_outside(tree);
        areas
    }

    fn place(&self, path: &str) -> Place<'_> {
        let mut innermost: Option<(&Root, &Feature)> = None;
        let mut below = BTreeSet::new();
        for (root, feature) in &self.entries {
            match root.reach(path) {
                Reach::Within if innermost.is_none_or(|(other, _)| other.depth() <= root.depth()) => {
                    innermost = Some((root, feature));
                }
                Reach::OnTheWay => {
                    below.insert(feature);
                }
                Reach::Within | Reach::Elsewhere => {}
            }
        }
        Place {
            own: innermost.map(|(_, feature)| feature),
            below,
        }
    }

    /// The paths that no area has although there are areas, without those below them.
    #[must_use]
    pub fn outside(&self) -> &[String] {
        &self.outside
    }

    fn topmost_outside(&self, tree: &PathTree) -> Vec<String> {
        let mut outside: Vec<String> = Vec::new();
        if self.all.is_empty() {
            return outside;
        }
        tree.walk(&mut |node| {
            let is_known = outside.last().is_some_and(|top| is_below(&node.path, top));
            if !is_known && self.place(&node.path).is_outside() {
                outside.push(node.path.clone());
            }
        });
        outside
    }

    /// When that is there which leads to these places.
    pub(super) fn of_way<'p>(&self, places: impl Iterator<Item = &'p str>) -> Presence {
        let mut features = BTreeSet::new();
        let mut is_above = false;
        for path in places {
            let place = self.place(path);
            if place.is_outside() || (place.own.is_none() && self.outside.iter().any(|top| is_below(top, path))) {
                return Presence::Always;
            }
            is_above |= !place.below.is_empty();
            features.extend(place.own.into_iter().chain(place.below).cloned());
        }
        // With no area on there is no way to anywhere.
        if is_above {
            Presence::Any(features)
        } else {
            self.any(features)
        }
    }

    /// When an operation at these places is there.
    pub(super) fn of_operation<'p>(&self, places: impl Iterator<Item = &'p str>) -> Presence {
        let (mut features, mut all) = (BTreeSet::new(), BTreeSet::new());
        for path in places {
            let place = self.place(path);
            match place.own {
                Some(feature) => {
                    features.insert(feature.clone());
                }
                None if place.below.is_empty() => return Presence::Always,
                None => all.extend(place.below.into_iter().cloned()),
            }
        }
        match (features.is_empty(), all.is_empty()) {
            (true, true) => Presence::Always,
            (true, false) => Presence::All(all),
            _ => self.any(features),
        }
    }

    fn any(&self, features: BTreeSet<Feature>) -> Presence {
        let is_every = features == self.all && self.all.len() > 1;
        if is_every || features.is_empty() {
            Presence::Always
        } else {
            Presence::Any(features)
        }
    }

    /// The folder for a builder at these places: of its area, of what several share, or none.
    pub(super) fn folder<'p>(&self, places: impl Iterator<Item = &'p str>) -> Option<String> {
        let places: BTreeSet<Option<&Feature>> = places.map(|path| self.place(path).own).collect();
        match (places.first(), places.len()) {
            (Some(Some(feature)), 1) => Some(feature.name().to_owned()),
            (Some(None), 1) | (None, _) => None,
            _ => Some(SHARED.to_owned()),
        }
    }

    /// When each type is there. One that no operation reaches follows the types that have an action or function with
    /// it, or else is always there.
    pub(super) fn of_types(&self, api: &Api, surface: &Surface) -> TypePresences {
        let mut closure = Closure {
            api,
            usage: Usage::of(api),
            reached: BTreeMap::new(),
        };
        if !self.all.is_empty() {
            closure.surface(surface);
            for (name, feature) in &self.types {
                closure.declared(&Presence::Any(BTreeSet::from([feature.clone()])), name);
            }
            closure.bound_operations();
            closure.left_over_enums();
        }
        let mut types = TypePresences::default();
        for (item, reasons) in closure.reached {
            let list = if item.is_any {
                &mut types.any_enums
            } else {
                &mut types.types
            };
            list.insert(item.name.clone(), self.together(&reasons));
        }
        types
    }

    /// When a type is there that is reached so.
    fn together(&self, reasons: &BTreeSet<Presence>) -> Presence {
        match Presence::together(reasons) {
            Presence::Any(features) => self.any(features),
            other => other,
        }
    }
}

/// Whether a path is below another; parentheses follow a collection without a slash.
fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.starts_with(['/', '(']))
}

/// What is reached, by which operations.
struct Closure<'a> {
    api: &'a Api,
    usage: Usage,
    reached: BTreeMap<Reached<'a>, BTreeSet<Presence>>,
}

/// A struct or enumeration, or the `Any…` enum of a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reached<'a> {
    name: &'a QName,
    is_any: bool,
}

impl<'a> Closure<'a> {
    fn surface(&mut self, surface: &Surface) {
        for root in &surface.roots {
            self.step(root);
        }
        for builder in &surface.builders {
            self.builder(builder);
        }
    }

    fn builder(&mut self, builder: &Builder) {
        builder.steps.iter().for_each(|step| self.step(step));
        builder.calls.iter().for_each(|call| self.call(call));
    }

    fn step(&mut self, step: &Step) {
        self.segment(&step.presence, &step.segment);
    }

    fn segment(&mut self, when: &Presence, segment: &Segment) {
        let parameters = segment.parameters().iter();
        parameters.for_each(|parameter| self.item(when, &parameter.ty.item));
    }

    fn call(&mut self, call: &Call) {
        self.segment(&call.presence, &call.segment);
        if let Body::Model(item) = &call.body {
            self.item(&call.presence, item);
        }
        match &call.response {
            Response::Model { item, .. } | Response::Page(item) | Response::Count(item) => {
                self.item(&call.presence, item);
            }
            Response::Value { ty, .. } => self.item(&call.presence, &ty.item),
            Response::Nothing | Response::Content | Response::References => {}
        }
    }

    fn item(&mut self, when: &Presence, item: &ItemType) {
        if let Some(name) = named(item) {
            self.declared(when, name);
        }
    }

    /// Reaches what holds a value that is declared as a type.
    fn declared(&mut self, when: &Presence, name: &QName) {
        let start = self.holding(name);
        self.reach(when, start);
    }

    fn holding(&self, name: &QName) -> Option<Reached<'a>> {
        let (name, _) = self.api.types.get_key_value(name)?;
        let is_any = self.usage.is_polymorphic(self.api, name);
        Some(Reached { name, is_any })
    }

    /// Reaches an item with all that it names.
    fn reach(&mut self, when: &Presence, start: Option<Reached<'a>>) {
        let mut open: Vec<Reached<'a>> = start.into_iter().collect();
        while let Some(item) = open.pop() {
            if self.reached.entry(item).or_default().insert(when.clone()) {
                open.extend(self.named_by(item));
            }
        }
    }

    /// What an item names.
    fn named_by(&self, item: Reached<'a>) -> Vec<Reached<'a>> {
        let Some(structured) = self.api.structured(item.name) else {
            return Vec::new();
        };
        let plain = |name: &QName| {
            let (name, _) = self.api.types.get_key_value(name)?;
            Some(Reached { name, is_any: false })
        };
        if item.is_any {
            let derived = structured.derived.iter().filter_map(plain);
            return derived.chain(plain(item.name)).collect();
        }
        let members = structured.members.iter();
        let members = members.filter_map(|member| self.holding(named(&member.ty.item)?));
        let bases = self.api.lineage(item.name).skip(1);
        members.chain(bases.filter_map(plain)).collect()
    }

    fn reasons(&self, name: &QName) -> Option<&BTreeSet<Presence>> {
        let (name, _) = self.api.types.get_key_value(name)?;
        self.reached.get(&Reached { name, is_any: false })
    }

    /// Enums of types as which nothing is declared that is reached are there with the type.
    fn left_over_enums(&mut self) {
        for name in self.api.types.keys() {
            let item = self
                .holding(name)
                .filter(|item| item.is_any && !self.reached.contains_key(item));
            let reasons = item.and_then(|_| self.reasons(name).cloned());
            for when in reasons.into_iter().flatten() {
                self.reach(&when, item);
            }
        }
    }

    /// What only actions and functions without a path name is there with the type that has them.
    fn bound_operations(&mut self) {
        loop {
            let mut more: Vec<(Presence, &'a QName)> = Vec::new();
            for (binding, operations) in &self.api.operations {
                let Some(reasons) = self.reasons(binding) else {
                    continue;
                };
                for name in operations.iter().flat_map(named_by_operation) {
                    if self.reasons(name).is_none() {
                        more.extend(reasons.iter().map(|when| (when.clone(), name)));
                    }
                }
            }
            for (name, ty) in &self.api.types {
                let Type::Structured(body) = ty else { continue };
                if body.kind != StructuredKind::ActionBody || self.reasons(name).is_some() {
                    continue;
                }
                let bindings = body
                    .body_of
                    .iter()
                    .filter_map(|action| self.reasons(&action.binding.ty));
                more.extend(bindings.flatten().map(|when| (when.clone(), name)));
            }
            more.retain(|(_, name)| self.api.types.contains_key(*name));
            if more.is_empty() {
                return;
            }
            for (when, name) in more {
                self.declared(&when, name);
            }
        }
    }
}

fn named(item: &ItemType) -> Option<&QName> {
    match item {
        ItemType::Structured(name) | ItemType::Enum(name) => Some(name),
        ItemType::Primitive(_) | ItemType::Untyped => None,
    }
}

fn named_by_operation(operation: &BoundOperation) -> impl Iterator<Item = &QName> {
    let arguments = operation.arguments.iter().map(|argument| &argument.ty);
    let types = arguments.chain(&operation.returns);
    types.filter_map(|ty| named(&ty.item))
}
