//! The public items of a model, of a builder and of an operation.

use super::item::{Item, ItemKind};
use super::operations::Operation;
use super::structs::Struct;
use super::surface::Builder;
use super::{Enumeration, Model, origins};
use crate::model::ElementId;
use crate::naming::memory::place_key;

impl Model<'_> {
    /// Its items, the type itself first.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        match self {
            Model::Struct(one) => one.items(),
            Model::Enumeration(one) => one.items(),
        }
    }
}

impl Struct<'_> {
    fn items(&self) -> Vec<Item> {
        let path = self.path.to_string();
        let mut items = vec![Item {
            kind: ItemKind::Struct,
            path: path.clone(),
            signature: "struct".to_owned(),
            origins: self.origins.clone(),
        }];
        items.extend(self.is_sent.then(|| Item {
            kind: ItemKind::Literal {
                of: self.metadata.name.clone(),
            },
            path: format!("{path} {{ .. }}"),
            signature: "struct literal".to_owned(),
            origins: self.origins.clone(),
        }));
        for field in &self.fields {
            let origins = origins::of_member(self.metadata, field.member, &self.origins);
            items.push(Item {
                kind: ItemKind::Field,
                path: format!("{path}::{}", field.name),
                signature: field.ty(),
                origins: origins.clone(),
            });
            items.push(Item {
                kind: ItemKind::Constant,
                path: format!("{path}::{}", field.constant.name),
                signature: field.constant.to_string(),
                origins,
            });
        }
        for base in &self.bases {
            items.push(Item {
                kind: ItemKind::Cast { of: path.clone() },
                path: format!("{path} as {}", base.path),
                signature: "cast".to_owned(),
                origins: followed_by(&self.origins, &[ElementId::AnyOf(base.name.clone())]),
            });
        }
        self.any_items(&mut items);
        items
    }

    fn any_items(&self, items: &mut Vec<Item>) {
        let Some(any) = &self.any else { return };
        let path = any.path.to_string();
        let of_any = followed_by(&[ElementId::AnyOf(self.metadata.name.clone())], &self.origins);
        for variant in &any.variants {
            items.push(Item {
                kind: ItemKind::Variant,
                path: format!("{path}::{}", variant.name),
                signature: format!("model::Child<{}>", variant.path),
                origins: followed_by(&variant.origins, &of_any),
            });
        }
        for field in &self.fields {
            let origins = origins::of_member(self.metadata, field.member, &self.origins);
            items.push(Item {
                kind: ItemKind::Getter,
                path: format!("{path}::{}()", field.name),
                signature: field.borrowed(),
                origins: followed_by(&origins, &of_any),
            });
        }
        items.push(Item {
            kind: ItemKind::Any,
            path,
            signature: "enum".to_owned(),
            origins: of_any,
        });
    }
}

impl Enumeration<'_> {
    fn items(&self) -> Vec<Item> {
        let path = self.path.to_string();
        let of_type = ElementId::Type(self.metadata.name.clone());
        let (whole, of_whole, each, of_each) = if self.metadata.flags {
            (ItemKind::Flags, "struct of flags", ItemKind::Flag, "const")
        } else {
            (ItemKind::Enumeration, "enum", ItemKind::Variant, "variant")
        };
        let mut items = vec![Item {
            kind: whole,
            path: path.clone(),
            signature: of_whole.to_owned(),
            origins: vec![of_type.clone()],
        }];
        items.extend(self.values.iter().map(|value| Item {
            kind: each.clone(),
            path: format!("{path}::{}", value.name),
            signature: of_each.to_owned(),
            origins: vec![
                ElementId::member(&self.metadata.name, &value.metadata.name),
                of_type.clone(),
            ],
        }));
        items
    }
}

impl Operation<'_> {
    /// The call, and each query option that it takes.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let (method, key) = (self.call.http, place_key(&self.place.path));
        let path = self.path();
        let options = self.call.options.iter();
        let mut items: Vec<Item> = options
            .map(|option| Item {
                kind: ItemKind::QueryOption,
                path: format!("{path}.{}", option.name().trim_start_matches('$')),
                signature: "query option".to_owned(),
                origins: vec![ElementId::QueryOption {
                    option,
                    method,
                    path: key.clone(),
                }],
            })
            .collect();
        items.push(Item {
            kind: ItemKind::Call,
            path,
            signature: self.signature(),
            origins: vec![ElementId::Request { method, path: key }],
        });
        items
    }
}

impl Builder {
    /// The builder's type; its methods are a part of the operations that they lead to.
    #[must_use]
    pub fn item(&self) -> Item {
        let places = self.places.iter();
        Item {
            kind: ItemKind::Builder,
            path: format!("builders::{}", self.name),
            signature: "struct".to_owned(),
            origins: places.map(|place| ElementId::Path(place_key(place))).collect(),
        }
    }
}

fn followed_by(first: &[ElementId], then: &[ElementId]) -> Vec<ElementId> {
    first.iter().chain(then).cloned().collect()
}
