//! What is counted, in the text form of Prometheus.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::callout::Kind;

/// A kind of callout, and what became of it.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
    outcome: &'static str,
}

/// Why a caller was refused.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refused {
    reason: &'static str,
}

/// The counters.
pub struct Metrics {
    registry: Registry,
    callers_refused: Family<Refused, Counter>,
    callouts: Family<OfKind, Counter>,
    decisions: Family<OfKind, Counter>,
    resumes: Family<OfKind, Counter>,
    resume_seconds: Histogram,
    pending: Gauge,
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("callout_service");
        let metrics = Self {
            callers_refused: Family::default(),
            callouts: Family::default(),
            decisions: Family::default(),
            resumes: Family::default(),
            resume_seconds: Histogram::new([0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0]),
            pending: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register(
            "callers_refused",
            "Requests whose caller was refused",
            metrics.callers_refused.clone(),
        );
        registry.register("callouts", "Callouts by what was responded", metrics.callouts.clone());
        registry.register("decisions", "Decisions of the rule", metrics.decisions.clone());
        registry.register(
            "resumes",
            "Attempts to resume by what became of them",
            metrics.resumes.clone(),
        );
        registry.register(
            "resume_seconds",
            "How long a resume took, in seconds",
            metrics.resume_seconds.clone(),
        );
        registry.register("pending", "Callouts that are not done", metrics.pending.clone());
        Self { registry, ..metrics }
    }

    pub fn caller_refused(&self, reason: &'static str) {
        self.callers_refused.get_or_create(&Refused { reason }).inc();
    }

    pub fn callout(&self, kind: Kind, outcome: &'static str) {
        count(&self.callouts, kind, outcome);
    }

    pub fn decision(&self, kind: Kind, decision: &'static str) {
        count(&self.decisions, kind, decision);
    }

    pub fn resume(&self, kind: Kind, outcome: &'static str, seconds: f64) {
        count(&self.resumes, kind, outcome);
        self.resume_seconds.observe(seconds);
    }

    /// All of it as text, with the number of callouts that are not done.
    pub fn text(&self, pending: i64) -> Result<String, std::fmt::Error> {
        self.pending.set(pending);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

fn count(family: &Family<OfKind, Counter>, kind: Kind, outcome: &'static str) {
    let labels = OfKind {
        kind: kind.name(),
        outcome,
    };
    family.get_or_create(&labels).inc();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_have_their_labels() {
        let metrics = Metrics::new();
        metrics.caller_refused("expired");
        metrics.callout(Kind::AccessPackage, "accepted");
        metrics.callout(Kind::AccessPackage, "accepted");
        metrics.resume(Kind::CustomTask, "resumed", 0.2);
        let text = metrics.text(3).unwrap();
        for line in [
            r#"callout_service_callers_refused_total{reason="expired"} 1"#,
            r#"callout_service_callouts_total{kind="access-package",outcome="accepted"} 2"#,
            r#"callout_service_resumes_total{kind="custom-task",outcome="resumed"} 1"#,
            r#"callout_service_resume_seconds_bucket{le="0.25"} 1"#,
            "callout_service_pending 3",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }
}
