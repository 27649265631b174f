//! `#[cfg(…)]` of generated items: conditions of the crate's features, and of nothing else.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

/// The features that are on.
#[derive(Clone, Debug, Default)]
pub enum Features {
    /// Every one.
    #[default]
    All,
    /// These alone.
    Only(BTreeSet<String>),
}

impl Features {
    /// These alone.
    #[must_use]
    pub fn only(names: &[&str]) -> Self {
        Self::Only(names.iter().map(ToString::to_string).collect())
    }

    /// Whether an item with these attributes is there.
    ///
    /// # Errors
    /// Says which condition is none of features.
    pub(crate) fn have(&self, attributes: &[Attribute]) -> Result<bool, String> {
        for attribute in attributes {
            if attribute.path().is_ident("cfg_attr") {
                return Err("an attribute of it is there under a condition only".into());
            }
            if attribute.path().is_ident("cfg") {
                let condition: Meta = attribute.parse_args().map_err(|error| error.to_string())?;
                if !self.meet(&condition)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn meet(&self, condition: &Meta) -> Result<bool, String> {
        match condition {
            Meta::NameValue(pair) if pair.path.is_ident("feature") => match &pair.value {
                Expr::Lit(syn::ExprLit {
                    lit: Lit::Str(name), ..
                }) => Ok(self.has(&name.value())),
                _ => Err("a feature that is no text".into()),
            },
            Meta::List(list) if list.path.is_ident("any") || list.path.is_ident("all") => {
                let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
                let parts = parts.map_err(|error| error.to_string())?;
                let met: Vec<bool> = parts.iter().map(|part| self.meet(part)).collect::<Result<_, _>>()?;
                let is_met = |met: &bool| *met;
                Ok(if list.path.is_ident("any") {
                    met.iter().any(is_met)
                } else {
                    met.iter().all(is_met)
                })
            }
            _ => Err("it is there under a condition that is none of features".into()),
        }
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(name),
        }
    }
}
