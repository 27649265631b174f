//! What a local Graph reports, as lines on standard error: each request and callout, and what went wrong.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use msgraph_identity_governance::text::escaped;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::failure::Reporter;

/// Writes what is reported from now on.
pub(super) fn to(reporter: &Arc<Reporter>, quiet: bool) {
    let log = Log {
        reporter: Arc::clone(reporter),
        level: if quiet { Level::WARN } else { Level::INFO },
        spans: AtomicU64::new(1),
    };
    // Where a program has set one already, it has its own way.
    let _ = tracing::subscriber::set_global_default(log);
}

struct Log {
    reporter: Arc<Reporter>,
    level: Level,
    spans: AtomicU64,
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level && metadata.target().starts_with("msgraph_local_graph")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed).max(1))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        if *event.metadata().level() == Level::INFO {
            self.reporter.write(format!("{}\n", escaped(&line.0)).as_bytes());
        } else {
            self.reporter.note(&line.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message, with the fields behind it.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a text does not fail.
        let _ = match field.name() {
            "message" => {
                let fields = std::mem::take(&mut self.0);
                write!(self.0, "{value:?}{fields}")
            }
            name => write!(self.0, ", {name}: {value:?}"),
        };
    }
}
