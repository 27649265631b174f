//! Printing. A reader that closes the pipe (`| head`) is not an error.

use std::io::{self, Write};

use generator::text::lines;
pub use generator::text::numbers::{count, thousands};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_pipe_is_quiet_and_a_full_disk_is_not() {
        assert!(quietly(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(quietly(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
