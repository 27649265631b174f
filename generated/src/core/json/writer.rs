//! The writer: JSON into one growing buffer, without blanks.

use super::scan::plain_run;

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
            out: Vec::with_capacity(256),
            body: false,
        }
    }

    /// A writer of what is sent to the service: without read-only members and response-only annotations.
    pub(crate) fn body() -> Self {
        Self {
            out: Vec::with_capacity(256),
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

    /// A member's name, which needs no escapes, and its colon.
    #[inline]
    pub(crate) fn plain_key(&mut self, name: &str) {
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    pub(crate) fn key(&mut self, name: &str) {
        self.string(name);
        self.out.push(b':');
    }

    pub(crate) fn string(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.out.push(b'"');
        let mut at = 0;
        loop {
            let end = at + plain_run(bytes, at);
            self.out.extend_from_slice(bytes.get(at..end).unwrap_or_default());
            let Some(byte) = bytes.get(end) else { break };
            self.escape(*byte);
            at = end + 1;
        }
        self.out.push(b'"');
    }

    #[cold]
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
        let mut digits = [0_u8; 20];
        let mut rest = value.unsigned_abs();
        let mut length = 0;
        for place in digits.iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
            length += 1;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.out.push(b'-');
        }
        self.out
            .extend_from_slice(digits.get(20 - length..).unwrap_or_default());
    }

    /// A floating-point number by its shortest text; OData has words for what JSON has no number for.
    pub(crate) fn float(&mut self, value: f64, single: bool) {
        let text = if value.is_nan() {
            "\"NaN\"".to_owned()
        } else if value == f64::INFINITY {
            "\"INF\"".to_owned()
        } else if value == f64::NEG_INFINITY {
            "\"-INF\"".to_owned()
        } else if single {
            format!("{:?}", value as f32)
        } else {
            format!("{value:?}")
        };
        self.raw(&text);
    }
}
