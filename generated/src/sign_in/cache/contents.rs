//! What a cache holds: accounts with their tokens, and its form in JSON.

use std::fmt;

use azure_core::credentials::{AccessToken, Secret};
use azure_core::time::OffsetDateTime;
use secrecy::{ExposeSecret as _, SecretString};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::sign_in::account::Account;
use crate::sign_in::endpoints::Endpoints;
use crate::sign_in::error::SignInError;
use crate::sign_in::response::Tokens;
use crate::sign_in::scopes::{Wanted, granted, short};

/// The version of the form. Another one is not read, and never written over.
const VERSION: u32 = 1;
/// How long before its end an access token is exchanged, in seconds; of one that lives shorter a quarter of its life.
const BEFORE_END: i64 = 300;
/// How long a token counts as good whose end the server does not say, in seconds.
const ASSUMED: u64 = 3600;

/// All accounts.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) accounts: Vec<Entry>,
}

/// An account and its tokens.
#[derive(Clone, Deserialize)]
pub(crate) struct Entry {
    pub(crate) account: Account,
    /// The tenant that was asked for, which may be a domain or `organizations`.
    tenant: String,
    pub(crate) refresh_token: Option<SecretString>,
    tokens: Vec<Token>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Token {
    requested: Vec<String>,
    granted: Vec<String>,
    pub(crate) access_token: SecretString,
    /// Seconds since 1970, as all times here.
    obtained_on: i64,
    pub(crate) expires_on: i64,
    refresh_on: i64,
}

impl Token {
    /// Whether it is good until its exchange is due. A clock that was set back since makes every token old.
    pub(crate) fn is_fresh(&self, now: i64) -> bool {
        now < self.refresh_on && self.is_good(now)
    }

    /// Whether it is good at all.
    pub(crate) fn is_good(&self, now: i64) -> bool {
        now < self.expires_on && now >= self.obtained_on.saturating_sub(BEFORE_END)
    }

    /// As azure_core has it. That is not overwritten. An end beyond the calendar is the calendar's.
    pub(crate) fn to_access_token(&self) -> AccessToken {
        let end =
            OffsetDateTime::from_unix_timestamp(self.expires_on).unwrap_or(time::PrimitiveDateTime::MAX.assume_utc());
        AccessToken::new(Secret::new(self.access_token.expose_secret().to_owned()), end)
    }
}

impl Entry {
    /// Of a response.
    pub(crate) fn new(account: Account, tenant: &str) -> Self {
        Self {
            account,
            tenant: tenant.to_owned(),
            refresh_token: None,
            tokens: Vec::new(),
        }
    }

    /// Takes in the tokens of a response to a request for `wanted`.
    pub(crate) fn take(&mut self, tokens: Tokens, wanted: &Wanted, now: i64) -> Token {
        let life = i64::try_from(tokens.expires_in.unwrap_or(ASSUMED)).unwrap_or(i64::MAX / 4);
        let before = (life / 4).min(BEFORE_END);
        let refresh_in = tokens.refresh_in.and_then(|seconds| i64::try_from(seconds).ok());
        let token = Token {
            requested: wanted.resource_scopes().to_vec(),
            granted: granted(tokens.scope.as_deref()),
            access_token: tokens.access_token,
            obtained_on: now,
            expires_on: now.saturating_add(life),
            refresh_on: now.saturating_add(refresh_in.unwrap_or(life).min(life - before)),
        };
        // A server that rotates gives a new one; the old one stays otherwise.
        if let Some(refresh_token) = tokens.refresh_token {
            self.refresh_token = Some(refresh_token);
        }
        for scope in &token.granted {
            let name = short(scope).to_owned();
            if !self
                .account
                .scopes
                .iter()
                .any(|other| other.eq_ignore_ascii_case(&name))
            {
                self.account.scopes.push(name);
            }
        }
        self.tokens
            .retain(|other| other.requested != token.requested && other.is_good(now));
        self.tokens.push(token.clone());
        token
    }

