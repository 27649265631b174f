//! Which operations a person means: a text or a glob.

/// Picks operations by URL template or Rust expression, in any case.
///
/// A plain text is looked for anywhere. With `*` (any characters) or `?` (one) in it, it must fit the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Vec<char>,
}

impl Pattern {
    /// Any text is a pattern; the empty one picks everything.
    pub fn new(text: &str) -> Self {
        let is_glob = text.contains(['*', '?']);
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        if is_glob {
            return Pattern { text };
        }
        let mut anywhere = vec!['*'];
        anywhere.extend(text);
        anywhere.push('*');
        Pattern { text: anywhere }
    }

    /// Whether it picks the operation with this URL template and Rust expression.
    pub fn picks(&self, path: &str, rust: &str) -> bool {
        self.fits(path) || self.fits(rust)
    }

    /// Goes through both texts once, and back only to the last `*`: no pattern takes more than the product of the two
    /// lengths.
    fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while let Some(c) = text.get(t) {
            match self.text.get(p) {
                Some('*') => {
                    star = Some((p + 1, t));
                    p += 1;
                }
                Some(wanted) if *wanted == '?' || wanted == c => {
                    p += 1;
                    t += 1;
                }
                _ => match star {
                    Some((after, from)) => {
                        star = Some((after, from + 1));
                        p = after;
                        t = from + 1;
                    }
                    None => return false,
                },
            }
        }
        self.text.iter().skip(p).all(|c| *c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/identityGovernance/accessReviews/definitions/{id}/instances/filterByCurrentUser(on='{on}')";

    #[test]
    fn a_plain_text_is_found_anywhere_in_any_case() {
        for (pattern, picked) in [
            ("", true),
            ("ACCESSreviews/def", true),
            ("(on='{on}')", true),
            ("resume", false),
            ("definitions.instances", false),
        ] {
            assert_eq!(Pattern::new(pattern).picks(PATH, ""), picked, "{pattern}");
        }
        assert!(Pattern::new("Access_Reviews()").picks("/x", "client.access_reviews().list()"));
    }

    #[test]
    fn a_glob_fits_the_whole() {
        for (pattern, picked) in [
            ("*", true),
            ("*filterby*", true),
            ("/identitygovernance/*/instances/*", true),
            ("*/instances", false),
            ("instances*", false),
            ("?identityGovernance*", true),
            ("??identityGovernance*", false),
            ("*****)", true),
        ] {
            assert_eq!(Pattern::new(pattern).picks(PATH, ""), picked, "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "*a".repeat(2_000) + "b";
        assert!(!Pattern::new(&pattern).picks(&"a".repeat(20_000), ""));
    }
}
