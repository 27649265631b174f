//! The writer: JSON into one growing buffer, without blanks.

use std::io::Write as _;

use super::scan::plain_run;

/// Space for most bodies, so that the buffer seldom grows.
const CAPACITY: usize = 4096;

/// Writes JSON into a buffer. Commas between items are the caller's, by [`Writer::separate`].
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    body: bool,
}

impl Writer {
    /// A writer of everything that a model holds.
    pub(crate) fn everything() -> Self {
        Self {
            out: Vec::with_capacity(CAPACITY),
            body: false,
        }
    }

    /// A writer of what is sent to the service: without read-only members and response-only annotations.
    pub(crate) fn body() -> Self {
        Self {
            out: Vec::with_capacity(CAPACITY),
            body: true,
        }
    }

    pub(crate) fn is_body(&self) -> bool {
        self.body
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    #[inline]
    pub(crate) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    /// The buffer, for values that write ASCII of their own.
    #[inline]
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// A comma, unless it is the first.
    #[inline]
    pub(crate) fn separate(&mut self, first: &mut bool) {
        if *first {
            *first = false;
        } else {
            self.out.push(b',');
        }
    }

    /// A member's name as it stands in an object, `,"name":`; without the comma if it is the first.
    #[inline]
    pub(crate) fn member(&mut self, first: &mut bool, key: &str) {
        let bytes = key.as_bytes();
        let from = usize::from(std::mem::take(first));
        self.out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    }

    pub(crate) fn key(&mut self, name: &str) {
        self.string(name);
        self.out.push(b':');
    }

    pub(crate) fn string(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.out.reserve(bytes.len() + 2);
        self.out.push(b'"');
        let plain = plain_run(bytes, 0);
        if plain == bytes.len() {
            self.out.extend_from_slice(bytes);
        } else {
            self.escaped(bytes, plain);
        }
        self.out.push(b'"');
    }

    /// A string of what `write` appends, which may need escapes.
    pub(crate) fn string_of(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.out.push(b'"');
        let start = self.out.len();
        write(&mut self.out);
        let plain = plain_run(&self.out, start);
        if start + plain < self.out.len() {
            let text = self.out.split_off(start);
            self.escaped(&text, plain);
        }
        self.out.push(b'"');
    }

    /// Text of which so many bytes in the beginning need no escapes.
    #[cold]
    fn escaped(&mut self, bytes: &[u8], plain: usize) {
        let (mut at, mut end) = (0, plain);
        loop {
            self.out.extend_from_slice(bytes.get(at..end).unwrap_or_default());
            let Some(byte) = bytes.get(end) else { break };
            self.escape(*byte);
            at = end + 1;
            end = at + plain_run(bytes, at);
        }
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    pub(crate) fn integer(&mut self, value: i64) {
        if value < 0 {
            self.out.push(b'-');
        }
        digits(&mut self.out, value.unsigned_abs());
    }

    /// A floating-point number by its shortest text; OData has words for what JSON has no number for.
    pub(crate) fn float(&mut self, value: f64, single: bool) {
        // Writing to a vector does not fail.
        let _ = if value.is_nan() {
            self.out.write_all(b"\"NaN\"")
        } else if value.is_infinite() {
            self.out.write_all(if value > 0.0 { b"\"INF\"" } else { b"\"-INF\"" })
        } else if single {
            write!(self.out, "{:?}", value as f32)
        } else {
            write!(self.out, "{value:?}")
        };
    }
}

/// Appends a number's digits.
pub(crate) fn digits(out: &mut Vec<u8>, value: u64) {
    let mut text = [0_u8; 20];
    let mut rest = value;
    let mut length = 0;
    for place in text.iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(text.get(text.len() - length..).unwrap_or_default());
}
