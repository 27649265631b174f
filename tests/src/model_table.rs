//! Every generated type of both versions as a row of functions, so that a test can read and write a type whose name it
//! computes.
//!
//! The rows come from `build.rs`. What a row does is behind `dyn`, so the tests themselves are compiled once and not
//! for a thousand types.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::LazyLock;

use generator::model::Version;
use msgraph_identity_governance::Page;
use msgraph_identity_governance::json::{ReadError, ReadOptions};
use msgraph_identity_governance::model::{AnyType as _, Document, Mismatch, Model as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value of some generated type.
pub trait Value: Any + Send {
    /// All of it as JSON.
    fn to_json(&self) -> Vec<u8>;
    /// What create, update and replace send of it.
    fn to_body(&self) -> Vec<u8>;
    /// By `serde_json` and the type's `Serialize`.
    fn serialized(&self) -> Vec<u8>;
    /// By the type's own `==`; false for another type.
    fn same(&self, other: &dyn Value) -> bool;
    /// A copy by `Clone`.
    fn copy(&self) -> Box<dyn Value>;
    /// Path and reason of what does not fit.
    fn mismatches(&self) -> Vec<Mismatch>;
    /// By `Debug`.
    fn debug(&self) -> String;
    /// The name in Graph of the struct that holds the value.
    fn graph_name(&self) -> &'static str;
}

type Read = fn(&[u8], &ReadOptions) -> Result<Box<dyn Value>, ReadError>;
type Items = fn(&[u8], &ReadOptions) -> Result<usize, ReadError>;
type Deserialize = fn(&[u8]) -> Result<Box<dyn Value>, serde_json::Error>;

/// A row: the functions of one type.
#[derive(Clone, Copy)]
pub enum Entry {
    /// A struct, or an enum of a base type and those derived from it.
    Model(ModelEntry),
    /// An enumeration or a set of flags: gives what is written for a name that is read.
    Enumeration(fn(&str) -> Result<String, serde_json::Error>),
}

/// The functions of a struct or of an enum of structs.
#[derive(Clone, Copy)]
pub struct ModelEntry {
    /// By `Document::from_json`.
    pub read: Read,
    /// By `serde_json` and the type's `Deserialize`.
    pub deserialize: Deserialize,
    /// How many items `Page::from_json` finds in a page of them.
    pub items: Items,
    /// A new one with nothing set; none for an enum of structs.
    pub empty: Option<fn() -> Box<dyn Value>>,
}

impl ModelEntry {
    /// Reads leniently.
    ///
    /// # Errors
    /// As `Document::from_json`.
    pub fn lenient(&self, json: &[u8]) -> Result<Box<dyn Value>, ReadError> {
        (self.read)(json, &ReadOptions::default())
    }
}

/// The table of a version, by the Rust path below `models`: `AccessPackage`, `identity_governance::Workflow`.
#[must_use]
pub fn table(version: Version) -> &'static BTreeMap<&'static str, Entry> {
    match version {
        Version::V1_0 => &V1_0,
        Version::Beta => &BETA,
    }
}

/// What the rows of both kinds of models need of the type.
trait Held: Document + Clone + PartialEq + Debug + Serialize + DeserializeOwned + Send + 'static {
    fn name(&self) -> &'static str;
}

struct Holder<T>(T);

impl<T: Held> Value for Holder<T> {
    fn to_json(&self) -> Vec<u8> {
        self.0.to_json()
    }

    fn to_body(&self) -> Vec<u8> {
        self.0.to_body()
    }

    fn serialized(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    fn same(&self, other: &dyn Value) -> bool {
        (other as &dyn Any)
            .downcast_ref::<Self>()
            .is_some_and(|other| self.0 == other.0)
    }

    fn copy(&self) -> Box<dyn Value> {
        Box::new(Self(self.0.clone()))
    }

    fn mismatches(&self) -> Vec<Mismatch> {
        self.0.mismatches()
    }

    fn debug(&self) -> String {
        format!("{:?}", self.0)
    }

    fn graph_name(&self) -> &'static str {
        self.0.name()
    }
}

fn read<T: Held>(json: &[u8], options: &ReadOptions) -> Result<Box<dyn Value>, ReadError> {
    T::from_json(json, options).map(|value| Box::new(Holder(value)) as Box<dyn Value>)
}

fn deserialize<T: Held>(json: &[u8]) -> Result<Box<dyn Value>, serde_json::Error> {
    serde_json::from_slice(json).map(|value: T| Box::new(Holder(value)) as Box<dyn Value>)
}

fn empty<T: Held + Default>() -> Box<dyn Value> {
    Box::new(Holder(T::default()))
}

fn respell<T: for<'a> From<&'a str> + Serialize + DeserializeOwned + PartialEq>(
    name: &str,
) -> Result<String, serde_json::Error> {
    use serde::de::Error as _;
    let value = T::from(name);
    let written = serde_json::to_string(&value)?;
    if serde_json::from_str::<T>(&written)? != value {
        return Err(serde_json::Error::custom("what is written is read as another value"));
    }
    serde_json::from_str(&written)
}

macro_rules! held {
    ($version:ident structure $($path:ident)::+) => {
        impl Held for msgraph_identity_governance::$version::models::$($path)::+ {
            fn name(&self) -> &'static str {
                self.info().name
            }
        }
    };
    ($version:ident any $($path:ident)::+) => {
        impl Held for msgraph_identity_governance::$version::models::$($path)::+ {
            fn name(&self) -> &'static str {
                self.as_model().info().name
            }
        }
    };
    ($version:ident enumeration $($path:ident)::+) => {};
}

macro_rules! entry {
    (structure $type:ty) => {
        Entry::Model(ModelEntry {
            read: read::<$type>,
            deserialize: deserialize::<$type>,
            items: |json, options| Page::<$type>::from_json(json, options).map(|page| page.value.len()),
            empty: Some(empty::<$type>),
        })
    };
    (any $type:ty) => {
        Entry::Model(ModelEntry {
            read: read::<$type>,
            deserialize: deserialize::<$type>,
            items: |json, options| Page::<$type>::from_json(json, options).map(|page| page.value.len()),
            empty: None,
        })
    };
    (enumeration $type:ty) => {
        Entry::Enumeration(respell::<$type>)
    };
}

macro_rules! entries {
    (v1_0 $($what:ident $name:literal $($path:ident)::+,)*) => { entries! { V1_0 v1_0 $($what $name $($path)::+,)* } };
    (beta $($what:ident $name:literal $($path:ident)::+,)*) => { entries! { BETA beta $($what $name $($path)::+,)* } };
    ($table:ident $version:ident $($what:ident $name:literal $($path:ident)::+,)*) => {
        $(held! { $version $what $($path)::+ })*

        static $table: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| {
            const ROWS: &[(&str, Entry)] = &[$((
                $name,
                entry!($what msgraph_identity_governance::$version::models::$($path)::+),
            )),*];
            ROWS.iter().copied().collect()
        });
    };
}

include!(concat!(env!("OUT_DIR"), "/models.rs"));
