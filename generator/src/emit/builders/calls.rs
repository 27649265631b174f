//! Calls: methods that make a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};
use crate::error::Error;
use crate::routes::{Body, Builder, Call, CallKind, Method};

impl Emitter<'_> {
    pub(super) fn call(&self, builder: &Builder, call: &Call) -> Result<TokenStream, Error> {
        let place = format!("{}::{}", builder.name, call.method);
        let name = self.ident(&call.method, &place)?;
        let docs = docs::call(self, call);
        let answer = self.answer(&call.answer, &place)?;
        let options = self.options(call.options, &place)?;
        let (mut declared, path) = self.path(&call.segment, &place)?;
        let request = match &call.body {
            Body::None if call.kind == CallKind::RemoveReferenceById => {
                declared.push(quote! { id: impl AsRef<str> });
                quote! { Request::delete(#path).with_reference_id(id.as_ref()) }
            }
            Body::None => match call.http {
                Method::Get => quote! { Request::get(#path) },
                Method::Delete => quote! { Request::delete(#path) },
                Method::Post => quote! { Request::post_empty(#path) },
                Method::Patch | Method::Put => {
                    return Err(self.error(&place, format!("a {} without a body is not known", call.http.name())));
                }
            },
            Body::Model(item) => {
                let ty = self.item(item, &place)?;
                declared.push(quote! { body: impl Into<#ty> });
                match call.http {
                    Method::Post => quote! { Request::post(#path, body.into()) },
                    Method::Patch => quote! { Request::patch(#path, body.into()) },
                    Method::Put => quote! { Request::put(#path, body.into()) },
                    Method::Get | Method::Delete => {
                        return Err(self.error(&place, format!("a {} with a body is not known", call.http.name())));
                    }
                }
            }
            Body::Content => {
                declared.push(quote! { content: impl Into<ContentBody> });
                quote! { Request::put_content(#path, content) }
            }
            Body::Reference => {
                declared.push(quote! { id: impl AsRef<str> });
                match call.http {
                    Method::Put => quote! { Request::put(#path, Reference::to(id)) },
                    _ => quote! { Request::post(#path, Reference::to(id)) },
                }
            }
        };
        Ok(quote! {
            #docs
            pub fn #name(&self #(, #declared)*) -> Request<#answer #options> {
                #request
            }
        })
    }
}
