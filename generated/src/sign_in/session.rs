//! Who is asked for a token, and when: the cache, the authority, or a person.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenRequestOptions};
use azure_core::time::OffsetDateTime;
use secrecy::{ExposeSecret as _, SecretString};

use super::account::Account;
use super::cache::contents::{Contents, Entry, Token};
use super::cache::{Lock, TokenCache};
use super::claims;
use super::endpoints::Endpoints;
use super::error::{SignInError, SignInFailure};
use super::id_token;
use super::options::SignInOptions;
use super::response::Tokens;
use super::scopes::{Scopes, Wanted};
use super::wire::{Form, Wire};
use crate::ClaimsChallenge;

/// A way for a person to sign in.
#[async_trait]
pub(super) trait Flow: Send + Sync {
    /// Asks the person, and gives what the authority responds in the end.
    async fn ask(&self, session: &Session, asked: &Asked) -> Result<SignedIn, SignInError>;
}

/// What a person is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) wanted: Wanted,
    /// The `claims` of the requests.
    pub(super) claims: String,
    /// The user name that is expected.
    pub(super) hint: Option<String>,
    /// Whether the person is to choose between accounts that the browser knows.
    pub(super) chooses_account: bool,
}

/// A person has signed in.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) tokens: Tokens,
    /// What the request had, which the ID token repeats.
    pub(super) nonce: Option<SecretString>,
}

/// What a credential knows between two calls.
pub(super) struct Session {
    pub(super) endpoints: Endpoints,
    pub(super) wire: Wire,
    cache: TokenCache,
    scopes: Scopes,
    account: Option<String>,
    silent_only: bool,
    claims: Option<ClaimsChallenge>,
    /// Held by the one caller that asks the authority or the person.
    turn: futures::lock::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The account that signed in here, by id.
    signed_in: Option<String>,
    /// What the cache would not take.
    unsaved: Option<Entry>,
    /// How many tokens were obtained, and the claims of the last one.
    obtained: u64,
    claims: Option<ClaimsChallenge>,
}

impl Session {
    pub(super) fn new(tenant: &str, client_id: &str, options: SignInOptions) -> Result<Self, SignInError> {
        let endpoints = Endpoints::new(&options.authority, tenant, client_id)?;
        Ok(Self {
            wire: Wire::new(&options, &endpoints.authority)?,
            endpoints,
            cache: options.cache,
            scopes: options.scopes,
            account: options.account,
            silent_only: options.silent_only,
            claims: options.claims,
            turn: futures::lock::Mutex::new(()),
            state: Mutex::default(),
        })
    }

    /// A token for a client.
    pub(super) async fn get_token(
        &self,
        flow: &dyn Flow,
        scopes: &[&str],
        options: Option<&TokenRequestOptions<'_>>,
    ) -> Result<AccessToken, SignInError> {
        let wanted = self.scopes.wanted(scopes)?;
        let challenge = options.and_then(|options| options.method_options.context.value::<ClaimsChallenge>());
        let before = self.state().obtained;
        if challenge.is_none()
            && let Some(token) = self.fresh(&wanted)?
        {
            return Ok(token.to_access_token());
        }
        let _turn = self.turn.lock().await;
        // Another caller may have obtained what this one wants while it waited.
        let is_met = {
            let state = self.state();
            state.obtained != before && state.claims.as_ref() == challenge
        };
        if (challenge.is_none() || is_met)
            && let Some(token) = self.fresh(&wanted)?
        {
            return Ok(token.to_access_token());
        }
        let token = self.obtain(flow, wanted, challenge).await?;
        Ok(token.to_access_token())
    }

    /// Signs a person in, whoever is signed in already.
    pub(super) async fn sign_in(&self, flow: &dyn Flow, scopes: &[&str]) -> Result<Account, SignInError> {
        let wanted = self.scopes.wanted(scopes)?;
        let _turn = self.turn.lock().await;
        let asked = Asked {
            wanted,
            claims: claims::merged(self.claims.as_ref()),
            hint: self.account.clone(),
            chooses_account: self.account.is_none(),
        };
        self.ask(flow, asked, self.claims.as_ref()).await?;
        let contents = self.contents()?;
        let entry = self.entry(&contents)?;
        entry
            .map(Entry::account)
            .ok_or_else(|| SignInError::unexpected("the sign-in was removed at once"))
    }

