//! What a response with a good status says beside what was asked for: the service's error object, nothing at all, or an
//! entity in a wrapper.
//!
//! A status of 200 promises what the operation responds with. Gateways and parts of the service break that promise, and
//! each of these forms would otherwise be read as an entity without members, as an empty list or as a decision that was
//! delivered.

use std::borrow::Cow;

use azure_core::http::Method;

use super::error::{Error, NoContentError, ServiceError};
use super::json::{Fault, Json, Kind, ReadOptions, Reader, Step};
use super::model::{
    Document, FillResult, Filler, Model, TypeAnnotation, Wrapper, document, has_members, is_reported, mismatches,
    report_mismatches,
};
use super::response::{RawResponse, members};

/// The longest body that is taken for an error object alone. It is as much as an error keeps of it, so that nothing is
/// lost where it was something else; the service's are a few hundred bytes.
pub(crate) const LONGEST_ERROR: usize = 16 * 1024;

const CONTEXT: &str = "@odata.context";
const TYPE: &str = "@odata.type";

/// Whether a body is the service's error object: `error` with an object (`odata.error` in OData 3), and nothing else
/// but annotations. One with a context or a type is a value, for instance an entity of which only `error` was selected.
pub(crate) fn is_error_object(body: &[u8]) -> bool {
    if body.len() > LONGEST_ERROR || !begins_like_an_error(body) {
        return false;
    }
    let mut found = false;
    let read = each_member(body, &mut |reader, name| {
        if is_error(reader, name)? {
            found = true;
        } else if !name.contains('@') || [CONTEXT, TYPE].contains(&name) {
            return Err(SEEN_ENOUGH);
        }
        Ok(())
    });
    read && found
}

/// Whether an `error` with an object stands in a body's object, whatever else does.
pub(crate) fn has_error_object(body: &[u8]) -> bool {
    let mut found = false;
    let read = each_member(body, &mut |reader, name| {
        found |= is_error(reader, name)?;
        Ok(())
    });
    read && found
}

/// Whether a body is null, as JSON has it or as OData 4.0 had it (`{"@odata.null": true}`).
pub(crate) fn is_null(body: &[u8]) -> bool {
    let body = bare(body);
    if body == b"null" {
        return true;
    }
    // A context and the mark.
    const LONGEST: usize = 4096;
    if body.len() > LONGEST {
        return false;
    }
    let mut null = false;
    let read = each_member(body, &mut |reader, name| {
        if name == "@odata.null" {
            null = reader.takes(&["true"]);
        } else if !name.contains('@') {
            return Err(SEEN_ENOUGH);
        }
        Ok(())
    });
    read && null
}

/// Without byte order mark and blanks.
pub(crate) fn bare(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii()
}

/// Whether the first member can be that of an error object. It decides for nearly all bodies, and needs no reading.
fn begins_like_an_error(body: &[u8]) -> bool {
    let name = bare(body)
        .strip_prefix(b"{")
        .and_then(|body| body.trim_ascii_start().strip_prefix(b"\""));
    name.is_some_and(|name| {
        !name.starts_with(CONTEXT.as_bytes()) && matches!(name.first(), Some(b'@' | b'e' | b'E' | b'o' | b'O' | b'\\'))
    })
}

/// Whether the member that comes next is an error object.
fn is_error(reader: &mut Reader<'_>, name: &str) -> Result<bool, Fault> {
    Ok(is_error_name(name) && reader.peek()? == Kind::Object)
}

/// Whether an error object has this name, that of OData 4 or that of OData 3.
fn is_error_name(name: &str) -> bool {
    ["error", "odata.error"]
        .iter()
        .any(|error| name.eq_ignore_ascii_case(error))
}

/// Ends the looking at members.
const SEEN_ENOUGH: Fault = Fault::mismatch("the rest does not matter");

/// Shows the members of the object that a body is, before the value of each. Whether it is one, and was looked at to
/// its end.
fn each_member(body: &[u8], look: &mut dyn FnMut(&mut Reader<'_>, &str) -> Result<(), Fault>) -> bool {
    let read = document(body, &ReadOptions::default(), &mut |reader| {
        reader.open_object()?;
        let mut first = true;
        while let Some(name) = reader.key(first)? {
            first = false;
            reader.blanks();
            let mark = reader.mark();
            look(reader, &name)?;
            reader.back(mark);
            reader.skip()?;
        }
        Ok(())
    });
    read.is_ok()
}

/// Whether an error object is among the members that came beside what was asked for.
pub(crate) fn has_error_among(members: &[(String, Json)]) -> bool {
    members
        .iter()
        .any(|(name, value)| is_error_name(name) && is_object(value))
}

/// Whether this is one.
fn is_object(json: &Json) -> bool {
    json.as_str().starts_with('{')
}

/// What was read as an entity.
enum BodyKind {
    /// An entity.
    Entity,
    /// An error object: nothing of an entity, but an `error`.
    Error,
    /// Something in a wrapper: nothing of an entity, but a `value`.
    Wrapped,
}

/// What an object is that was read as an entity. One that has the name of an entity's type, or one of its members,
/// is an entity.
fn look(model: &dyn Model) -> BodyKind {
    let (additional, state) = model.rest();
    // An open type can have a member of this name.
    let open = model.info().is_open();
    let is_value = |value: &Json| !open || value.as_str().starts_with(['{', '[']);
    let mut seen = BodyKind::Entity;
    for (name, value) in additional.iter() {
        if is_error_name(name) && is_object(value) {
            seen = BodyKind::Error;
            break;
        }
        if name == "value" && is_value(value) {
            seen = BodyKind::Wrapped;
        }
    }
    let of_one = |name: &Json| !name.as_str().contains("Collection(");
    let named = additional.get(TYPE).is_some_and(of_one) || state.type_annotation() == TypeAnnotation::With;
    if named || has_members(model) {
        BodyKind::Entity
    } else {
        seen
    }
}

/// Where an entity is read to, whatever its type: so that what follows is compiled once.
trait Place {
    /// Reads it.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// What was read.
    fn model(&mut self) -> Option<&mut dyn Model>;
}

impl<T: Document> Place for Option<T> {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *self = Some(T::read_from(&mut Filler(reader)).map_err(FillResult::fault)?);
        Ok(())
    }

    fn model(&mut self) -> Option<&mut dyn Model> {
        self.as_mut().map(Document::model_mut)
    }
}