    /// The token that will do, the one that lives longest.
    pub(crate) fn token(&self, wanted: &Wanted) -> Option<&Token> {
        let fitting = self
            .tokens
            .iter()
            .filter(|token| wanted.is_met_by(&token.requested, &token.granted));
        fitting.max_by_key(|token| token.expires_on)
    }

    /// The token that lives longest, whatever it was asked for.
    pub(crate) fn longest(&self) -> Option<&Token> {
        self.tokens.iter().max_by_key(|token| token.expires_on)
    }

    /// The account with the end of its newest token.
    pub(crate) fn account(&self) -> Account {
        let end = self.longest().map(|token| token.expires_on);
        Account {
            expires_on: end.and_then(|end| OffsetDateTime::from_unix_timestamp(end).ok()),
            ..self.account.clone()
        }
    }

    /// Whether it is of this authority, application and tenant.
    pub(crate) fn is_of(&self, endpoints: &Endpoints) -> bool {
        let tid = self.account.tenant_id.as_deref().unwrap_or_default();
        let same_tenant = [self.tenant.as_str(), tid]
            .iter()
            .any(|tenant| endpoints.tenant.eq_ignore_ascii_case(tenant));
        same_tenant
            && self.account.authority == endpoints.authority()
            && self.account.client_id.eq_ignore_ascii_case(&endpoints.client_id)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.account.is_same(&other.account) && self.tenant.eq_ignore_ascii_case(&other.tenant)
    }
}

impl Contents {
    /// Puts an account in place of what was known of it; all others stay.
    pub(crate) fn put(&mut self, entry: Entry) {
        self.accounts.retain(|other| !other.is_same(&entry));
        self.accounts.push(entry);
    }

    /// The entry that a new sign-in of an account goes on with, or a new one.
    pub(crate) fn entry_for(&self, account: Account, tenant: &str) -> Entry {
        let fresh = Entry::new(account, tenant);
        match self.accounts.iter().find(|entry| entry.is_same(&fresh)) {
            Some(known) => Entry {
                account: Account {
                    scopes: known.account.scopes.clone(),
                    ..fresh.account
                },
                ..known.clone()
            },
            None => fresh,
        }
    }

    /// The JSON; its memory is overwritten.
    pub(crate) fn write(&self) -> Result<Zeroizing<Vec<u8>>, SignInError> {
        // In one piece, so that nothing is left behind by growing.
        let tokens = self.accounts.iter().map(|entry| 4096 + entry.tokens.len() * 16 * 1024);
        let mut json = Zeroizing::new(Vec::with_capacity(4096 + tokens.sum::<usize>()));
        serde_json::to_writer(&mut *json, self)
            .map_err(|error| super::unusable(format!("the token cache cannot be written ({error})"), "report this"))?;
        Ok(json)
    }

    /// Reads the JSON. What is no cache of this version is an error, which says only where: the rest are secrets.
    pub(crate) fn read(json: &[u8], place: &str) -> Result<Self, SignInError> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        #[derive(Deserialize)]
        struct Whole {
            accounts: Vec<Entry>,
        }
        let broken = |error: &serde_json::Error| {
            super::unusable(
                format!(
                    "{place} is damaged (at {}:{}), and is left as it is",
                    error.line(),
                    error.column()
                ),
                "remove it, or clear the cache, and sign in again",
            )
        };
        // Of the text of unknown members serde_json does not look whether it is any.
        let json = std::str::from_utf8(json).map_err(|_| {
            super::unusable(
                format!("{place} is damaged (it is no text in UTF-8), and is left as it is"),
                "remove it, or clear the cache, and sign in again",
            )
        })?;
        let head: Head = serde_json::from_str(json).map_err(|error| broken(&error))?;
        if head.version != VERSION {
            return Err(super::unusable(
                format!(
                    "{place} has the form {}, and this program reads the form {VERSION}",
                    head.version
                ),
                "use the program that wrote it, or remove it and sign in again",
            ));
        }
        let whole: Whole = serde_json::from_str(json).map_err(|error| broken(&error))?;
        Ok(Self {
            accounts: whole.accounts,
        })
    }
}

