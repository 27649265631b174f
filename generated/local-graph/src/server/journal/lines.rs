//! The lines of the file.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::{State, Version};
use crate::store::{Counters, Delta};

/// The format's name.
pub(super) const FORMAT: &str = "msgraph-local-graph";

/// The version of the format that is read and written.
pub(super) const VERSION: u64 = 1;

/// How many entities of a whole state stand in one line.
const CHUNK: usize = 500;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: String,
    pub(super) version: u64,
}

impl Header {
    pub(super) fn own() -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
        }
    }
}

/// Each line behind the first.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Entry {
    /// A change of a version.
    Changed { graph: String, delta: Value },
    /// What a version has used up of its numbers.
    Counted { graph: String, counters: Counters },
    /// How far the clock is ahead, in seconds.
    Moved { ahead: f64 },
}

impl Entry {
    /// Reads one: by hand, because a delta may have megabytes, which serde would copy to find out which kind it is.
    pub(super) fn read(mut json: Value) -> Result<Self, String> {
        let mut take = |name: &str| json.get_mut(name).map(Value::take);
        let wrong = |name: &str, why: serde_json::Error| format!("`{name}`: {why}");
        let entry = match (take("graph"), take("delta"), take("counters"), take("ahead")) {
            (Some(Value::String(graph)), Some(delta), None, None) => Self::Changed { graph, delta },
            (Some(Value::String(graph)), None, Some(counters), None) => Self::Counted {
                graph,
                counters: serde_json::from_value(counters).map_err(|why| wrong("counters", why))?,
            },
            (None, None, None, Some(ahead)) => Self::Moved {
                ahead: serde_json::from_value(ahead).map_err(|why| wrong("ahead", why))?,
            },
            _ => return Err("it is no entry of a state".to_owned()),
        };
        Ok(entry)
    }

    pub(super) fn changed(version: Version, delta: &Delta) -> Self {
        Self::Changed {
            graph: version.name().to_owned(),
            delta: delta.to_json(),
        }
    }

    /// The line, with its end.
    pub(super) fn to_line(&self) -> std::io::Result<Vec<u8>> {
        line(self)
    }
}

pub(super) fn line(of: &impl Serialize) -> std::io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(of)?;
    line.push(b'\n');
    Ok(line)
}

/// All lines of a whole state, the header first.
pub(super) fn of_state(state: &State) -> impl Iterator<Item = std::io::Result<Vec<u8>>> + '_ {
    let header = std::iter::once_with(|| line(&Header::own()));
    let clock = std::iter::once_with(|| {
        let ahead = state.ahead().as_seconds_f64();
        Entry::Moved { ahead }.to_line()
    });
    let stores = Version::ALL.into_iter().flat_map(|version| {
        let store = state.store(version);
        let deltas = store.to_deltas(CHUNK);
        let counters = Entry::Counted {
            graph: version.name().to_owned(),
            counters: store.counters(),
        };
        let deltas = deltas.map(move |delta| Entry::changed(version, &delta).to_line());
        deltas.chain(std::iter::once_with(move || counters.to_line()))
    });
    header.chain(clock).chain(stores)
}
