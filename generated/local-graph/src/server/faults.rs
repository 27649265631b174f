//! Faults on wish: what a client has to live with, and a service rarely shows when one looks.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// The response is late, by `milliseconds`.
    Latency,
    /// 429 with `Retry-After`, and nothing is done.
    Throttled,
    /// 503 with `Retry-After`, and nothing is done.
    Unavailable,
    /// The request is done, and the connection breaks in the middle of the response's body.
    CutBody,
}

/// A rule: which requests have which fault.
///
/// Each condition that is missing holds for every request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The method: `GET`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path behind the version; `{…}` and `*` stand for one segment, `**` at the end for all that follow:
    /// `/identityGovernance/entitlementManagement/accessPackages/{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How many requests have it; then the rule is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Which share of the requests has it: 0.1 for a tenth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// What the share's choice begins with: the same seed chooses the same requests.
    #[serde(default)]
    pub seed: u64,
    /// How late a response is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// `Retry-After`, in seconds; 1 unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// The longest that a response is kept back.
const LATEST: u64 = 10 * 60 * 1000;

impl Fault {
    /// A rule for every request.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            method: None,
            path: None,
            count: None,
            share: None,
            seed: 0,
            milliseconds: None,
            retry_after: None,
        }
    }

    /// Refuses a rule that cannot hold.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let refuse = |target: &str, message: &str| Err(Failure::bad_request(message).about(target));
        if self.share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return refuse("share", "`share` is a part of all requests: a number from 0 to 1.");
        }
        if self.milliseconds.is_some_and(|milliseconds| milliseconds > LATEST) {
            return refuse(
                "milliseconds",
                "A response is at most ten minutes late: 600000 milliseconds.",
            );
        }
        if self.kind == FaultKind::Latency && self.milliseconds.is_none() {
            return refuse("milliseconds", "How late is the response? `milliseconds` is missing.");
        }
        if self.path.as_ref().is_some_and(|path| !path.starts_with('/')) {
            return refuse("path", "`path` begins with a slash, behind the version.");
        }
        Ok(())
    }

    fn is_for(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(|template| fits(template, path))
    }
}

/// Whether a path is one of a template's.
fn fits(template: &str, path: &str) -> bool {
    let mut of_template = template.trim_matches('/').split('/');
    let mut of_path = path.trim_matches('/').split('/');
    loop {
        match (of_template.next(), of_path.next()) {
            (Some("**"), _) | (None, None) => return true,
            (Some(expected), Some(found)) => {
                let is_any = expected == "*" || expected.starts_with('{') && expected.ends_with('}');
                if !is_any && !expected.eq_ignore_ascii_case(found) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// The rules, and what of them has been used up.
#[derive(Default)]
pub(super) struct Faults(Mutex<Rules>);

#[derive(Default)]
struct Rules {
    rules: Vec<Rule>,
    last: u64,
}

/// A rule with its name and its state.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rule {
    id: u64,
    #[serde(flatten)]
    fault: Fault,
    /// How many requests have had it.
    hits: u64,
    #[serde(skip)]
    random: u64,
}

impl Faults {
    /// Adds a rule.
    pub(super) fn add(&self, fault: Fault) -> Result<Rule, Failure> {
        fault.check()?;
        let mut rules = self.lock();
        rules.last += 1;
        let rule = Rule {
            id: rules.last,
            random: fault.seed,
            fault,
            hits: 0,
        };
        rules.rules.push(rule.clone());
        Ok(rule)
    }

    /// All rules.
    pub(super) fn list(&self) -> Vec<Rule> {
        self.lock().rules.clone()
    }

    /// Removes a rule; false where there is none of that name.
    pub(super) fn remove(&self, id: u64) -> bool {
        let mut rules = self.lock();
        let before = rules.rules.len();
        rules.rules.retain(|rule| rule.id != id);
        rules.rules.len() < before
    }

    /// Removes all.
    pub(super) fn clear(&self) {
        self.lock().rules.clear();
    }

    /// The faults of a request. Each rule that fits is counted.
    pub(super) fn of(&self, method: &str, path: &str) -> Vec<Fault> {
        let mut rules = self.lock();
        let mut found = Vec::new();
        for rule in &mut rules.rules {
            if !rule.fault.is_for(method, path) {
                continue;
            }
            if let Some(share) = rule.fault.share
                && part_of_one(&mut rule.random) >= share
            {
                continue;
            }
            rule.hits += 1;
            found.push(rule.fault.clone());
        }
        rules
            .rules
            .retain(|rule| rule.fault.count.is_none_or(|count| rule.hits < count));
        found
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next number from 0 to 1, 1 left out: Steele, Lea and Flood's SplitMix64.
fn part_of_one(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bits = (z ^ z >> 31) >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_fits_its_paths() {
        for (template, path, expected) in [
            ("/a/{id}", "/a/1", true),
            ("/A/*", "/a/1/", true),
            ("/a/{id}", "/a/1/b", false),
            ("/a/{id}/b", "/a/1", false),
            ("/a/**", "/a/1/b/c", true),
            ("/a/**", "/a", true),
            ("/**", "/a/b", true),
            ("/b/**", "/a/b", false),
        ] {
            assert_eq!(fits(template, path), expected, "{template} {path}");
        }
    }

    #[test]
    fn a_rule_is_for_a_count_of_requests() {
        let faults = Faults::default();
        let fault = Fault {
            method: Some("get".to_owned()),
            count: Some(2),
            ..Fault::new(FaultKind::Throttled)
        };
        faults.add(fault).unwrap();
        assert!(faults.of("POST", "/a").is_empty());
        let hits = (0..5).filter(|_| !faults.of("GET", "/a").is_empty()).count();
        assert_eq!(hits, 2);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_share_is_the_same_by_its_seed() {
        let hits = |seed: u64| -> Vec<usize> {
            let faults = Faults::default();
            let fault = Fault {
                share: Some(0.1),
                seed,
                ..Fault::new(FaultKind::CutBody)
            };
            faults.add(fault).unwrap();
            (0..1000).filter(|_| !faults.of("GET", "/a").is_empty()).collect()
        };
        assert_eq!(hits(7), hits(7));
        assert_ne!(hits(7), hits(8));
        assert!((60..140).contains(&hits(7).len()), "{}", hits(7).len());
    }

    #[test]
    fn a_rule_that_cannot_hold_is_refused() {
        let faults = Faults::default();
        for (fault, target) in [
            (
                Fault {
                    share: Some(1.5),
                    ..Fault::new(FaultKind::CutBody)
                },
                "share",
            ),
            (Fault::new(FaultKind::Latency), "milliseconds"),
            (
                Fault {
                    milliseconds: Some(LATEST + 1),
                    ..Fault::new(FaultKind::Latency)
                },
                "milliseconds",
            ),
            (
                Fault {
                    path: Some("a".to_owned()),
                    ..Fault::new(FaultKind::CutBody)
                },
                "path",
            ),
        ] {
            let failure = faults.add(fault).unwrap_err();
            assert_eq!(failure.target.as_deref(), Some(target));
        }
        assert!(faults.list().is_empty());
    }
}