/// Without tokens.
impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.accounts.iter().map(|entry| &entry.account))
            .finish()
    }
}

// The secrets are written here and nowhere else: their type does not write itself.

impl Serialize for Contents {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_struct("Contents", 2)?;
        object.serialize_field("version", &VERSION)?;
        object.serialize_field("accounts", &self.accounts)?;
        object.end()
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_struct("Entry", 4)?;
        object.serialize_field("account", &self.account)?;
        object.serialize_field("tenant", &self.tenant)?;
        object.serialize_field(
            "refresh_token",
            &self.refresh_token.as_ref().map(|token| token.expose_secret()),
        )?;
        object.serialize_field("tokens", &self.tokens)?;
        object.end()
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_struct("Token", 6)?;
        object.serialize_field("requested", &self.requested)?;
        object.serialize_field("granted", &self.granted)?;
        object.serialize_field("access_token", self.access_token.expose_secret())?;
        object.serialize_field("obtained_on", &self.obtained_on)?;
        object.serialize_field("expires_on", &self.expires_on)?;
        object.serialize_field("refresh_on", &self.refresh_on)?;
        object.end()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tokens(access: &str, refresh: Option<&str>, expires_in: Option<u64>) -> Tokens {
        Tokens {
            access_token: access.to_owned().into(),
            token_type: None,
            refresh_token: refresh.map(|token| token.to_owned().into()),
            id_token: None,
            expires_in,
            refresh_in: None,
            scope: Some("openid User.Read".to_owned()),
            client_info: None,
        }
    }

    pub(crate) fn account(id: &str) -> Account {
        Account {
            id: id.to_owned(),
            username: format!("{id}@contoso.example"),
            name: None,
            tenant_id: Some("t".to_owned()),
            client_id: "c".to_owned(),
            authority: "https://login.microsoftonline.com".to_owned(),
            scopes: Vec::new(),
            expires_on: None,
        }
    }

    fn wanted() -> Wanted {
        Wanted::new(&["https://graph.microsoft.com/.default"]).unwrap()
    }

    fn entry(id: &str, now: i64) -> Entry {
        let mut entry = Entry::new(account(id), "contoso.example");
        entry.take(tokens("acc3ss", Some("r3fresh"), Some(3600)), &wanted(), now);
        entry
    }

    #[test]
    fn contents_are_read_as_they_were_written() {
        let mut contents = Contents::default();
        contents.put(entry("ada", 1000));
        contents.put(entry("bob", 1000));
        contents.put(entry("ada", 2000));
        let json = contents.write().unwrap();
        let read = Contents::read(&json, "it").unwrap();
        assert_eq!(*read.write().unwrap(), *json);
        let ids: Vec<_> = read.accounts.iter().map(|entry| entry.account.id.as_str()).collect();
        assert_eq!(ids, ["bob", "ada"]);
        assert_eq!(read.accounts[1].account().expires_on.unwrap().unix_timestamp(), 5600);
        assert_eq!(read.accounts[1].account.scopes, ["User.Read"]);
        assert!(!format!("{contents:?}").contains("acc3ss") && !format!("{contents:?}").contains("r3fresh"));
    }

