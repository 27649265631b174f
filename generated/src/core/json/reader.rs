//! The pull reader: one pass over a document, a value at a time.
//!
//! It can go back to a place it remembers (`mark` and `back`), which is how a value that does not
//! fit its declared type is kept as it came, and how a discriminator is found wherever it stands.

use std::borrow::Cow;

use super::budget::Budget;
use super::order::Order;
use super::scan::plain_run;
use super::{Fault, Json, MAX_DEPTH, MismatchedItem, ReadError, ReadOptions, heap};

/// What a step of a path is taken to need as text, in bytes.
const PATH_STEP: usize = 32;

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Number,
    Bool,
    Null,
}

impl Kind {
    /// How a message names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
        }
    }
}

/// A place in the document to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    at: usize,
    depth: u32,
}

/// A pull reader over one JSON document.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    max_depth: u32,
    strict: bool,
    any_case: bool,
    mismatches: u32,
    /// How deep the documents' own models stand: those have no member under which a mismatch could be kept.
    outermost: u32,
    /// Whether a whole number came as text since this was asked last, and whether one ever did.
    quoted: bool,
    ever_quoted: bool,
    /// How many items more the list will have that grows next, by a guess; 0 without one.
    expected: usize,
    /// The items of the list read last that did not fit, for the model that has the list.
    items: Vec<MismatchedItem>,
    /// What the values may still take.
    budget: Budget,
    /// What the reading of models learns on the way.
    pub(crate) order: Order,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a document, after its byte order mark if it has one.
    pub(crate) fn new(document: &'a [u8], options: &ReadOptions) -> Result<Self, Fault> {
        let text = std::str::from_utf8(document)
            .map_err(|error| Fault::Malformed(Box::new(ReadError::new(document, error.valid_up_to(), "not UTF-8"))))?;
        let at = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        Ok(Self {
            text,
            at,
            depth: 0,
            max_depth: options.max_depth.min(MAX_DEPTH),
            strict: options.strict,
            any_case: options.any_case,
            mismatches: 0,
            outermost: 0,
            quoted: false,
            ever_quoted: false,
            expected: 0,
            items: Vec::new(),
            budget: Budget::of_document(text.len(), options.memory_floor),
            order: Order::of_document(text.len()),
        })
    }

    /// Whether members are known in any case.
    pub(crate) fn any_case(&self) -> bool {
        self.any_case
    }

    /// How many values were kept as they came because they did not fit.
    pub(crate) fn mismatches(&self) -> u32 {
        self.mismatches
    }

    /// Takes note of a value that does not fit; an error in strict mode.
    pub(crate) fn note_mismatch(&mut self, place: Mark, reason: Cow<'static, str>) -> Result<Cow<'static, str>, Fault> {
        if self.strict {
            let error = ReadError::new(self.text.as_bytes(), place.at, reason);
            return Err(Fault::Malformed(Box::new(error)));
        }
        self.mismatches = self.mismatches.saturating_add(1);
        // Beside the value, which who keeps it charges: the reason, and the path by which the value is listed later.
        self.charge(PATH_STEP.saturating_mul(place.depth as usize + 2) + reason.len())?;
        Ok(reason)
    }

    /// Counts memory that a value is about to take, in bytes; an error when the document has had what it is allowed.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), Fault> {
        if self.budget.take(bytes) {
            Ok(())
        } else {
            Err(self.too_much_memory())
        }
    }

    /// Whether the document may take so much more memory, in bytes.
    pub(crate) fn affords(&self, bytes: usize) -> bool {
        self.budget.affords(bytes)
    }

    #[cold]
    fn too_much_memory(&self) -> Fault {
        let reason = format!(
            "what is read from it would take more than {} bytes of memory, where {} bytes came; \
             `ReadOptions::with_memory_floor` allows more",
            self.budget.allowed(),
            self.text.len()
        );
        Fault::Malformed(Box::new(
            ReadError::new(self.text.as_bytes(), self.at, reason).of_limit(),
        ))
    }

    /// The models that come next, at this depth, are what was asked for: the document itself or the items of its list.
    pub(crate) fn documents_start(&mut self) {
        self.outermost = self.depth;
    }

    /// Whether a value that stands here, before it is entered, is a member's.
    pub(crate) fn is_in_member(&self) -> bool {
        self.depth > self.outermost
    }

    /// A whole number came as text.
    pub(crate) fn note_quoted(&mut self) {
        self.quoted = true;
        self.ever_quoted = true;
    }

    /// Whether a whole number of the document came as text so far.
    pub(crate) fn has_quoted(&self) -> bool {
        self.ever_quoted
    }

    /// Sets how many items the list is guessed to have that is read next; 0 for no guess.
    pub(crate) fn expect_items(&mut self, items: usize) {
        self.expected = items;
    }

    /// The guess, for the list that grows first.
    pub(crate) fn take_expected_items(&mut self) -> usize {
        std::mem::take(&mut self.expected)
    }

    /// How many bytes are not read yet.
    pub(crate) fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// Whether a whole number came as text since this was asked last.
    pub(crate) fn take_quoted(&mut self) -> bool {
        std::mem::take(&mut self.quoted)
    }

    /// Keeps an item of a list that does not fit: goes back to where it began and passes it.
    #[cold]
    pub(crate) fn keep_item(
        &mut self,
        mark: Mark,
        place: usize,
        reason: Cow<'static, str>,
        items: &mut Vec<MismatchedItem>,
    ) -> Result<(), Fault> {
        self.back(mark);
        let reason = self.note_mismatch(mark, reason)?.into_owned();
        let value = self.skip()?;
        // A list of them has up to twice the room.
        self.charge(2 * size_of::<MismatchedItem>() + heap(value.len()) + heap(reason.len()))?;
        let value = Json::checked(value);
        items.push(MismatchedItem::new(place, value, reason));
        Ok(())
    }

    /// Hands on the items of a list that were kept.
    pub(crate) fn hand_on_items(&mut self, items: Vec<MismatchedItem>) {
        self.items = items;
    }

    /// The items of the list read last that were kept.
    pub(crate) fn take_items(&mut self) -> Vec<MismatchedItem> {
        std::mem::take(&mut self.items)
    }

    /// How many bytes are read.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            depth: self.depth,
        }
    }

    pub(crate) fn back(&mut self, mark: Mark) {
        self.at = mark.at;
        self.depth = mark.depth;
    }

    /// Broken JSON, here.
    #[cold]
    pub(crate) fn malformed(&self, reason: impl Into<Cow<'static, str>>) -> Fault {
        Fault::Malformed(Box::new(ReadError::new(self.text.as_bytes(), self.at, reason)))
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub(crate) fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    #[inline]
    fn slice(&self, start: usize, end: usize) -> &'a str {
        // Both ends are beside ASCII bytes, so they are on character boundaries.
        self.text.get(start..end).unwrap_or_default()
    }

    /// The kind of the value that comes next; blanks before it are passed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<Kind, Fault> {
        self.blanks();
        Ok(match self.byte() {
            Some(b'"') => Kind::String,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            Some(_) => return Err(self.malformed("a value is expected")),
            None => return Err(self.malformed("the document ends where a value is expected")),
        })
    }

    /// The value that comes next must be of this kind, or it is a mismatch.
    #[inline]
    fn expect(&mut self, kind: Kind) -> Result<(), Fault> {
        let found = self.peek()?;
        if found == kind {
            Ok(())
        } else {
            Err(mismatch(kind, found))
        }
    }

    /// The same for a kind that begins with one byte, which mostly is right here.
    #[inline]
    fn begin(&mut self, byte: u8, kind: Kind) -> Result<(), Fault> {
        if self.byte() == Some(byte) {
            Ok(())
        } else {
            self.expect(kind)
        }
    }

    /// Whether an array comes next, without blanks before it.
    #[inline]
    pub(crate) fn is_at_array(&self) -> bool {
        self.byte() == Some(b'[')
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Takes this text, if it comes next.
    #[inline]
    pub(crate) fn takes(&mut self, parts: &[&str]) -> bool {
        let mut rest = self.rest();
        let before = rest.len();
        for part in parts {
            match rest.strip_prefix(part.as_bytes()) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        self.at += before - rest.len();
        true
    }

    fn word(&mut self, word: &'static str) -> Result<(), Fault> {
        if self.takes(&[word]) {
            Ok(())
        } else {
            Err(self.malformed("a value is expected"))
        }
    }

    /// Takes a null, if that comes next.
    #[inline]
    pub(crate) fn null(&mut self) -> Result<bool, Fault> {
        self.blanks();
        if self.byte() == Some(b'n') {
            self.word("null").map(|()| true)
        } else {
            Ok(false)
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Fault> {
        if self.takes(&["true"]) {
            return Ok(true);
        }
        self.expect(Kind::Bool)?;
        if self.byte() == Some(b't') {
            self.word("true").map(|()| true)
        } else {
            self.word("false").map(|()| false)
        }
    }

    fn descend(&mut self) -> Result<(), Fault> {
        if self.depth >= self.max_depth {
            let limit = self.max_depth;
            let reason = format!("more than {limit} objects and arrays stand in each other");
            return Err(Fault::Malformed(Box::new(
                ReadError::new(self.text.as_bytes(), self.at, reason).of_limit(),
            )));
        }
        self.depth += 1;
        Ok(())
    }

    /// Enters an object. Its members come by [`Self::key`].
    pub(crate) fn open_object(&mut self) -> Result<(), Fault> {
        self.begin(b'{', Kind::Object)?;
        self.descend()?;
        self.at += 1;
        Ok(())
    }

    /// Takes the name of the next member, up to its value, if it is this one and stands without blanks, as the service
    /// writes: `,"name":` with a name that needs no escapes. If not, [`Self::key`] says what stands there.
    #[inline]
    pub(crate) fn takes_key(&mut self, first: bool, key: &str) -> bool {
        // Nothing stands before the first member.
        let key = key.as_bytes().get(usize::from(first)..).unwrap_or_default();
        let takes = self.rest().starts_with(key);
        if takes {
            self.at += key.len();
        }
        takes
    }

    /// The name of the next member, up to its value; `None` at the end of the object.
    #[inline]
    pub(crate) fn key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Fault> {
        if !self.more(first, b'}')? {
            return Ok(None);
        }
        self.blanks();
        if self.byte() != Some(b'"') {
            return Err(self.malformed("a member's name in quotes is expected"));
        }
        let key = match self.string() {
            Err(Fault::Mismatch(reason)) => return Err(self.malformed(reason)),
            other => other?,
        };
        self.blanks();
        if self.byte() != Some(b':') {
            return Err(self.malformed("a colon is expected after a member's name"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Goes to the value of a member of the object that was entered, wherever it stands in it; whether there is one.
    /// What is passed is not checked: whoever seeks reads the object afterwards.
    pub(crate) fn seek(&mut self, name: &str) -> bool {
        let mut level = 1_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'{' | b'[' => level += 1,
                b'}' | b']' => level = level.saturating_sub(1),
                b'"' if level == 1 => {
                    let text = match self.string() {
                        Ok(text) => text,
                        Err(Fault::Mismatch(_)) => continue,
                        Err(Fault::Malformed(_)) => return false,
                    };
                    self.blanks();
                    if self.byte() == Some(b':') && text == name {
                        self.at += 1;
                        return true;
                    }
                    continue;
                }
                b'"' => {
                    self.at = self.string_end(self.at + 1);
                }
                _ => {}
            }
            self.at += 1;
            if level == 0 {
                return false;
            }
        }
        false
    }

    /// Where the string ends whose text begins here: at its quote, or where it is broken.
    fn string_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = start + plain_run(bytes, start);
        while bytes.get(end) == Some(&b'\\') {
            end += 2;
            end += plain_run(bytes, end);
        }
        end
    }

    /// Enters an array. Whether there is another item says [`Self::item`].
    pub(crate) fn open_array(&mut self) -> Result<(), Fault> {
        self.begin(b'[', Kind::Array)?;
        self.descend()?;
        self.at += 1;
        Ok(())
    }

    /// Whether another item comes; if not, the array is left.
    #[inline]
    pub(crate) fn item(&mut self, first: bool) -> Result<bool, Fault> {
        self.more(first, b']')
    }

    #[inline]
    fn more(&mut self, first: bool, end: u8) -> Result<bool, Fault> {
        self.blanks();
        match self.byte() {
            Some(byte) if byte == end => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.at += 1;
                self.blanks();
                if self.byte() == Some(end) {
                    return Err(self.malformed("nothing follows the comma"));
                }
                Ok(true)
            }
            Some(_) => Err(self.malformed(if end == b'}' {
                "a comma or } is expected"
            } else {
                "a comma or ] is expected"
            })),
            None => Err(self.malformed("the document ends in the middle of a value")),
        }
    }

    /// A string's value, borrowed where it has no escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.begin(b'"', Kind::String)?;
        let start = self.at + 1;
        let end = start + plain_run(self.text.as_bytes(), start);
        self.at = end;
        if self.byte() == Some(b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(self.slice(start, end)));
        }
        self.string_with_escapes(start).map(Cow::Owned)
    }

    #[cold]
    fn string_with_escapes(&mut self, start: usize) -> Result<String, Fault> {
        // One allocation: escapes are longer than what they stand for.
        let mut value = String::with_capacity(self.string_end(self.at).min(self.text.len()).saturating_sub(start));
        value.push_str(self.slice(start, self.at));
        let mut lone_surrogate = false;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => match self.escape()? {
                    Some(character) => value.push(character),
                    None => lone_surrogate = true,
                },
                Some(_) => return Err(self.malformed("a control character stands in a string")),
                None => return Err(self.malformed("the document ends in a string")),
            }
            let plain = plain_run(self.text.as_bytes(), self.at);
            value.push_str(self.slice(self.at, self.at + plain));
            self.at += plain;
        }
        // Legal JSON that no Rust string can hold.
        if lone_surrogate {
            Err(Fault::mismatch("a string has half of a surrogate pair"))
        } else {
            Ok(value)
        }
    }

    /// One escape from its backslash on; `None` for half of a surrogate pair.
    fn escape(&mut self) -> Result<Option<char>, Fault> {
        self.at += 1;
        let character = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex4()?;
                if (0xd800..0xdc00).contains(&unit) && self.rest().starts_with(b"\\u") {
                    let mark = self.mark();
                    self.at += 2;
                    let low = self.hex4()?;
                    if (0xdc00..0xe000).contains(&low) {
                        return Ok(char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)));
                    }
                    self.back(mark);
                }
                return Ok(char::from_u32(unit));
            }
            _ => return Err(self.malformed("not an escape that JSON knows")),
        };
        self.at += 1;
        Ok(Some(character))
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.byte().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.malformed("four hexadecimal digits are expected"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        self.at > start
    }

    /// A number as it is written.
    pub(crate) fn number(&mut self) -> Result<&'a str, Fault> {
        self.expect(Kind::Number)?;
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else if !self.digits() {
            return Err(self.malformed("a digit is expected"));
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            if !self.digits() {
                return Err(self.malformed("a digit is expected after the decimal point"));
            }
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            if !self.digits() {
                return Err(self.malformed("a digit is expected in the exponent"));
            }
        }
        Ok(self.slice(start, self.at))
    }

    /// Passes a value of any kind, checking that it is JSON, and gives it as it is written. Needs no recursion.
    pub(crate) fn skip(&mut self) -> Result<&'a str, Fault> {
        self.blanks();
        let start = self.at;
        let outside = self.depth;
        // One bit a level that is open: is it an object? There are at most MAX_DEPTH of them.
        let mut objects: u128 = 0;
        loop {
            let mut opened = false;
            match self.peek()? {
                Kind::Object => {
                    self.open_object()?;
                    objects = objects << 1 | 1;
                    opened = true;
                }
                Kind::Array => {
                    self.open_array()?;
                    objects <<= 1;
                    opened = true;
                }
                Kind::String => self.skip_string()?,
                Kind::Number => {
                    self.number()?;
                }
                Kind::Bool => {
                    self.boolean()?;
                }
                Kind::Null => self.word("null")?,
            }
            loop {
                if self.depth == outside {
                    return Ok(self.slice(start, self.at));
                }
                let more = if objects & 1 == 1 {
                    self.skip_key(opened)?
                } else {
                    self.item(opened)?
                };
                if more {
                    break;
                }
                objects >>= 1;
                opened = false;
            }
        }
    }

    fn skip_key(&mut self, first: bool) -> Result<bool, Fault> {
        if !self.more(first, b'}')? {
            return Ok(false);
        }
        self.blanks();
        if self.byte() != Some(b'"') {
            return Err(self.malformed("a member's name in quotes is expected"));
        }
        self.skip_string()?;
        self.blanks();
        if self.byte() != Some(b':') {
            return Err(self.malformed("a colon is expected after a member's name"));
        }
        self.at += 1;
        Ok(true)
    }

    fn skip_string(&mut self) -> Result<(), Fault> {
        match self.string() {
            Ok(_) | Err(Fault::Mismatch(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// Nothing but blanks may follow the document's value.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.blanks();
        if self.byte().is_none() {
            Ok(())
        } else {
            Err(self.malformed("something follows the end of the document"))
        }
    }
}

#[cold]
fn mismatch(expected: Kind, found: Kind) -> Fault {
    Fault::Mismatch(Cow::Owned(format!(
        "{} is expected, {} is there",
        expected.name(),
        found.name()
    )))
}
