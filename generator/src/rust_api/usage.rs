//! Which types something is declared as: only those can turn out to be a derived one.

use std::collections::BTreeSet;

use crate::model::{Api, ItemType, QName, Type, TypeRef};

/// The structured types that a member, an argument or a response is declared as.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    declared: BTreeSet<QName>,
}

impl Usage {
    /// Of one version.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        let mut usage = Self::default();
        for ty in api.types.values() {
            if let Type::Structured(structured) = ty {
                structured.members.iter().for_each(|member| usage.declare(&member.ty));
            }
        }
        for operation in api.operations.values().flatten() {
            operation
                .arguments
                .iter()
                .for_each(|argument| usage.declare(&argument.ty));
            operation.returns.iter().for_each(|ty| usage.declare(ty));
        }
        api.roots.values().for_each(|ty| usage.declare(ty));
        usage
    }

    fn declare(&mut self, ty: &TypeRef) {
        if let ItemType::Structured(name) = &ty.item {
            self.declared.insert(name.clone());
        }
    }

    /// Whether the type has an `Any…` enum: it has derived types, and something is declared as it or as one of its
    /// bases. A base that nothing is declared as, such as `entity`, is only inherited from.
    #[must_use]
    pub fn is_polymorphic(&self, api: &Api, name: &QName) -> bool {
        api.is_polymorphic(name) && (self.declared.contains(name) || self.is_derived(api, name))
    }

    /// Whether a value of the type can stand where a base of it is declared, so that it has to say its `@odata.type`.
    #[must_use]
    pub fn is_derived(&self, api: &Api, name: &QName) -> bool {
        !self.declared_bases(api, name).is_empty()
    }

    /// The bases of a type that something is declared as, nearest first: from these it can be cast to.
    #[must_use]
    pub fn declared_bases<'a>(&self, api: &'a Api, name: &QName) -> Vec<&'a QName> {
        let bases = api.lineage(name).skip(1);
        bases.filter(|base| self.declared.contains(base)).collect()
    }
}