    #[test]
    fn what_is_no_cache_is_an_error_without_its_text() {
        let mut contents = Contents::default();
        contents.put(entry("ada", 1000));
        let json = contents.write().unwrap();
        for end in 0..json.len() {
            let error = Contents::read(&json[..end], "it").unwrap_err().to_string();
            assert!(
                error.contains("it is damaged") && !error.contains("cc3ss"),
                "{end}: {error}"
            );
        }
        for (text, reason) in [
            (r#"{"version":2,"accounts":"other"}"#, "has the form 2"),
            (r#"{"version":1}"#, "damaged"),
            (r#"{"version":1,"accounts":[{"account":"acc3ss"}]}"#, "damaged"),
            ("[]", "damaged"),
            ("\u{0}", "damaged"),
        ] {
            let error = Contents::read(text.as_bytes(), "it").unwrap_err().to_string();
            assert!(error.contains(reason) && !error.contains("acc3ss"), "{text}: {error}");
        }
    }

    #[test]
    fn unknown_members_are_text_too() {
        for text in [&b"{\"version\":1,\"accounts\":[],\"x\":\"\xff\"}"[..], b"\xfe{}"] {
            let error = Contents::read(text, "it").unwrap_err().to_string();
            assert!(error.contains("it is no text in UTF-8"), "{error}");
        }
        let later = br#"{"version":1,"accounts":[],"x":"later"}"#;
        assert!(Contents::read(later, "it").unwrap().accounts.is_empty());
    }

    #[test]
    fn a_changed_byte_is_an_error_or_another_cache() {
        let mut contents = Contents::default();
        contents.put(entry("ada", 1000));
        let json = contents.write().unwrap();
        let (mut good, mut bad) = (0, 0);
        for at in 0..json.len() {
            for byte in [0, b'"', b'0', b'-', b'[', b'{', b'}', b',', 0xff] {
                let mut changed = json.to_vec();
                changed[at] = byte;
                match Contents::read(&changed, "it") {
                    Ok(read) => {
                        good += 1;
                        let written = read.write().unwrap();
                        assert_eq!(*Contents::read(&written, "it").unwrap().write().unwrap(), *written);
                        // Whatever the times are, nothing overflows.
                        let now = [i64::MIN, 0, i64::MAX];
                        let tokens = read.accounts.iter().flat_map(|entry| &entry.tokens);
                        tokens.for_each(|token| now.iter().for_each(|now| _ = token.is_fresh(*now)));
                    }
                    Err(error) => {
                        bad += 1;
                        assert!(!error.to_string().contains("acc3ss"), "{error}");
                    }
                }
            }
        }
        assert!(good > 100 && bad > 100, "{good} {bad}");
    }

    #[test]
    fn tokens_are_exchanged_before_they_end() {
        let entry = entry("ada", 1000);
        let token = entry.token(&wanted()).unwrap();
        for (now, fresh, good) in [
            (1000, true, true),
            (4299, true, true),
            (4300, false, true),
            (4599, false, true),
            (4600, false, false),
            // The clock was set back.
            (699, false, false),
        ] {
            assert_eq!((token.is_fresh(now), token.is_good(now)), (fresh, good), "{now}");
        }
        let mut short = Entry::new(account("x"), "t");
        let token = short.take(tokens("a", None, Some(40)), &wanted(), 1000);
        assert!(token.is_fresh(1029) && !token.is_fresh(1030));
        let endless = short.take(tokens("a", None, Some(u64::MAX)), &wanted(), 1000);
        assert!(endless.is_fresh(2_000_000_000));
        let mut early = tokens("a", None, Some(3600));
        early.refresh_in = Some(600);
        let token = short.take(early, &wanted(), 1000);
        assert!(token.is_fresh(1599) && !token.is_fresh(1600));
    }

    #[test]
    fn a_refresh_token_stays_unless_it_is_rotated() {
        let mut entry = entry("ada", 1000);
        entry.take(tokens("b", None, None), &wanted(), 1001);
        let kept = |entry: &Entry| {
            entry
                .refresh_token
                .as_ref()
                .map(|token| token.expose_secret().to_owned())
        };
        assert_eq!(kept(&entry).as_deref(), Some("r3fresh"));
        entry.take(tokens("c", Some("rotated"), None), &wanted(), 1002);
        assert_eq!(kept(&entry).as_deref(), Some("rotated"));
        assert_eq!(entry.tokens.len(), 1);
    }
}
