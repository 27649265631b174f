//! All texts of a version's tables, each once: a row has a number in place of a text.

/// The number of a text; 0 is the empty one.
pub(crate) type Word = u16;

/// Texts, one per line of a file, and where each begins.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    text: &'static str,
    starts: &'static [u32],
}

impl Words {
    pub(crate) const fn new(text: &'static str, starts: &'static [u32]) -> Self {
        Self { text, starts }
    }

    /// The text of that number; the empty one for a number that there is not, which the generator writes nowhere.
    pub(crate) fn get(self, word: Word) -> &'static str {
        let at = usize::from(word);
        let Some(start) = self.starts.get(at).map(|start| *start as usize) else {
            return "";
        };
        let end = self.starts.get(at + 1).map_or(self.text.len(), |next| *next as usize);
        self.text.get(start..end.saturating_sub(1)).unwrap_or_default()
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(self) -> usize {
        self.starts.len()
    }

    /// What they take, in bytes.
    #[cfg(test)]
    pub(crate) fn size(self) -> usize {
        self.text.len() + std::mem::size_of_val(self.starts)
    }

    /// The number of a text, if a row can have it.
    pub(crate) fn find(self, text: &str) -> Option<Word> {
        let (mut low, mut high) = (0, self.starts.len());
        while low < high {
            let middle = low.midpoint(high);
            let word = Word::try_from(middle).ok()?;
            match self.get(word).cmp(text) {
                std::cmp::Ordering::Equal => return Some(word),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// Where each line of a text begins. The compiler runs it; `N` is the number of lines.
pub(crate) const fn starts<const N: usize>(text: &str) -> [u32; N] {
    let bytes = text.as_bytes();
    let mut starts = [0; N];
    let (mut at, mut line) = (0, 1);
    while line < N {
        if bytes[at] == b'\n' {
            starts[line] = at as u32 + 1;
            line += 1;
        }
        at += 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    static STARTS: [u32; 4] = starts(TEXT);
    const TEXT: &str = "\na\nbb\nc\n";

    #[test]
    fn a_text_is_found_by_its_number_and_the_number_by_it() {
        let words = Words::new(TEXT, &STARTS);
        for (number, text) in ["", "a", "bb", "c"].into_iter().enumerate() {
            let number = Word::try_from(number).unwrap();
            assert_eq!(words.get(number), text);
            assert_eq!(words.find(text), Some(number));
        }
        assert_eq!(words.find("b"), None);
        assert_eq!(words.find("d"), None);
        assert_eq!(words.get(4), "");
    }
}
