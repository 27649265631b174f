//! Why a caller was refused, what to do about it, and what to respond.

use std::fmt;
use std::time::Duration;

use crate::core::text::OneLine;

/// Why a caller was refused: one kind for each thing that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallerFailure {
    /// There is no bearer token.
    NoToken,
    /// The token has more than 16 KiB.
    TooLong,
    /// The token is no JSON Web Token.
    Malformed,
    /// The token wants something understood that nothing here understands: `crit` in its header.
    CriticalHeader,
    /// The token's algorithm is not in the list.
    Algorithm,
    /// The tenant publishes no key that the token was signed with.
    UnknownKey,
    /// The tenant's keys cannot be read now. Says nothing of the caller.
    KeysUnavailable,
    /// The signature is not that of the key.
    Signature,
    /// A claim is missing that the token must have.
    MissingClaim,
    /// A claim is not of its type.
    InvalidClaim,
    /// The token was issued by, or for, another tenant.
    OtherTenant,
    /// The token is for another application than this service.
    Audience,
    /// The token's time is over.
    Expired,
    /// The token is not good yet: `nbf`.
    NotYetValid,
    /// The token was issued in the future: `iat`.
    IssuedInFuture,
    /// The token is that of a signed-in user.
    UserToken,
    /// The application is not in the list.
    OtherApplication,
    /// The application has none of the roles.
    MissingRole,
    /// Something that the program has set cannot be used.
    Invalid,
}

impl CallerFailure {
    /// The name for logs and metrics, in small letters with underscores: `missing_role`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::CriticalHeader => "critical_header",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown_key",
            Self::KeysUnavailable => "keys_unavailable",
            Self::Signature => "signature",
            Self::MissingClaim => "missing_claim",
            Self::InvalidClaim => "invalid_claim",
            Self::OtherTenant => "other_tenant",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::UserToken => "user_token",
            Self::OtherApplication => "other_application",
            Self::MissingRole => "missing_role",
            Self::Invalid => "invalid",
        }
    }

    /// What happened, for the caller: fit for a header.
    const fn words(self) -> &'static str {
        match self {
            Self::NoToken => "there is no bearer token",
            Self::TooLong => "the token has more than 16 KiB",
            Self::Malformed => "the token is no JSON Web Token",
            Self::CriticalHeader => "the token's header has a crit",
            Self::Algorithm => "the token's algorithm is not allowed",
            Self::UnknownKey => "the tenant publishes no such key",
            Self::KeysUnavailable => "the tenant's keys cannot be read now",
            Self::Signature => "the signature is wrong",
            Self::MissingClaim => "a claim is missing",
            Self::InvalidClaim => "a claim is not of its type",
            Self::OtherTenant => "the token is of another tenant",
            Self::Audience => "the token is for another application",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token is not good yet",
            Self::IssuedInFuture => "the token was issued in the future",
            Self::UserToken => "the token is that of a user",
            Self::OtherApplication => "the application may not call",
            Self::MissingRole => "the application has no role that may call",
            Self::Invalid => "the verifier cannot be used",
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::NoToken => {
                "let the Logic App's HTTP action authenticate with its managed identity: `Authorization: Bearer …`"
            }
            Self::TooLong | Self::Malformed | Self::CriticalHeader => "send an access token of Microsoft Entra",
            Self::Algorithm => "Microsoft Entra signs with RS256; allow another one only where the tenant has it",
            Self::UnknownKey => "check tenant and cloud; a key that was published a minute ago is found a little later",
            Self::KeysUnavailable => "look at the network, and at the authority that is set; the caller can try again",
            Self::Signature => "ask who made the token: Microsoft Entra did not, or it was changed on its way",
            Self::MissingClaim | Self::InvalidClaim => "send an access token of Microsoft Entra, not an ID token",
            Self::OtherTenant => "let an identity of this service's own tenant call, and check the cloud",
            Self::Audience => "set the audience of the Logic App's HTTP action to this service's application",
            Self::Expired => "get a new token; check this machine's clock if it is new",
            Self::NotYetValid | Self::IssuedInFuture => "check this machine's clock",
            Self::UserToken => "call with the token of the managed identity itself",
            Self::OtherApplication => "add the managed identity's client id to the allowed applications",
            Self::MissingRole => "assign the role of this service's application to the managed identity",
            Self::Invalid => "correct what is set",
        }
    }
}

