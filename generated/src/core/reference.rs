//! References: what `$ref` takes and gives, `{"@odata.id": "https://…"}`.

use super::body::Body;
use super::error::{Error, Invalid};
use super::json::{Fault, Reader, Writer};
use super::model::{Element, FillResult, Filler, SlotValue, View};
use super::response::{FromResponse, RawResponse, members};

/// A link to a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The resource's URL (`@odata.id`).
    pub id: String,
}

impl Reference {
    /// A link to a resource by its URL, or by its path below the version (`/directoryObjects/{id}`).
    #[must_use]
    pub fn to(id: impl AsRef<str>) -> Self {
        Self {
            id: id.as_ref().to_owned(),
        }
    }
}

/// The URL of a resource that is named by URL or by its path below the version.
pub(crate) fn absolute(id: &str, root: &str) -> Result<String, Invalid> {
    let url = if id.starts_with('/') {
        format!("{root}{id}")
    } else {
        id.to_owned()
    };
    if url.starts_with("https://") || url.starts_with(root) {
        return Ok(url);
    }
    Err(Invalid::new(
        "@odata.id",
        "a reference is a URL, or a path below the version that begins with a slash: /directoryObjects/{id}",
    ))
}

impl Body for Reference {
    fn write_body(&self, _whole: bool, root: &str) -> Result<Vec<u8>, Invalid> {
        let url = absolute(&self.id, root)?;
        let mut writer = Writer::everything();
        writer.raw("{\"@odata.id\":");
        writer.string(&url);
        writer.raw("}");
        Ok(writer.into_bytes())
    }
}

fn read(reader: &mut Reader<'_>) -> Result<Reference, Fault> {
    let mut id = None;
    members(reader, &mut Vec::new(), &mut |reader, name| {
        if name != "@odata.id" {
            return Ok(false);
        }
        id = Some(reader.string()?.into_owned());
        Ok(true)
    })?;
    id.map(|id| Reference { id })
        .ok_or(Fault::mismatch("it has no `@odata.id`: a reference is expected"))
}

impl FromResponse for Reference {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if response.is_nothing() {
            return Err(response.no_content());
        }
        let mut reference = Self::default();
        response.read_with(&mut |reader| {
            reference = read(reader)?;
            Ok(())
        })?;
        Ok(reference)
    }
}

/// As an item of a page.
impl Element for Reference {
    fn see_item(&self) -> View<'_> {
        View(SlotValue::Text(&self.id))
    }

    fn push_from(list: &mut Vec<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        FillResult(read(reader.0).map(|reference| list.push(reference)))
    }
}
