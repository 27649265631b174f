//! All texts of a table, each once and sorted: a row has a text's number.

use std::collections::BTreeMap;

/// The number of a text.
pub(super) type Word = u16;

/// Texts by their number. It is filled before the first row is made, because numbers follow the order of texts.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: BTreeMap<String, Word>,
}

/// Texts that a table will have.
#[derive(Debug, Default)]
pub(super) struct Collected(BTreeMap<String, Word>);

impl Collected {
    /// Takes a text in. What breaks lines would end it early in the file: it becomes a space.
    pub(super) fn add(&mut self, text: &str) {
        self.0.insert(one_line(text), 0);
    }

    /// Takes in a text that need not be there.
    pub(super) fn add_option(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.add(text);
        }
    }

    /// The texts with their numbers; the empty one is the first.
    ///
    /// # Errors
    /// When there are more than a row can number.
    pub(super) fn number(mut self) -> Result<Words, &'static str> {
        self.add("");
        for (number, word) in self.0.values_mut().enumerate() {
            *word = Word::try_from(number).map_err(|_| "texts")?;
        }
        Ok(Words { numbers: self.0 })
    }
}

impl Words {
    /// The number of a text that was collected; that of the empty one for another.
    pub(super) fn of(&self, text: &str) -> Word {
        self.numbers.get(&one_line(text)).copied().unwrap_or_default()
    }

    pub(super) fn of_option(&self, text: Option<&str>) -> Word {
        text.map_or(0, |text| self.of(text))
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// One text per line.
    pub(super) fn file(&self) -> String {
        self.numbers.keys().flat_map(|text| [text.as_str(), "\n"]).collect()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