impl RawResponse {
    /// Whether it says that there is nothing: 204, null, or, where something was changed, no body. A GET that is
    /// responded to without a body under another status has lost it.
    pub(crate) fn is_nothing(&self) -> bool {
        if self.is_empty() {
            self.status == 204 || self.request_info.method != Method::Get
        } else {
            is_null(self.bytes())
        }
    }

    /// The error where something is asked for and there is nothing.
    pub(crate) fn no_content(&self) -> Error {
        NoContentError::new(self.request_info.clone(), self.status, self.headers.clone()).into()
    }

    /// The service's error object that came under a good status, if it is all that came.
    pub(crate) fn refusal(&self) -> Option<Error> {
        let kind = self.content_type();
        let may_be = kind.is_none_or(|kind| kind.to_ascii_lowercase().contains("json"));
        (may_be && is_error_object(self.bytes())).then(|| self.service_error())
    }

    /// The error object that is in the body.
    pub(crate) fn service_error(&self) -> Error {
        let (request_info, headers) = (self.request_info.clone(), self.headers.clone());
        ServiceError::read(request_info, self.status, headers, self.bytes()).into()
    }

    /// Reads an entity. One that stands in a wrapper, alone, is read and reported.
    pub(crate) fn entity<T: Document>(&self) -> Result<T, Error> {
        let mut place = None;
        self.read_entity(&mut place)?;
        place.ok_or_else(|| self.unreadable("an object is expected"))
    }

    fn read_entity(&self, place: &mut dyn Place) -> Result<(), Error> {
        let nothing = self.is_nothing();
        if nothing && self.request_info.method == Method::Get {
            return Err(self.no_content());
        }
        // What changed something and responds with nothing is read as an entity with nothing set.
        let json = if nothing { b"{}" } else { self.json()? };
        let options = self.client.read_options();
        let count = document(json, options, &mut |reader| place.fill(reader)).map_err(|error| self.broken(error))?;
        let count = match place.model().map_or(BodyKind::Entity, |model| look(model)) {
            BodyKind::Entity => count,
            BodyKind::Error => return Err(self.service_error()),
            BodyKind::Wrapped => self.unwrap(json, options, place)?,
        };
        if let Some(model) = place.model().filter(|_| is_reported(count)) {
            report_mismatches(&mismatches(model));
        }
        Ok(())
    }

    /// Reads an entity from its wrapper: an object, or a list of one. Gives how many values did not fit, the wrapper
    /// among them.
    fn unwrap(&self, json: &[u8], options: &ReadOptions, place: &mut dyn Place) -> Result<u32, Error> {
        let mut beside = Vec::new();
        let mut wrapper = Wrapper::Object;
        let count = document(json, options, &mut |reader| {
            members(reader, &mut beside, &mut |reader, name| {
                if name != "value" {
                    return Ok(false);
                }
                let mark = reader.mark();
                reader.note_mismatch(mark, Cow::Borrowed(Wrapper::REASON))?;
                reader.blanks();
                wrapper = if reader.is_at_array() {
                    Wrapper::List
                } else {
                    Wrapper::Object
                };
                read_wrapped(reader, wrapper, place)?;
                Ok(true)
            })
        });
        let count = count.map_err(|error| self.broken(error))?;
        if let Some(model) = place.model() {
            let (additional, state) = model.rest_mut();
            state.set_wrapper(wrapper);
            for (name, value) in beside {
                if additional.get(&name).is_none() {
                    additional.insert(name, value);
                }
            }
        }
        Ok(count)
    }
}

fn read_wrapped(reader: &mut Reader<'_>, wrapper: Wrapper, place: &mut dyn Place) -> Result<(), Fault> {
    if wrapper == Wrapper::List {
        reader.open_array()?;
        if !reader.item(true)? {
            return Err(Fault::mismatch("one entity is expected, a list without items is there"));
        }
        reader.documents_start();
        place.fill(reader).map_err(|fault| within_item(reader, fault))?;
        if reader.item(false)? {
            return Err(Fault::mismatch(
                "one entity is expected, a list of several items is there",
            ));
        }
    } else {
        reader.documents_start();
        place.fill(reader)?;
    }
    match place.model().map(|model| (has_members(model), model)) {
        Some((false, _)) => Err(Fault::mismatch(
            "one entity is expected, what is there has none of its members",
        )),
        _ => Ok(()),
    }
}

/// The error of an item has its place.
fn within_item(reader: &Reader<'_>, fault: Fault) -> Fault {
    super::response::firm(reader, fault).within(Step::Item(0))
}
