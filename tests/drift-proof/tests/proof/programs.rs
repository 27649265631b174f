//! The programs: which changes each is about, and where it breaks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::drift::Kind;

use crate::sides::Side;

/// A user's program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file's name without the ending.
    pub name: String,
    pub path: PathBuf,
    /// The side that it was written for: it compiles with that one.
    pub side: Side,
    /// The changes that it is about, by kind and subject: the head of the file.
    pub about: Vec<(Kind, String)>,
    /// The lines that do not compile with the other side, each with the kinds of the changes that are the reason.
    pub breaks: BTreeMap<usize, Vec<Kind>>,
}

/// All programs, by name.
pub fn programs() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("programs")
        .canonicalize()
        .unwrap();
    let mut programs: Vec<Program> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| program(&entry.unwrap().path()))
        .collect();
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    programs
}

fn program(path: &Path) -> Program {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(path).unwrap();
    let kind = |word: &str| Kind::from_text(word).unwrap_or_else(|| panic!("{name}: no kind {word}"));
    let mut side = Side::Old;
    let mut about = Vec::new();
    for line in text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim) {
        if let Some((code, subject)) = line.split_once(' ').filter(|(code, _)| code.starts_with("GIG")) {
            about.push((kind(code), subject.to_owned()));
        }
        if line == "Written for the new side." {
            side = Side::New;
        }
    }
    let marks = text
        .lines()
        .enumerate()
        .filter_map(|(at, line)| Some((at + 1, line.split_once("// breaks ")?.1)));
    let breaks = marks
        .map(|(line, kinds)| (line, kinds.split_whitespace().map(kind).collect()))
        .collect();
    assert!(!about.is_empty(), "{name} names no change in its head");
    Program {
        name,
        path: path.to_owned(),
        side,
        about,
        breaks,
    }
}
