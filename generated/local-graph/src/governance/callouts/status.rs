//! The status that an instance of a callout shows.

use crate::turn::Posted;

/// The status of one callout (`customExtensionCalloutInstanceStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// It is on its way, or was taken by a service that is not waited for.
    #[serde(rename = "calloutSent")]
    Sent,
    /// The service took it, and a resume is awaited.
    #[serde(rename = "waitingForCallback")]
    Waiting,
    /// The resume is there.
    #[serde(rename = "callbackReceived")]
    Received,
    /// The time for a resume is over.
    #[serde(rename = "callbackTimedOut")]
    TimedOut,
    /// The service did not take it.
    #[serde(rename = "calloutFailed")]
    Failed,
}

impl Status {
    /// As the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "calloutSent",
            Self::Waiting => "waitingForCallback",
            Self::Received => "callbackReceived",
            Self::TimedOut => "callbackTimedOut",
            Self::Failed => "calloutFailed",
        }
    }

    /// Whether a resume may still be taken: also before the service has responded, since it may resume first.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Waiting)
    }
}

/// What the end of a post means, for an extension that `waits` or does not; for a failed one a sentence says why.
#[must_use]
pub fn judged(how: &Posted, waits: bool) -> (Status, Option<String>) {
    match how {
        Posted::Responded { status: 200..=299, .. } => (if waits { Status::Waiting } else { Status::Sent }, None),
        Posted::Responded { status, .. } => {
            let why = format!("The service responded with status {status}.");
            (Status::Failed, Some(why))
        }
        Posted::Failed(why) => (Status::Failed, Some(why.clone())),
    }
}