    /// Removes the account of this credential from the cache. Whether it was there.
    pub(super) async fn sign_out(&self) -> Result<bool, SignInError> {
        let _turn = self.turn.lock().await;
        let contents = self.contents()?;
        let Some(account) = self.entry(&contents)?.map(Entry::account) else {
            return Ok(false);
        };
        let unsaved = {
            let mut state = self.state();
            state.signed_in = None;
            state.unsaved.take()
        };
        match self.cache.remove(&account).await {
            // There was nothing to write to.
            Err(_) if unsaved.is_some() => Ok(true),
            removed => removed.map(|removed| removed || unsaved.is_some()),
        }
    }

    /// The account of this credential, if it is signed in.
    pub(super) fn account(&self) -> Result<Option<Account>, SignInError> {
        Ok(self.entry(&self.contents()?)?.map(Entry::account))
    }

    async fn obtain(
        &self,
        flow: &dyn Flow,
        wanted: Wanted,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Token, SignInError> {
        let refused = match self.refresh(&wanted, challenge).await {
            Ok(Some(token)) => return Ok(token),
            Ok(None) => None,
            Err(error) if error.asks_for_a_person() => Some(error),
            Err(error) => return Err(error),
        };
        if self.silent_only {
            let error = refused.unwrap_or_else(|| self.nobody());
            let wants = error.claims().or(challenge).cloned();
            return Err(error.with_claims(wants));
        }
        tracing::info!("a person has to sign in");
        // What the authority wants beside what the service does.
        let wants = refused.as_ref().and_then(SignInError::claims).or(challenge);
        let asked = Asked {
            wanted,
            claims: claims::merged(wants),
            hint: self.hint()?,
            chooses_account: false,
        };
        self.ask(flow, asked, challenge).await
    }

    fn nobody(&self) -> SignInError {
        let what = match &self.account {
            Some(account) => format!("{account} is not signed in"),
            None => "nobody is signed in".to_owned(),
        };
        // Another application than the one that was signed in to is a likely reason.
        let what = format!("{what} to the application {}", self.endpoints.client_id);
        SignInError::new(SignInFailure::SignInNeeded, what, "sign in first")
    }

    /// Exchanges the refresh token; nothing when there is none. One process at a time does it: the others find the new
    /// token when it is their turn.
    async fn refresh(
        &self,
        wanted: &Wanted,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Option<Token>, SignInError> {
        if self.entry(&self.contents()?)?.is_none() {
            return Ok(None);
        }
        let lock = match self.cache.lock().await {
            Ok(lock) => Some(lock),
            Err(error) => {
                tracing::warn!(%error, "the new token is kept in memory alone");
                None
            }
        };
        let contents = self.contents()?;
        let Some(entry) = self.entry(&contents)? else {
            return Ok(None);
        };
        let known = entry.token(wanted);
        if let (None, Some(token)) = (challenge, known.filter(|token| token.is_fresh(now()))) {
            return Ok(Some(token.clone()));
        }
        let Some(refresh_token) = &entry.refresh_token else {
            return Ok(known
                .filter(|token| challenge.is_none() && token.is_good(now()))
                .cloned());
        };
        let secret = refresh_token.expose_secret();
        let form = Form::new()
            .with("grant_type", "refresh_token")
            .with("client_id", &self.endpoints.client_id)
            .with("refresh_token", secret)
            .with("scope", &wanted.parameter())
            .with("client_info", "1")
            .with("claims", &claims::merged(challenge));
        let asked = self
            .wire
            .ask(&self.endpoints.token, &form, &self.endpoints, Some(wanted), &[secret])
            .await;
        let tokens: Tokens = match asked {
            Ok(tokens) => tokens,
            // It is good for some minutes more.
            Err(error) => {
                return match known.filter(|token| challenge.is_none() && token.is_good(now())) {
                    Some(token) if !error.asks_for_a_person() => {
                        tracing::warn!(%error, "the token could not be exchanged before its end");
                        Ok(Some(token.clone()))
                    }
                    _ => Err(error),
                };
            }
        };
        check_type(&tokens)?;
        if tokens.id_token.is_some() && id_token::account(&tokens, &self.endpoints, None)?.id != entry.account.id {
            return Err(SignInError::unexpected(
                "the authority gave the token of another account",
            ));
        }
        let mut entry = entry.clone();
        let token = entry.take(tokens, wanted, now());
        self.keep(contents, entry, lock.as_ref(), challenge);
        Ok(Some(token))
    }

    /// Has a person sign in. The cache is not locked meanwhile, which may take minutes.
    async fn ask(
        &self,
        flow: &dyn Flow,
        asked: Asked,
        challenge: Option<&ClaimsChallenge>,
    ) -> Result<Token, SignInError> {
        // Before the person is asked for something that could not be kept.
        drop(self.cache.lock().await?);
        self.cache.read()?;
        let signed_in = flow.ask(self, &asked).await?;
        check_type(&signed_in.tokens)?;
        let account = id_token::account(&signed_in.tokens, &self.endpoints, signed_in.nonce.as_ref())?;
        if let Some(expected) = self.account.as_deref().filter(|name| !account.is_called(name)) {
            let what = format!("{} signed in, where {expected} was expected", account.username);
            let advice = "sign in as the account that is expected, or change which one is";
            return Err(SignInError::new(SignInFailure::OtherAccount, what, advice));
        }
        let lock = self.cache.lock().await?;
        let contents = self.cache.read()?;
        let mut entry = contents.entry_for(account, &self.endpoints.tenant);
        let token = entry.take(signed_in.tokens, &asked.wanted, now());
        self.state().signed_in = Some(entry.account.id.clone());
        self.keep(contents, entry, Some(&lock), challenge);
        Ok(token)
    }

    /// Keeps an account's new tokens: in the cache, or here when it takes none.
    fn keep(&self, mut contents: Contents, entry: Entry, lock: Option<&Lock>, challenge: Option<&ClaimsChallenge>) {
        contents.put(entry.clone());
        let unsaved = match lock.map(|lock| self.cache.write(&contents, lock)) {
            Some(Ok(())) => None,
            Some(Err(error)) => {
                tracing::warn!(%error, "the new token is kept in memory alone");
                Some(entry)
            }
            None => Some(entry),
        };
        let mut state = self.state();
        state.unsaved = unsaved;
        state.obtained += 1;
        state.claims = challenge.cloned();
    }

    /// A token that is good for some minutes more.
    fn fresh(&self, wanted: &Wanted) -> Result<Option<Token>, SignInError> {
        let contents = self.contents()?;
        let token = self.entry(&contents)?.and_then(|entry| entry.token(wanted));
        Ok(token.filter(|token| token.is_fresh(now())).cloned())
    }

    /// The cache with what it would not take.
    fn contents(&self) -> Result<Contents, SignInError> {
        let mut contents = self.cache.read()?;
        if let Some(entry) = &self.state().unsaved {
            contents.put(entry.clone());
        }
        Ok(contents)
    }

    /// The account that is used: the one asked for, the one that signed in here, or the only one.
    fn entry<'a>(&self, contents: &'a Contents) -> Result<Option<&'a Entry>, SignInError> {
        let mut ours = contents.accounts.iter().filter(|entry| entry.is_of(&self.endpoints));
        if let Some(name) = &self.account {
            return Ok(ours.find(|entry| entry.account.is_called(name)));
        }
        if let Some(id) = self.state().signed_in.clone() {
            return Ok(ours.find(|entry| entry.account.id == id));
        }
        let all: Vec<_> = ours.collect();
        // One account can be there twice: signed in by the tenant's domain, and by its id.
        let is_other = |entry: &&Entry| all.last().is_some_and(|last| last.account.id != entry.account.id);
        if all.iter().any(is_other) {
            let names: Vec<_> = all.iter().map(|entry| entry.account.username.as_str()).collect();
            let what = format!("several accounts are signed in: {}", names.join(", "));
            return Err(SignInError::new(
                SignInFailure::SeveralAccounts,
                what,
                "choose one of them, or sign the others out",
            ));
        }
        Ok(all.last().copied())
    }

    /// Who is expected to sign in.
    fn hint(&self) -> Result<Option<String>, SignInError> {
        let known = self
            .entry(&self.contents()?)?
            .map(|entry| entry.account.username.clone());
        Ok(self.account.clone().or(known))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of the exchange no more than where it happens.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("authority", &self.endpoints.authority())
            .field("tenant", &self.endpoints.tenant)
            .field("client_id", &self.endpoints.client_id)
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}

/// A token of another kind than `Bearer` cannot be sent as one.
fn check_type(tokens: &Tokens) -> Result<(), SignInError> {
    match &tokens.token_type {
        Some(kind) if !kind.eq_ignore_ascii_case("bearer") => Err(SignInError::unexpected(
            "the authority gave a token of another type than Bearer",
        )),
        _ => Ok(()),
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
