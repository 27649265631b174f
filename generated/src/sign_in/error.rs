//! What can go wrong with a sign-in, and what to do about it.

use std::fmt;

use azure_core::error::ErrorKind;
use azure_core::http::Url;

use crate::ClaimsChallenge;
use crate::core::text::OneLine;

/// The kinds of failure: what a program may want to act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInFailure {
    /// Nobody has consented to a permission; [`SignInError::admin_consent_url`] is where an administrator can.
    ConsentMissing,
    /// The tenant is not there, or has no such account or application.
    WrongTenant,
    /// The application is not registered for this kind of sign-in.
    ApplicationNotPublic,
    /// The code was not entered, or not redeemed, in time.
    CodeExpired,
    /// The person declined.
    Declined,
    /// A policy of the tenant wants something else: a second factor, a device, a place.
    ConditionalAccess,
    /// This machine's clock differs from that of the identity platform.
    ClockSkew,
    /// There is no browser that can be opened here.
    NoBrowser,
    /// The port for the browser's response is in use.
    PortTaken,
    /// A person has to sign in, and was not asked.
    SignInNeeded,
    /// The cache has several accounts, and none was chosen.
    SeveralAccounts,
    /// Another account signed in than the one asked for.
    OtherAccount,
    /// The token cache cannot be used.
    Cache,
    /// The identity platform could not be reached, or is overloaded.
    Unreachable,
    /// The identity platform responded with something that is no response to the request.
    Unexpected,
    /// Something that the program has set cannot be used.
    Invalid,
    /// The identity platform refused for another reason.
    Refused,
}

/// A sign-in that failed: what happened, the identity platform's number for it, and what to do.
///
/// Its text is one line, and has neither tokens nor codes. As an error of a request it stands within
/// [`Error::Credential`](crate::Error::Credential); [`SignInError::of`] finds it there.
///
/// ```
/// use msgraph_identity_governance::{Error, sign_in::{SignInError, SignInFailure}};
///
/// /// Where an administrator can consent, if that is what a request failed for.
/// fn consent_page(error: &Error) -> Option<&str> {
///     let error = SignInError::of(error)?;
///     error.admin_consent_url().filter(|_| error.failure() == SignInFailure::ConsentMissing)
/// }
/// ```
#[derive(Clone)]
pub struct SignInError {
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    failure: SignInFailure,
    what: String,
    advice: String,
    code: Option<String>,
    aadsts: Option<u32>,
    correlation_id: Option<String>,
    admin_consent_url: Option<Url>,
    claims: Option<ClaimsChallenge>,
}

impl SignInError {
    /// `what` happened, and what to do about it; both are sentences without a capital or a full stop.
    pub(super) fn new(failure: SignInFailure, what: impl Into<String>, advice: impl Into<String>) -> Self {
        let inner = Inner {
            failure,
            what: what.into(),
            advice: advice.into(),
            code: None,
            aadsts: None,
            correlation_id: None,
            admin_consent_url: None,
            claims: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// Of something that the program has set.
    pub(super) fn invalid(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(SignInFailure::Invalid, what, advice)
    }

    /// Of a response that is none.
    pub(super) fn unexpected(what: impl Into<String>) -> Self {
        let advice = "look whether the authority is one of the Microsoft identity platform, and try again";
        Self::new(SignInFailure::Unexpected, what, advice)
    }

    pub(super) fn with_code(mut self, code: &str) -> Self {
        self.inner.code = Some(code.to_owned());
        self
    }

    pub(super) fn with_aadsts(mut self, number: Option<u32>) -> Self {
        self.inner.aadsts = number;
        self
    }

    pub(super) fn with_correlation_id(mut self, id: Option<String>) -> Self {
        self.inner.correlation_id = id;
        self
    }

    pub(super) fn with_admin_consent_url(mut self, url: Option<Url>) -> Self {
        self.inner.admin_consent_url = url;
        self
    }

    pub(super) fn with_claims(mut self, claims: Option<ClaimsChallenge>) -> Self {
        self.inner.claims = claims;
        self
    }

    /// Puts a remark before what is to be done.
    pub(super) fn with_remark(mut self, remark: &str) -> Self {
        self.inner.advice = format!("{remark}; {}", self.inner.advice);
        self
    }

    /// The claims that a new sign-in must satisfy, where the service or the identity platform named some:
    /// [`SignInOptions::claims`](super::SignInOptions::claims) signs in with them.
    #[must_use]
    pub fn claims(&self) -> Option<&ClaimsChallenge> {
        self.inner.claims.as_ref()
    }

    /// Whether a person who signs in can help.
    pub(super) fn asks_for_a_person(&self) -> bool {
        let by_code = self.code().is_some_and(|code| {
            [
                "invalid_grant",
                "interaction_required",
                "login_required",
                "consent_required",
            ]
            .contains(&code)
        });
        by_code
            || matches!(
                self.failure(),
                SignInFailure::ConsentMissing | SignInFailure::ConditionalAccess
            )
    }

    /// The kind of failure.
    #[must_use]
    pub fn failure(&self) -> SignInFailure {
        self.inner.failure
    }

    /// The number of an `AADSTS…` error, where the identity platform gave one.
    /// <https://login.microsoftonline.com/error?code=…> has Microsoft's words for it.
    #[must_use]
    pub fn aadsts(&self) -> Option<u32> {
        self.inner.aadsts
    }

    /// The error code of OAuth 2.0 (`invalid_grant`), where the identity platform gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// The id of the exchange with the identity platform, which support asks for.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.inner.correlation_id.as_deref()
    }

    /// The page on which an administrator can consent for all users of the tenant, where consent is missing.
    #[must_use]
    pub fn admin_consent_url(&self) -> Option<&str> {
        self.inner.admin_consent_url.as_ref().map(Url::as_str)
    }

    /// The sign-in's failure within the error of a request, where that is what it failed for.
    #[must_use]
    pub fn of(error: &crate::Error) -> Option<&Self> {
        match error {
            crate::Error::Credential(error) => error.source.downcast_ref(),
            crate::Error::Azure(error) => error.inner().downcast_ref(),
            _ => None,
        }
    }
}

impl fmt::Display for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.inner;
        write!(f, "{}", OneLine(&inner.what))?;
        let number = inner.aadsts.map(|number| format!("AADSTS{number}"));
        let id = inner
            .correlation_id
            .as_ref()
            .map(|id| format!("correlation id {}", OneLine(id)));
        let code = inner.code.as_ref().map(|code| OneLine(code).to_string());
        let facts: Vec<_> = [number.or(code), id].into_iter().flatten().collect();
        if !facts.is_empty() {
            write!(f, " ({})", facts.join(", "))?;
        }
        write!(f, ": {}", OneLine(&inner.advice))?;
        match &inner.admin_consent_url {
            Some(url) => write!(f, ": {url}"),
            None => Ok(()),
        }
    }
}

/// The text, in quotes: it has all that is to be seen.
impl fmt::Debug for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInError")
            .field("failure", &self.inner.failure)
            .field("text", &format_args!("{self}"))
            .finish_non_exhaustive()
    }
}

impl std::error::Error for SignInError {}

/// Of the kind `Credential`; `downcast_ref::<SignInError>()` finds it again.
impl From<SignInError> for azure_core::Error {
    fn from(error: SignInError) -> Self {
        Self::new(ErrorKind::Credential, error)
    }
}

impl From<SignInError> for crate::Error {
    fn from(error: SignInError) -> Self {
        azure_core::Error::from(error).into()
    }
}
