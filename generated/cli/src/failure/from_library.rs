//! What the library says of a request, in the form of all failures.

use azure_core::error::ErrorKind;
use msgraph_identity_governance::sign_in::{SignInError, SignInFailure};
use msgraph_identity_governance::{Error, InnerError, RequestInfo, ServiceError, TransportFailure};

use super::{Failure, Kind, RequestFacts};

/// The deepest of the service's inner errors whose codes are shown.
const MAX_INNER: usize = 8;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let facts = error.request_info().map(|info| facts(info, &error));
        let failure = match &error {
            Error::Service(service) => refused(service, words_alone(&error)),
            Error::Transport(transport) => {
                let reads = facts.as_ref().is_some_and(|facts| facts.method == "GET");
                not_reached(transport.failure, reads, words_alone(&error))
            }
            Error::Credential(_) | Error::Azure(_) if SignInError::of(&error).is_some() => {
                SignInError::of(&error).map_or_else(|| Self::new(Kind::NotSignedIn, words_alone(&error)), of_sign_in)
            }
            Error::Credential(_) => Self::new(Kind::NotSignedIn, credential_words(&error))
                .tip("see the credential's own words above; `--credential` chooses another one"),
            Error::Decode(_) => Self::new(Kind::Network, words_alone(&error))
                .tip("`--debug --debug-bodies` shows the response as it came"),
            Error::NoContent(_) => Self::new(Kind::Refused, words_alone(&error)),
            Error::Invalid(invalid) => Self::usage(invalid.reason.clone()).at(invalid.place.clone()),
            Error::Azure(azure) => match azure.kind() {
                ErrorKind::Credential => Self::new(Kind::NotSignedIn, error.to_string()),
                _ => Self::new(Kind::Network, error.to_string()),
            },
            _ => Self::new(Kind::Network, error.to_string()),
        };
        match facts {
            Some(facts) => failure.with_request(facts),
            None => failure,
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        of_sign_in(&error)
    }
}

/// A sign-in that failed. Its text says what to do; what this program has for it is a tip.
fn of_sign_in(error: &SignInError) -> Failure {
    use SignInFailure as Reason;
    let kind = match error.failure() {
        Reason::Unreachable | Reason::Unexpected => Kind::Network,
        Reason::Cache | Reason::Invalid | Reason::PortTaken => Kind::Usage,
        _ => Kind::NotSignedIn,
    };
    let failure =
        Failure::new(kind, error.to_string()).with_claims(error.claims().map(|claims| claims.as_str().into()));
    match error.failure() {
        Reason::Cache => {
            failure.tip("`msgraph-ig logout` removes the profile's tokens, MSGRAPH_IG_TOKENS names another folder")
        }
        Reason::NoBrowser => failure.tip("`msgraph-ig login --device-code` needs no browser here"),
        Reason::SeveralAccounts => failure.tip("`msgraph-ig logout` signs all of the profile out"),
        _ => failure,
    }
}

fn facts(info: &RequestInfo, error: &Error) -> RequestFacts {
    let service = error.service();
    RequestFacts {
        method: info.method.to_string(),
        template: info.template.clone(),
        status: error.status(),
        code: error.code().map(str::to_owned),
        target: service.and_then(ServiceError::target).map(str::to_owned),
        details: service.map(details).unwrap_or_default(),
        inner_codes: inner_codes(service.and_then(ServiceError::inner_error)),
        request_id: info.request_id.clone(),
        client_request_id: info.client_request_id.clone(),
        retry_after: error.retry_after(),
        retries: info.retries,
    }
}

/// The service's single reasons: target, code and words of each, as far as it has them.
fn details(service: &ServiceError) -> Vec<String> {
    let parts = service
        .details()
        .iter()
        .map(|detail| [&detail.target, &detail.code, &detail.message]);
    parts
        .map(|parts| {
            parts
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(": ")
        })
        .filter(|words| !words.is_empty())
        .collect()
}

fn inner_codes(error: Option<&InnerError>) -> Vec<String> {
    let errors = std::iter::successors(error, |inner| inner.inner.as_deref());
    errors.take(MAX_INNER).filter_map(|inner| inner.code.clone()).collect()
}

/// The error's words without the request and its ids, which stand in lines of their own.
fn words_alone(error: &Error) -> String {
    let words = error.to_string();
    let prefix = error.request_info().map(|info| format!("{info}: "));
    let alone = prefix.and_then(|prefix| words.strip_prefix(&prefix).map(str::to_owned));
    alone.unwrap_or(words)
}

