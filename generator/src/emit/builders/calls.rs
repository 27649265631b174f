//! Calls: methods that make a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, within};
use crate::error::Error;
use crate::rust_api::signatures::RequestForm;
use crate::rust_api::{Builder, Call};

impl Emitter<'_> {
    pub(super) fn call(&self, builder: &Builder, call: &Call) -> Result<TokenStream, Error> {
        let place = format!("{}::{}", builder.name, call.method);
        let name = self.ident(&call.method, &place)?;
        let docs = docs::call(self, builder, call)?;
        let condition = within(&builder.presence, &call.presence);
        let response = self.spelt(&self.rust.response(call)?.to_string(), &place)?;
        let options = self.options(call.options, &place)?;
        let arguments = self.rust.arguments(call)?;
        let declared = self.declarations(&arguments, &place)?;
        let path = self.path(&call.segment, &place)?;
        let request = match RequestForm::of(call, self.place(&place))? {
            RequestForm::Get => quote! { Request::get(#path) },
            RequestForm::Delete => quote! { Request::delete(#path) },
            RequestForm::DeleteReference => quote! { Request::delete(#path).with_reference_id(id.as_ref()) },
            RequestForm::PostEmpty => quote! { Request::post_empty(#path) },
            RequestForm::Post => quote! { Request::post(#path, body.into()) },
            RequestForm::Patch => quote! { Request::patch(#path, body.into()) },
            RequestForm::Put => quote! { Request::put(#path, body.into()) },
            RequestForm::PutContent => quote! { Request::put_content(#path, content) },
            RequestForm::PostReference => quote! { Request::post(#path, Reference::to(id)) },
            RequestForm::PutReference => quote! { Request::put(#path, Reference::to(id)) },
        };
        Ok(quote! {
            #docs
            #condition
            #[inline]
            pub fn #name(&self #(, #declared)*) -> Request<#response #options> {
                #request
            }
        })
    }
}
