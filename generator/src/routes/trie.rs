//! The paths of a document by their segments. What a segment stands for is not known here.

use std::collections::BTreeMap;

use super::segments::{Part, template};

/// Parts of paths by their text.
#[derive(Default)]
pub(super) struct PathTrie {
    pub(super) part: Option<Part>,
    /// The document's own spelling of the path that ends here.
    pub(super) path: Option<String>,
    /// For a part with parameters: how each path that leads through here writes it, and that path.
    pub(super) uses: Vec<(Part, String)>,
    pub(super) children: BTreeMap<String, PathTrie>,
    /// The texts of the children by what they are, whatever their parameters are called.
    places: BTreeMap<SamePlace, String>,
}

/// A part without the names of its parameters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SamePlace {
    Key,
    Name(String),
    Call(String, Vec<String>),
}

impl SamePlace {
    fn of(part: &Part) -> Self {
        match part {
            Part::Key(_) => Self::Key,
            Part::Name(name) => Self::Name(name.clone()),
            Part::Call { name, arguments } => {
                let arguments = arguments.iter().map(|argument| argument.name.clone());
                Self::Call(name.clone(), arguments.collect())
            }
        }
    }
}

impl PathTrie {
    /// A segment at which no path of the document ends.
    pub(super) fn of_name(name: &str) -> Self {
        Self {
            part: Some(Part::Name(name.to_owned())),
            ..Self::default()
        }
    }

    /// The other path that ends at the same place, if there is one.
    pub(super) fn insert(&mut self, parts: Vec<Part>, path: &str) -> Option<String> {
        let mut here = self;
        let mut last = None;
        for part in parts {
            // Whatever a key's or argument's parameter is called, it is the same place.
            let text = here.places.entry(SamePlace::of(&part)).or_insert_with(|| match &part {
                Part::Key(name) => format!("{{{name}}}"),
                Part::Name(name) => name.clone(),
                Part::Call { name, arguments } => {
                    format!("{name}{}", template(arguments, |_, argument| argument.quoted))
                }
            });
            let text = text.clone();
            here = here.children.entry(text).or_default();
            here.part.get_or_insert_with(|| part.clone());
            if !matches!(part, Part::Name(_)) {
                here.uses.push((part.clone(), path.to_owned()));
            }
            last = Some(part);
        }
        // The parameters are those of the path that ends here, not of a longer one that was inserted first.
        here.part = last;
        here.path.replace(path.to_owned())
    }
}
