//! What a member holds that is one entity or complex value: a box that does not know its type.
//!
//! Code that drops a value is compiled wherever the value can be dropped, with that of all that it holds. Behind a
//! [`Child`] it is compiled once, where its type is: the box is dropped through the vtable.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::core::json::{Fault, Reader};

use super::compare::{print_model, same_model};
use super::read::read_model;
use super::slot::{FillResult, Filler, Single, SlotValue, View};
use super::{Model, ModelType, TypeInfo, support};

/// A value of the type `T` on the heap, as `Box<T>` is: what a member or a variant of an `Any…` enumeration holds.
///
/// It is made by [`From`] or [`new`](Self::new), used as a `T` through `Deref`, and taken out by
/// [`into_inner`](Self::into_inner). Of a value that is equal it is equal, and it prints as its value does.
///
/// ```
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use msgraph_identity_governance::v1_0::models::{AccessPackage, AccessPackageCatalog};
///
/// let mut package = AccessPackage {
///     catalog: Some(AccessPackageCatalog::new().with_display_name("Sales").into()),
///     ..Default::default()
/// };
/// assert_eq!(package.catalog.as_ref().and_then(|catalog| catalog.display_name.as_deref()), Some("Sales"));
/// if let Some(catalog) = &mut package.catalog {
///     catalog.description = Some("All that sales needs".to_owned());
/// }
/// let catalog: Option<AccessPackageCatalog> = package.catalog.take().map(|catalog| catalog.into_inner());
/// assert!(catalog.is_some_and(|catalog| catalog.description.is_some()));
/// # }
/// ```
pub struct Child<T> {
    /// Always a `T`: it is private to this module, and each function that makes one has the type's own.
    model: Box<dyn Model>,
    of: PhantomData<fn() -> T>,
}

impl<T> Child<T> {
    /// Of a model that is known to be a `T`.
    pub(crate) fn of(model: Box<dyn Model>) -> Self {
        Self { model, of: PhantomData }
    }

    pub(crate) fn as_model(&self) -> &dyn Model {
        &*self.model
    }

    pub(crate) fn as_model_mut(&mut self) -> &mut dyn Model {
        &mut *self.model
    }
}

impl<T: Model> Child<T> {
    /// Puts a value on the heap.
    #[inline]
    pub fn new(value: T) -> Self {
        Self::of(Box::new(value))
    }

    /// Takes the value out.
    #[inline]
    pub fn into_inner(self) -> T {
        let model: Box<dyn Any> = self.model;
        match model.downcast() {
            Ok(value) => *value,
            Err(_) => foreign(),
        }
    }
}

/// A model of another type than a [`Child`] says. No input leads here: see the field.
#[cold]
fn foreign() -> ! {
    unreachable!("a child is made with a model of its own type")
}

impl<T: Model> Deref for Child<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        let model: &dyn Any = &*self.model;
        match model.downcast_ref() {
            Some(value) => value,
            None => foreign(),
        }
    }
}

impl<T: Model> DerefMut for Child<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        let model: &mut dyn Any = &mut *self.model;
        match model.downcast_mut() {
            Some(value) => value,
            None => foreign(),
        }
    }
}

impl<T: Model> From<T> for Child<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Model> From<Box<T>> for Child<T> {
    #[inline]
    fn from(value: Box<T>) -> Self {
        Self::of(value)
    }
}

impl<T: ModelType> Default for Child<T> {
    #[inline]
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// By the type's own `Clone`: by the vtable, the code that copies any model would be in each program that has one.
impl<T: Model + Clone> Clone for Child<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self::new(T::clone(self))
    }
}

impl<T> PartialEq for Child<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        same_model(self.as_model(), other.as_model())
    }
}

impl<T> fmt::Debug for Child<T> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_model(self.as_model(), f)
    }
}

impl<T: ModelType> Serialize for Child<T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        support::serialize(&**self, serializer)
    }
}

impl<'de, T: ModelType> Deserialize<'de> for Child<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        support::deserialize(deserializer).map(Self::new)
    }
}

/// Reads an object into a new model of a type; the document is charged for it.
pub(super) fn read_new(info: &TypeInfo, reader: &mut Reader<'_>) -> Result<Box<dyn Model>, Fault> {
    let mut model = (info.make)();
    reader.charge(size_of_val(&*model))?;
    read_model(reader, &mut *model)?;
    Ok(model)
}

impl<T: ModelType> Single for Child<T> {
    fn see(&self) -> View<'_> {
        View(SlotValue::Model {
            model: self.as_model(),
            typed: false,
        })
    }

    fn fill_from(reader: &mut Filler<'_, '_>) -> Result<Self, FillResult> {
        match read_new(T::INFO, reader.0) {
            Ok(model) => Ok(Self::of(model)),
            Err(fault) => Err(FillResult(Err(fault))),
        }
    }
}
