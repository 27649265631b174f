//! The forms in which a page is read and written: our models, `serde_json::Value`, and structs with derives of serde.

use msgraph_identity_governance::Page;
use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::v1_0::models;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::derives::models as derives;
use crate::flattened::models as flattened;

/// What is read and written, alike for all forms. Items are written each by itself, as a request's body is.
pub trait Form: Sized {
    /// Its name in the table.
    const NAME: &'static str;

    /// Reads the items of a page.
    fn read(json: &[u8]) -> Self;

    /// Writes each item; the bytes of all.
    fn write(&self) -> usize;
}

/// Our models.
pub struct Ours<T>(pub Page<T>);

macro_rules! ours {
    ($($model:ty)*) => {$(
        impl Form for Ours<$model> {
            const NAME: &'static str = "ours";

            fn read(json: &[u8]) -> Self {
                Self(Page::from_slice(json).expect("a page of ours"))
            }

            fn write(&self) -> usize {
                self.0.value.iter().map(|item| item.to_json().len()).sum()
            }
        }
    )*};
}

ours! { models::AccessPackageAssignmentRequest models::AccessPackageAssignmentPolicy models::identity_governance::Workflow }

/// Structs with derives: how the page around the items is read.
#[derive(serde::Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Items<T> {
    value: Vec<T>,
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Vec<T> {
    serde_json::from_slice::<Items<T>>(json).expect("a page").value
}

fn write<T: Serialize>(items: &[T]) -> usize {
    items
        .iter()
        .map(|item| serde_json::to_vec(item).expect("JSON").len())
        .sum()
}

/// A form of items that serde reads. Not generic over the item, so that the code is made here, once for all benchmarks.
macro_rules! serde_form {
    ($(#[$meta:meta])* $form:ident, $name:literal, $($item:ty)*) => {
        $(#[$meta])*
        pub struct $form<T>(pub Vec<T>);

        $(
            impl Form for $form<$item> {
                const NAME: &'static str = $name;

                fn read(json: &[u8]) -> Self {
                    Self(read(json))
                }

                fn write(&self) -> usize {
                    write(&self.0)
                }
            }
        )*
    };
}

serde_form! {
    /// Structs with plain derives, which lose unknown members.
    Derives, "derives",
    derives::AccessPackageAssignmentRequest derives::AccessPackageAssignmentPolicy derives::identity_governance::Workflow
}
serde_form! {
    /// Structs with derives and a flattened map for unknown members.
    Flattened, "flattened",
    flattened::AccessPackageAssignmentRequest flattened::AccessPackageAssignmentPolicy flattened::identity_governance::Workflow
}
serde_form! {
    /// Values without a type.
    Values, "Value", serde_json::Value
}