fn refused(service: &ServiceError, words: String) -> Failure {
    let kind = if service.status() == 401 {
        Kind::NotSignedIn
    } else {
        Kind::Refused
    };
    let claims = service.claims_challenge().map(|claims| claims.as_str().to_owned());
    let wants_claims = claims.is_some();
    let failure = Failure::new(kind, words).with_claims(claims);
    match service.status() {
        401 if wants_claims => failure.tip("the service wants more of the sign-in than the token has"),
        401 => failure.tip("the token is missing, has expired or is for another service: sign in again"),
        404 => failure.tip("look at the ids and at `--beta`: what is there in one version may be missing in the other"),
        409 => failure.tip("what is there has changed or stands against it: get it and look at its state"),
        412 => failure.tip("it has changed since its etag was read: get it again and take its `@odata.etag`"),
        429 | 503 | 509 if service.retry_after().is_some() => {
            failure.tip("retries did not help: wait as long as it says")
        }
        _ if service.is_html() => failure.tip("a gateway or proxy responded: look at `--endpoint` and HTTPS_PROXY"),
        _ => failure,
    }
}

fn not_reached(how: TransportFailure, reads: bool, words: String) -> Failure {
    let failure = Failure::new(Kind::Network, words);
    // Reading twice harms nobody.
    let after_doubt = |failure: Failure| match reads {
        true => failure,
        false => failure.tip("it may have been done: get it and look, before you send it again"),
    };
    match how {
        TransportFailure::NotConnected => {
            failure.tip("look at the network, at HTTPS_PROXY and, where it is set, at `--endpoint`")
        }
        TransportFailure::Lost => after_doubt(failure),
        TransportFailure::TimedOut => after_doubt(failure).tip("`--timeout` gives more time"),
        TransportFailure::TooLong => failure.tip("ask for less: `--select`, `--filter`, `--top` or `--page-size`"),
        _ => failure,
    }
}

/// What the credential said, without the request: its place is in the facts.
fn credential_words(error: &Error) -> String {
    let words = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    format!("there is no token, nothing was sent: {words}")
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::client::CoreClient;
    use msgraph_identity_governance::json::Json;
    use msgraph_identity_governance::testing::{FakeGraph, Method, Reply};

    use super::*;

    const PATH: &str = "/identityGovernance/entitlementManagement/accessPackages/{id}";

    fn failure_of(reply: Reply) -> Failure {
        let graph = FakeGraph::new();
        graph.on(Method::Get, PATH).always(reply);
        let client = CoreClient::new(graph.credential(), Some(graph.options()), "v1.0").unwrap();
        let request = client
            .request::<Json>(Method::Get, &PATH.replace("{id}", "7"))
            .template(PATH);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(request.send()).unwrap_err().into()
    }

    #[test]
    fn a_refusal_keeps_what_the_service_said() {
        let failure = failure_of(Reply::error(404, "ResourceNotFound", "No such\u{1b}[31m package."));
        assert_eq!(failure.kind(), Kind::Refused);
        assert_eq!(failure.message(), "404 ResourceNotFound: No such\\u{1b}[31m package.");
        let facts = failure.request().unwrap();
        assert_eq!((facts.method.as_str(), facts.template.as_str()), ("GET", PATH));
        assert_eq!(
            (facts.status, facts.code.as_deref()),
            (Some(404), Some("ResourceNotFound"))
        );
        assert!(facts.client_request_id.is_some());
    }

    #[test]
    fn each_status_has_its_kind_and_tip() {
        for (status, kind, tip) in [
            (401, Kind::NotSignedIn, "sign in again"),
            (404, Kind::Refused, "--beta"),
            (409, Kind::Refused, "look at its state"),
            (412, Kind::Refused, "@odata.etag"),
        ] {
            let failure = failure_of(Reply::error(status, "Code", "Words."));
            assert_eq!(failure.kind(), kind, "{status}");
            assert!(
                failure.tips().iter().any(|words| words.contains(tip)),
                "{status}: {:?}",
                failure.tips()
            );
        }
        let throttled = failure_of(Reply::empty(429).with_header("retry-after", "7"));
        assert_eq!(
            throttled.request().unwrap().retry_after,
            Some(std::time::Duration::from_secs(7))
        );
    }

    #[test]
    fn what_is_no_json_is_a_failure_of_the_way() {
        let failure = failure_of(Reply::text(200, "<html>Sign in</html>").with_header("content-type", "text/html"));
        assert_eq!(failure.kind(), Kind::Network);
        assert!(
            failure.message().contains("a gateway or proxy may have responded"),
            "{failure}"
        );
    }
}
