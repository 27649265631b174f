//! mgc's grammar: a word for each segment of a path, keys as options, a verb at the end.
//!
//! Nothing is built beforehand: a [`Words`] is a position in the table of paths, and each word leads to the next. A
//! word can stand for several places: `access-packages` for the collection, and for the entity whose id an option
//! gives. Which of them is meant, the verb says.

mod kebab;
mod verb;
mod words;

pub use kebab::kebab;
pub use verb::{Verb, verb_of};
pub use words::{Choice, Words};

use msgraph_identity_governance::reflection::{Operation, Parameter, SegmentKind};

/// The option of a key or argument: `--access-package-id`.
pub fn option_of(parameter: Parameter) -> String {
    kebab(parameter.placeholder())
}

/// The words of an operation, verb included, as `--help` and `find` show them.
pub fn words_of(operation: Operation) -> Vec<String> {
    let mut words = Vec::new();
    let mut behind_key = false;
    for segment in operation.segment().way() {
        if let Some(word) = words::word_of(segment, behind_key) {
            words.push(word);
        }
        behind_key = segment.kind() == SegmentKind::Key;
    }
    words.push(verb_of(operation).name().to_owned());
    words
}

/// The shortest words of an operation: without the root's, where something follows that.
pub fn short_words_of(operation: Operation) -> Vec<String> {
    let mut words = words_of(operation);
    if words.len() > 2 {
        words.remove(0);
    }
    words
}
