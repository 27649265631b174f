//! A token in a file that another program writes.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::time::{Duration, OffsetDateTime};

use super::claims::TokenClaims;
use super::{missing, read_secret};
use crate::failure::Failure;

/// How long a token counts as good whose end it does not say: after that the file is read again.
const ASSUMED_LIFETIME: Duration = Duration::minutes(5);

/// Gives the token of a file, which is read anew for each token. What is no regular file (`<(…)` of a shell) can be
/// read once alone; its token is kept.
pub(super) struct TokenFileCredential {
    path: PathBuf,
    kept: Mutex<Option<Secret>>,
}

impl TokenFileCredential {
    /// A credential of this file, which is read once to see that there is a token.
    pub(super) fn open(path: PathBuf) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Err(
                missing("a token is not read from standard input, because it can be needed twice")
                    .at("--token-file")
                    .tip("--token-file <(command) takes the output of a command"),
            );
        }
        let token = read_token(&path)?;
        let kept = if path.is_file() { None } else { Some(token) };
        Ok(Self {
            path,
            kept: Mutex::new(kept),
        })
    }

    fn token(&self) -> Result<Secret, Failure> {
        let kept = self
            .kept
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        kept.map_or_else(|| read_token(&self.path), Ok)
    }
}

pub(super) fn read_token(path: &Path) -> Result<Secret, Failure> {
    let bytes = read_secret(path)?;
    let refuse = |reason: &str| missing(reason).at(path.display().to_string());
    let text = std::str::from_utf8(&bytes).map_err(|_| refuse("it holds no token: it is not text"))?;
    let token = text.trim_start_matches('\u{feff}').trim();
    if token.is_empty() {
        return Err(refuse("it is empty"));
    }
    if token.bytes().any(|byte| !(b'!'..=b'~').contains(&byte)) {
        return Err(refuse("it holds no token: a token is one line without blanks")
            .tip("the token alone, not the JSON around it"));
    }
    Ok(Secret::new(token.to_owned()))
}

#[async_trait]
impl TokenCredential for TokenFileCredential {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let failed = |reason: String| azure_core::Error::with_message(ErrorKind::Credential, reason);
        let token = self.token().map_err(|failure| failed(failure.to_string()))?;
        let now = OffsetDateTime::now_utc();
        match TokenClaims::read(token.secret()).and_then(|claims| claims.expires_on()) {
            Some(end) if end <= now => {
                let path = self.path.display();
                Err(failed(format!(
                    "the token in {path} was good until {end}: put another one there"
                )))
            }
            end => Ok(AccessToken::new(token, end.unwrap_or(now + ASSUMED_LIFETIME))),
        }
    }
}

/// Without the token.
impl std::fmt::Debug for TokenFileCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenFileCredential")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn write(path: &Path, text: &str, mode: u32) {
        std::fs::write(path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn get(credential: &TokenFileCredential) -> azure_core::Result<AccessToken> {
        futures::executor::block_on(credential.get_token(&["scope"], None))
    }

    fn jwt(exp: i64) -> String {
        let claims = azure_core::base64::encode_url_safe(format!("{{\"exp\":{exp}}}"));
        format!("e30.{claims}.x")
    }

    #[test]
    fn the_file_is_read_for_each_token() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        write(&path, "\u{feff} first\n", 0o600);
        let credential = TokenFileCredential::open(path.clone()).unwrap();
        assert_eq!(get(&credential).unwrap().token.secret(), "first");
        write(&path, "second", 0o600);
        assert_eq!(get(&credential).unwrap().token.secret(), "second");
        assert!(!format!("{credential:?}").contains("second"));
        std::fs::remove_file(&path).unwrap();
        assert!(get(&credential).unwrap_err().to_string().contains("it cannot be read"));
    }

    #[test]
    fn a_jwt_says_itself_when_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let end = OffsetDateTime::now_utc().unix_timestamp() + 1800;
        write(&path, &jwt(end), 0o600);
        let credential = TokenFileCredential::open(path.clone()).unwrap();
        assert_eq!(get(&credential).unwrap().expires_on.unix_timestamp(), end);
        write(&path, &jwt(1_700_000_000), 0o600);
        let error = get(&credential).unwrap_err().to_string();
        assert!(error.contains("was good until 2023-11-14"), "{error}");
        assert!(!error.contains("e30."), "{error}");
    }

    #[test]
    fn what_is_no_token_is_refused_before_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        for (text, mode, reason) in [
            ("x", 0o644, "it can be read or written by others (mode 644)"),
            (" \n", 0o600, "it is empty"),
            ("{\"accessToken\": \"x\"}", 0o600, "a token is one line without blanks"),
        ] {
            write(&path, text, mode);
            let failure = TokenFileCredential::open(path.clone()).err().unwrap();
            assert!(failure.message().contains(reason), "{failure}");
        }
        assert!(
            TokenFileCredential::open("-".into())
                .err()
                .unwrap()
                .message()
                .contains("standard input")
        );
    }
}
