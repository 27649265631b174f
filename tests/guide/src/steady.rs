//! Output without what differs from run to run: made ids, times, the port.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

static GUID: LazyLock<Regex> = LazyLock::new(|| {
    let hex = |count: usize| format!("[0-9a-f]{{{count}}}");
    let parts = [8, 4, 4, 4, 12].map(hex).join("-");
    Regex::new(&format!(r"\b{parts}\b")).unwrap_or_else(|why| unreachable!("{why}"))
});
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    let text = r"\b(\d{4}-\d{2}-\d{2}T\d{2}):\d{2}:\d{2}(\.\d+)?Z";
    Regex::new(text).unwrap_or_else(|why| unreachable!("{why}"))
});
static PORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(127\.0\.0\.1:|server\.port = )\d+").unwrap_or_else(|why| unreachable!("{why}")));

/// What the ids of the demo organisation have in common; one that is made is random there.
const SEEDED: &str = "-0000-4000-8000-";

/// Makes outputs of one session steady: an id that was made has the same stand-in wherever it is printed.
#[derive(Debug, Default)]
pub struct Steady {
    kept: Vec<String>,
    made: HashMap<String, String>,
}

impl Steady {
    /// Ids that are in `kept` stay, and those of the demo organisation.
    #[must_use]
    pub fn new(kept: &str) -> Self {
        let kept = GUID.find_iter(kept).map(|found| found.as_str().to_owned());
        Self {
            kept: kept.collect(),
            made: HashMap::new(),
        }
    }

    /// The output with stand-ins: `00000000-0000-0000-0000-000000000001` and so on for ids in the order in which they
    /// are first printed, the full hour for a time, 8080 for the port.
    pub fn output(&mut self, output: &str) -> String {
        let output = GUID.replace_all(output, |found: &Captures<'_>| {
            let id = found.get(0).map_or("", |id| id.as_str());
            if id.contains(SEEDED) || self.kept.iter().any(|kept| kept == id) {
                return id.to_owned();
            }
            let next = self.made.len() + 1;
            let made = self.made.entry(id.to_owned());
            made.or_insert_with(|| format!("00000000-0000-0000-0000-{next:012}"))
                .clone()
        });
        let output = TIME.replace_all(&output, "$1:00:00Z");
        PORT.replace_all(&output, "${1}8080").into_owned()
    }
}
