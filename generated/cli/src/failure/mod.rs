//! Why a command did not do what it was asked to: one type for all reasons, with an exit code for each kind.
//!
//! | kind | exit code | what happened |
//! |---|---|---|
//! | | 0 | it was done |
//! | [`Kind::Refused`] | 1 | the service responded and refused |
//! | [`Kind::Usage`] | 2 | the command line, a file or a body is wrong; nothing was sent |
//! | [`Kind::NotSignedIn`] | 3 | there is no token, or the service does not accept it |
//! | [`Kind::Network`] | 4 | the service was not reached, or its response was lost or cannot be read |
//! | [`Kind::Output`] | 5 | the response came and could not be written |
//! | [`Kind::Stopped`] | 130 | Ctrl-C |
//!
//! A closed pipe (`| head`) is no failure: see [`Failure::is_closed_pipe`].

mod from_clap;
mod from_library;
mod report;

use std::fmt;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

#[cfg(test)]
pub(crate) use report::tests::Written;
pub use report::{ErrorFormat, Reporter};

/// What kind of failure it is; it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The service responded and refused.
    Refused,
    /// The command line, a file or a body is wrong. Nothing was sent.
    Usage,
    /// There is no token, or the service does not accept it.
    NotSignedIn,
    /// The service was not reached, or its response was lost or cannot be read.
    Network,
    /// The response came and could not be written.
    Output,
    /// The user stopped it.
    Stopped,
}

impl Kind {
    /// The exit code of the process.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::NotSignedIn => 3,
            Self::Network => 4,
            Self::Output => 5,
            Self::Stopped => 130,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::NotSignedIn => "notSignedIn",
            Self::Network => "network",
            Self::Output => "output",
            Self::Stopped => "stopped",
        }
    }
}

/// Why a command did not do what it was asked to, and what to do about it.
#[derive(Clone, Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    place: Option<String>,
    tips: Vec<String>,
    request: Option<Box<RequestFacts>>,
    claims: Option<String>,
    closed_pipe: bool,
}

/// What is known of the request that failed, and of its response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFacts {
    /// The method.
    pub method: String,
    /// The path below the version, ids as `{…}`.
    pub template: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The service's code.
    pub code: Option<String>,
    /// What the service says the error is about, a member's name for instance.
    pub target: Option<String>,
    /// The service's single reasons.
    pub details: Vec<String>,
    /// The service's more precise codes, outermost first.
    pub inner_codes: Vec<String>,
    /// `request-id`.
    pub request_id: Option<String>,
    /// `client-request-id`.
    pub client_request_id: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// How often it was retried.
    pub retries: u32,
}

impl Failure {
    /// A failure of this kind. The message is one sentence without a full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            place: None,
            tips: Vec::new(),
            request: None,
            claims: None,
            closed_pipe: false,
        }
    }

    /// The command line, a file or a body is wrong; nothing was sent.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Of something that could not be written: the response, or a file that was asked for.
    pub fn writing(what: &str, error: &io::Error) -> Self {
        let mut failure = Self::new(Kind::Output, format!("{what} could not be written: {error}"));
        failure.closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        failure
    }

    /// Says where: an option, a file with its line, a member of the body.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn tip(mut self, tip: impl Into<String>) -> Self {
        self.tips.push(tip.into());
        self
    }

    /// Says which request it is about.
    #[must_use]
    pub fn with_request(mut self, request: RequestFacts) -> Self {
        self.request = Some(Box::new(request));
        self
    }

    /// Says what a new sign-in must satisfy.
    #[must_use]
    pub fn with_claims(mut self, claims: Option<String>) -> Self {
        self.claims = claims;
        self
    }

    /// The same as another kind.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What happened.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// What to do.
    #[must_use]
    pub fn tips(&self) -> &[String] {
        &self.tips
    }

    /// Which request it is about.
    #[must_use]
    pub fn request(&self) -> Option<&RequestFacts> {
        self.request.as_deref()
    }

    /// What a new sign-in must satisfy, as JSON, where the service or the authority named something.
    #[must_use]
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// Whether the reader of the output has closed it (`| head`). Nothing is reported then, and the exit code is 0: the
    /// reader has what it wanted.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.closed_pipe
    }

    /// The exit code of the process.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        if self.closed_pipe {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(self.kind.exit_code())
        }
    }
}

/// Place and message on one line.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure_of_the_process() {
        let closed = Failure::writing("the response", &io::ErrorKind::BrokenPipe.into());
        assert!(closed.is_closed_pipe());
        assert_eq!(closed.exit_code(), ExitCode::SUCCESS);
        let full = Failure::writing("the response", &io::ErrorKind::StorageFull.into());
        assert!(!full.is_closed_pipe());
        assert_eq!(full.exit_code(), ExitCode::from(5));
    }

    #[test]
    fn each_kind_has_its_exit_code() {
        let kinds = [
            Kind::Refused,
            Kind::Usage,
            Kind::NotSignedIn,
            Kind::Network,
            Kind::Output,
            Kind::Stopped,
        ];
        assert_eq!(kinds.map(Kind::exit_code), [1, 2, 3, 4, 5, 130]);
    }
}
