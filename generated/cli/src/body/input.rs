//! Text that an option gives: itself, the content of `@file`, or standard input as `-`.

use std::io::Read as _;
use std::path::Path;

/// The longest body that is read, in bytes: what Graph takes is far less.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The text of an option's value.
///
/// # Errors
/// When the file or standard input cannot be read, is no text, or is too long; a sentence that names it.
pub fn text(value: &str) -> Result<String, String> {
    match (value, value.strip_prefix('@')) {
        ("-", _) => read(&mut std::io::stdin().lock(), "standard input"),
        (_, Some(path)) => {
            let mut file = open(path)?;
            read(&mut file, path)
        }
        (text, None) => Ok(text.to_owned()),
    }
}

/// The bytes of a file, or of standard input as `-`.
///
/// # Errors
/// As [`text`].
pub fn bytes(path: &str) -> Result<Vec<u8>, String> {
    match path {
        "-" => read_bytes(&mut std::io::stdin().lock(), "standard input"),
        path => read_bytes(&mut open(path)?, path),
    }
}

fn open(path: &str) -> Result<std::fs::File, String> {
    std::fs::File::open(Path::new(path)).map_err(|error| format!("`{path}` cannot be read: {error}"))
}

fn read(from: &mut dyn std::io::Read, name: &str) -> Result<String, String> {
    let bytes = read_bytes(from, name)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name} is no text in UTF-8"))?;
    // Editors of Windows put a mark before the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn read_bytes(from: &mut dyn std::io::Read, name: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("{name} cannot be read: {error}"))?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("{name} has more than {} MiB", LONGEST / 1024 / 1024));
    }
    Ok(bytes)
}

/// The text of a member: itself, or the content of `@file`. A minus is a minus here, and `@@` stands for a first `@`.
///
/// # Errors
/// As [`text`].
pub fn text_of_member(value: &str) -> Result<String, String> {
    match value.strip_prefix('@') {
        Some(rest) if rest.starts_with('@') => Ok(rest.to_owned()),
        Some(_) => text(value),
        None => Ok(value.to_owned()),
    }
}
