//! Pages: their headings, links and includes.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A page of the guide, or another Markdown file.
#[derive(Clone, Debug)]
pub struct Page {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A file, or a part of one, that a page includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The file.
    pub path: PathBuf,
    /// The anchor in it.
    pub anchor: Option<String>,
}

impl Page {
    /// Reads one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: PathBuf) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(&path)?;
        Ok(Self { path, text })
    }

    fn events(&self) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(&self.text, Options::ENABLE_TABLES)
    }

    /// Its headings, in order, with their level.
    #[must_use]
    pub fn headings(&self) -> Vec<(u8, String)> {
        let mut found: Vec<(u8, String)> = Vec::new();
        let mut inside = false;
        for event in self.events() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    inside = true;
                    found.push((level as u8, String::new()));
                }
                Event::End(TagEnd::Heading(_)) => inside = false,
                Event::Text(text) | Event::Code(text) if inside => {
                    if let Some((_, heading)) = found.last_mut() {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The ids of its headings, as links name them.
    #[must_use]
    pub fn anchors(&self) -> Vec<String> {
        let id = |heading: &str| {
            let kept = heading.to_lowercase();
            let kept = kept
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        };
        self.headings().iter().map(|(_, heading)| id(heading)).collect()
    }

    /// Where its links and images lead.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        let link = |event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        };
        self.events().filter_map(link).collect()
    }

    /// What it includes: `{{#include ../../../generated/examples/queries.rs:query}}`.
    #[must_use]
    pub fn includes(&self) -> Vec<Include> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut found = Vec::new();
        for part in self.text.split("{{#").skip(1) {
            let Some((inside, _)) = part.split_once("}}") else {
                continue;
            };
            let Some((_, what)) = inside.split_once(' ') else {
                continue;
            };
            let (path, anchor) = match what.split_once(':') {
                Some((path, anchor)) => (path, Some(anchor.to_owned())),
                None => (what, None),
            };
            let path = folder.join(path);
            found.push(Include { path, anchor });
        }
        found
    }

    /// The texts of its code blocks, each with its language.
    #[must_use]
    pub fn code(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut inside = false;
        for event in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    inside = true;
                    let language = match kind {
                        pulldown_cmark::CodeBlockKind::Fenced(language) => language.into_string(),
                        pulldown_cmark::CodeBlockKind::Indented => String::new(),
                    };
                    found.push((language, String::new()));
                }
                Event::End(TagEnd::CodeBlock) => inside = false,
                Event::Text(text) if inside => {
                    if let Some((_, code)) = found.last_mut() {
                        code.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        found
    }
}
