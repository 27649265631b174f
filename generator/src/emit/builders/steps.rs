//! Steps: methods that lead to another builder.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, within};
use crate::error::Error;
use crate::rust_api::{Builder, Step};

impl Emitter<'_> {
    pub(super) fn step(&self, builder: &Builder, step: &Step) -> Result<TokenStream, Error> {
        let place = format!("{}::{}", builder.name, step.method);
        let name = self.ident(&step.method, &place)?;
        let to = self.ident(&step.to, &place)?;
        let docs = docs::step(self, step);
        let condition = within(&builder.presence, &step.presence);
        let declared = self.declarations(&self.rust.arguments_of_segment(&step.segment)?, &place)?;
        let path = self.path(&step.segment, &place)?;
        Ok(quote! {
            #docs
            #condition
            #[inline]
            pub fn #name(&self #(, #declared)*) -> #to {
                #to::at(#path)
            }
        })
    }
}
