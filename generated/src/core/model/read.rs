//! Reading models: one loop for all of them.

use std::borrow::Cow;
use std::str::FromStr;

use crate::core::json::{Fault, Json, ReadError, ReadOptions, Reader, Step};
use crate::core::values::InvalidValue;

use super::state::{Blank, TypeSeen};
use super::write::write_document;
use super::{Filled, Filler, Model};

pub(crate) const ODATA_TYPE: &str = "@odata.type";

/// What can be a JSON document of its own: a model, an `Any…` enumeration.
pub trait Document: Sized {
    #[doc(hidden)]
    fn read_from(reader: &mut Filler<'_, '_>) -> Result<Self, Filled>;

    #[doc(hidden)]
    fn write(&self, body: bool) -> Vec<u8>;

    /// Reads it from a document, which is `json` from its first byte to its last.
    ///
    /// # Errors
    /// When it is not JSON, too deep, no object, or (in strict mode) has a value that does not fit its declared type. The
    /// error says where.
    fn from_json(json: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let mut value = None;
        document(json, options, &mut |reader| {
            value = Some(Self::read_from(&mut Filler(reader)).map_err(Filled::fault)?);
            Ok(())
        })?;
        value.ok_or_else(|| ReadError::new(json, 0, "an object is expected"))
    }

    /// The JSON of everything that it holds.
    fn to_json(&self) -> Vec<u8> {
        self.write(false)
    }

    /// The JSON as a request's body: without the members that the service sets and without the annotations that mean
    /// something in answers only.
    fn to_body(&self) -> Vec<u8> {
        self.write(true)
    }
}

impl<M: Model + Default> Document for M {
    fn read_from(reader: &mut Filler<'_, '_>) -> Result<Self, Filled> {
        let mut model = Self::default();
        match read_model(reader.0, &mut model) {
            Ok(()) => Ok(model),
            Err(fault) => Err(Filled(Err(fault))),
        }
    }

    fn write(&self, body: bool) -> Vec<u8> {
        write_document(self, false, body)
    }
}

/// Reads a document as the type asked for, keeping what does not fit. See [`Document::from_json`].
///
/// # Errors
/// When it is not JSON, too deep, or no object.
pub fn read<T: Document>(json: &[u8]) -> Result<T, ReadError> {
    T::from_json(json, &ReadOptions::default())
}

/// Reads a whole document.
pub(crate) fn document(
    json: &[u8],
    options: &ReadOptions,
    read: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
) -> Result<(), ReadError> {
    let result = Reader::new(json, options).and_then(|mut reader| {
        read(&mut reader)?;
        reader.end()?;
        Ok(reader.odd_values())
    });
    match result {
        Ok(0) => Ok(()),
        Ok(odd) => {
            tracing::warn!(
                odd,
                "an answer has values that do not fit their declared type; they are kept as they came"
            );
            Ok(())
        }
        Err(Fault::Malformed(error)) => Err(*error),
        Err(Fault::Odd(reason)) => Err(ReadError::new(json, 0, reason)),
    }
}

/// Reads an object into a model that is new.
pub(crate) fn read_model(reader: &mut Reader<'_>, model: &mut dyn Model) -> Result<(), Fault> {
    reader.open_object()?;
    let info = model.info();
    // Where it is kept tells a type from others; a wrong guess is only a lost comparison.
    let of = std::ptr::from_ref(info).addr();
    let mut after = 0;
    let mut seen = TypeSeen::Without;
    let mut first = true;
    if reader.takes(&["\"@odata.type\":\"#", info.name, "\""]) {
        seen = TypeSeen::With;
        first = false;
    }
    loop {
        let guess = reader.order.guess(of, after);
        let place = if info
            .members
            .get(guess)
            .is_some_and(|member| reader.takes_key(first, member.name))
        {
            guess
        } else {
            let Some(key) = reader.key(first)? else { break };
            let Some(place) = info.find(&key) else {
                first = false;
                reader.blanks();
                if key == ODATA_TYPE && reader.takes(&["\"#", info.name, "\""]) {
                    seen = TypeSeen::With;
                } else {
                    keep(reader, model, key)?;
                }
                continue;
            };
            reader.order.learn(of, after, place);
            place
        };
        first = false;
        after = place + 1;
        if let Err(fault) = read_member(reader, model, place) {
            return Err(fault.within(Step::Member(info.name_of(place).into())));
        }
    }
    model.rest_mut().1.set_type_seen(seen);
    Ok(())
}

/// Keeps what the type has no member for.
fn keep(reader: &mut Reader<'_>, model: &mut dyn Model, key: Cow<'_, str>) -> Result<(), Fault> {
    match reader.skip() {
        Ok(value) => {
            model.rest_mut().0.put(key.into(), Json::checked(value), None);
            Ok(())
        }
        Err(fault) => Err(fault.within(Step::Member(Cow::Owned(key.into_owned())))),
    }
}

#[inline]
fn read_member(reader: &mut Reader<'_>, model: &mut dyn Model, place: usize) -> Result<(), Fault> {
    let Some(slot) = model.slot_mut(place) else {
        return Ok(());
    };
    if reader.null()? {
        slot.clear();
        model.rest_mut().1.set_blank(place, Blank::Null);
        return Ok(());
    }
    let mark = reader.mark();
    // Only a list can be filled with nothing.
    let list = reader.is_at_array();
    match slot.fill(&mut Filler(reader)).0 {
        Ok(()) => {
            if list && matches!(slot.view().0, super::Seen::Nothing) {
                model.rest_mut().1.set_blank(place, Blank::Empty);
            }
            Ok(())
        }
        Err(Fault::Odd(reason)) => {
            slot.clear();
            reader.back(mark);
            let reason = reader.note_odd(mark, reason)?;
            let value = Json::checked(reader.skip()?);
            let name = model.info().name_of(place);
            model.rest_mut().0.put(name.into(), value, Some(reason));
            Ok(())
        }
        Err(fault) => Err(fault),
    }
}

/// A value by the text of a string.
pub(crate) fn read_text<T: FromStr<Err = InvalidValue>>(reader: &mut Reader<'_>) -> Result<T, Fault> {
    reader
        .string()?
        .parse()
        .map_err(|error: InvalidValue| Fault::odd(error.reason()))
}

/// The discriminator of the object that comes next, wherever it stands in it; the reader stays where it is.
pub(crate) fn discriminator<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Fault> {
    let mark = reader.mark();
    reader.open_object()?;
    let found = reader.takes_key(true, ODATA_TYPE) || reader.seek(ODATA_TYPE);
    let name = if found { reader.string().ok() } else { None };
    reader.back(mark);
    Ok(name)
}
