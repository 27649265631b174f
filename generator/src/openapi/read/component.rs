//! Something written in place, or a reference to a component.

use serde::de::MapAccess;

use crate::error::Result;
use crate::openapi::document::OrRef;
use crate::openapi::stream::{Members, RefKind, Value};

/// Something that may be a reference instead.
pub(super) trait Component: Members {
    const KIND: RefKind;
}

#[derive(Default)]
pub(super) struct Referable<T> {
    reference: Option<String>,
    item: T,
}

impl<T: Component> Members for Referable<T> {
    type Out = OrRef<T::Out>;
    const WHAT: &'static str = T::WHAT;

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        if key == "$ref" {
            let reference: String = value.read()?;
            value.context.reference(T::KIND, &reference);
            self.reference = Some(reference);
            return Ok(true);
        }
        // OpenAPI 3.0 ignores what stands beside a reference; here it is reported, since nobody meant it to be ignored.
        if self.reference.is_some() {
            Ok(false)
        } else {
            self.item.member(key, value)
        }
    }

    fn finish(self) -> Result<Self::Out, String> {
        match self.reference {
            Some(reference) => Ok(OrRef::Ref(reference)),
            None => self.item.finish().map(OrRef::Item),
        }
    }
}
