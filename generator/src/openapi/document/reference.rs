//! References to components.

use std::collections::BTreeMap;

/// Something written in place, or a reference to a component.
#[derive(Debug, Clone, PartialEq)]
pub enum OrRef<T> {
    /// Where it is, as written: `#/components/parameters/top`.
    Ref(String),
    /// The thing itself.
    Item(T),
}

impl<T> OrRef<T> {
    /// The thing itself, when it is written here.
    pub fn item(&self) -> Option<&T> {
        match self {
            Self::Ref(_) => None,
            Self::Item(item) => Some(item),
        }
    }

    /// The reference, when it is one.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Ref(reference) => Some(reference),
            Self::Item(_) => None,
        }
    }

    /// The thing itself or what the reference names in `components`; none for a reference that leads nowhere.
    ///
    /// `components` must be the map that `T` lives in.
    pub fn resolve<'a>(&'a self, components: &'a BTreeMap<String, OrRef<T>>) -> Option<&'a T> {
        // A component may be a reference itself. More steps than there are components is a circle.
        let mut here = self;
        for _ in 0..=components.len() {
            match here {
                Self::Item(item) => return Some(item),
                Self::Ref(reference) => here = components.get(reference.rsplit('/').next()?)?,
            }
        }
        None
    }
}
