//! What a check finds wrong, reported together: each problem once, with the places that have it.

use std::collections::BTreeMap;

/// Problems, each with its places.
#[derive(Default)]
pub struct Report(BTreeMap<String, Vec<String>>);

impl Report {
    /// As many problems are shown.
    const SHOWN: usize = 40;

    /// As many places of one are shown.
    const PLACES: usize = 3;

    /// Notes a problem.
    pub fn wrong(&mut self, problem: impl Into<String>) {
        self.0.entry(problem.into()).or_default();
    }

    /// Notes what is not as it should be.
    pub fn expect(&mut self, right: bool, problem: impl FnOnce() -> String) {
        if !right {
            self.wrong(problem());
        }
    }

    /// Adds what was found at one place.
    pub fn add(&mut self, place: &str, found: Self) {
        for problem in found.0.into_keys() {
            self.0.entry(problem).or_default().push(place.to_owned());
        }
    }

    /// The problems without their places.
    pub fn problems(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Fails the test if there is something.
    #[track_caller]
    pub fn finish(self, of: &str) {
        let count = self.0.len();
        let mut text = format!("{of}, problems: {count}\n");
        for (problem, places) in self.0.iter().take(Self::SHOWN) {
            text.push_str(problem);
            for place in places.iter().take(Self::PLACES) {
                text.push_str("\n    ");
                text.push_str(place);
            }
            if places.len() > Self::PLACES {
                text.push_str(&format!("\n    … in {} places", places.len()));
            }
            text.push('\n');
        }
        if count > Self::SHOWN {
            text.push_str(&format!("… and {} more\n", count - Self::SHOWN));
        }
        assert!(count == 0, "{text}");
    }
}

impl<T: Into<String>> FromIterator<T> for Report {
    fn from_iter<I: IntoIterator<Item = T>>(problems: I) -> Self {
        let mut report = Self::default();
        problems.into_iter().for_each(|problem| report.wrong(problem));
        report
    }
}