/// A caller that was refused: why, what to do, and what to respond.
///
/// Its text is one line for the log of the service. It never has the token or a part of it; values of claims are named
/// only when the signature was right. What the caller gets is [`status`](Self::status) and
/// [`www_authenticate`](Self::www_authenticate), which say less.
#[derive(Clone, PartialEq, Eq)]
pub struct CallerError {
    inner: Box<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    failure: CallerFailure,
    detail: Option<String>,
    retry_after: Option<Duration>,
}

impl CallerError {
    pub(super) fn new(failure: CallerFailure) -> Self {
        let inner = Inner {
            failure,
            detail: None,
            retry_after: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// With more about it, for the log.
    pub(super) fn of(failure: CallerFailure, detail: impl Into<String>) -> Self {
        let mut error = Self::new(failure);
        error.inner.detail = Some(detail.into());
        error
    }

    pub(super) fn retry_in(mut self, wait: Duration) -> Self {
        self.inner.retry_after = Some(wait);
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn failure(&self) -> CallerFailure {
        self.inner.failure
    }

    /// The status to respond with: 401 without a good token, 403 for a caller that may not call, 503 while the tenant's
    /// keys cannot be read, 500 for a verifier that was set up wrong.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.inner.failure {
            CallerFailure::UserToken | CallerFailure::OtherApplication | CallerFailure::MissingRole => 403,
            CallerFailure::KeysUnavailable => 503,
            CallerFailure::Invalid => 500,
            _ => 401,
        }
    }

    /// The value of the response's header `WWW-Authenticate` (RFC 6750, section 3), for a status of 401 or 403.
    #[must_use]
    pub fn www_authenticate(&self) -> Option<String> {
        let failure = self.inner.failure;
        let code = match self.status() {
            // Nothing is said to who brings nothing.
            401 if failure == CallerFailure::NoToken => return Some("Bearer".to_owned()),
            401 => "invalid_token",
            403 => "insufficient_scope",
            _ => return None,
        };
        Some(format!(
            "Bearer error=\"{code}\", error_description=\"{}\"",
            failure.words()
        ))
    }

    /// The value of the response's header `Retry-After`, for a status of 503.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }
}

impl fmt::Display for CallerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.inner.failure.words())?;
        if let Some(detail) = &self.inner.detail {
            write!(f, " ({})", OneLine(detail))?;
        }
        write!(f, ": {}", self.inner.failure.advice())
    }
}

/// The text, in quotes: it has all that is to be seen.
impl fmt::Debug for CallerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerError")
            .field("failure", &self.inner.failure)
            .field("text", &format_args!("{self}"))
            .finish_non_exhaustive()
    }
}

impl std::error::Error for CallerError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_responded_follows_from_the_kind() {
        for (failure, status, header) in [
            (CallerFailure::NoToken, 401, Some("Bearer")),
            (
                CallerFailure::Expired,
                401,
                Some(r#"Bearer error="invalid_token", error_description="the token has expired""#),
            ),
            (
                CallerFailure::OtherApplication,
                403,
                Some(r#"Bearer error="insufficient_scope", error_description="the application may not call""#),
            ),
            (CallerFailure::KeysUnavailable, 503, None),
            (CallerFailure::Invalid, 500, None),
        ] {
            let error = CallerError::of(failure, "more \"of\" it");
            assert_eq!(error.status(), status);
            assert_eq!(error.www_authenticate().as_deref(), header);
        }
    }

    #[test]
    fn the_text_is_one_line_with_advice() {
        let error = CallerError::of(CallerFailure::Audience, "`a\u{1b}[2J\nb`");
        assert_eq!(
            error.to_string(),
            "the token is for another application (`a\\u{1b}[2J\\nb`): set the audience of the Logic App's HTTP action \
             to this service's application"
        );
        assert!(format!("{error:?}").contains("failure: Audience"));
    }

    #[test]
    fn words_are_fit_for_a_header() {
        for failure in [
            CallerFailure::TooLong,
            CallerFailure::Malformed,
            CallerFailure::CriticalHeader,
            CallerFailure::Algorithm,
            CallerFailure::UnknownKey,
            CallerFailure::Signature,
            CallerFailure::MissingClaim,
            CallerFailure::InvalidClaim,
            CallerFailure::OtherTenant,
            CallerFailure::NotYetValid,
            CallerFailure::IssuedInFuture,
            CallerFailure::UserToken,
            CallerFailure::MissingRole,
        ] {
            let words = failure.words();
            // RFC 6750: %x20-21 / %x23-5B / %x5D-7E.
            assert!(
                words
                    .bytes()
                    .all(|b| (0x20..0x7f).contains(&b) && !b"\"\\".contains(&b)),
                "{words}"
            );
        }
    }
}
