//! Printing. A reader that closes the pipe (`| head`) is not an error.

use std::io::{self, Write};

use generator::text::lines;

use crate::failure::Failure;

/// Prints a text to standard output. Characters that a terminal does not show are escaped.
pub fn print(text: &str) -> Result<(), Failure> {
    print_coloured(&lines(text))
}

/// Prints a text that has our own colour codes, and in which text of others is escaped already.
pub fn print_coloured(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Prints to standard error, apart from the command's output. Characters that a terminal does not show are escaped.
pub fn note(text: &str) {
    // There is nobody left to report to when this fails.
    let _ = writeln!(io::stderr().lock(), "{}", lines(text));
}

fn quietly(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::Print),
    }
}

/// A number with its noun: `1 file`, `2,125 files`.
pub fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(n))
}

/// `2,125`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        for (n, text) in [
            (0, "0"),
            (12, "12"),
            (123, "123"),
            (1_234, "1,234"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(n), text);
        }
        assert_eq!(
            (count(1, "file"), count(0, "file"), count(2_000, "file")),
            ("1 file".into(), "0 files".into(), "2,000 files".into())
        );
    }

    #[test]
    fn a_broken_pipe_is_quiet_and_a_full_disk_is_not() {
        assert!(quietly(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(quietly(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
