//! What a verified token says, compared with who may call.

use std::time::Duration;

use azure_core::time::OffsetDateTime;
use serde_json::Value;

use super::caller::VerifiedCaller;
use super::error::{CallerError, CallerFailure};
use super::expected::Rules;
use super::object::Object;

/// The caller that the claims name.
pub(super) fn check(
    claims: &Object,
    rules: &Rules,
    leeway: Duration,
    now: OffsetDateTime,
) -> Result<VerifiedCaller, CallerError> {
    let claims = Claims(claims);
    let expires_on = claims.check_times(leeway, now)?;
    let application_claim = claims.check_issuer(rules)?;
    claims.check_audience(rules)?;
    for name in ["sub", "jti"] {
        claims.text(name)?;
    }
    let application_id = claims.check_application(rules, application_claim)?;
    let roles = claims.check_roles(rules)?;
    let token_id = claims.text("uti")?.or(claims.text("jti")?);
    Ok(VerifiedCaller {
        tenant_id: rules.tenant.clone(),
        application_id,
        object_id: claims.text("oid")?.map(str::to_owned),
        roles,
        token_id: token_id.map(str::to_owned),
        expires_on,
    })
}

fn missing(name: &str) -> CallerError {
    CallerError::of(CallerFailure::MissingClaim, format!("`{name}`"))
}

fn invalid(name: &str) -> CallerError {
    CallerError::of(CallerFailure::InvalidClaim, format!("`{name}`"))
}

struct Claims<'a>(&'a Object);

impl<'a> Claims<'a> {
    /// A text, where it is there.
    fn text(&self, name: &str) -> Result<Option<&'a str>, CallerError> {
        match self.0.get(name) {
            Some(Value::String(text)) => Ok(Some(text)),
            None if !self.0.has(name) => Ok(None),
            _ => Err(invalid(name)),
        }
    }

    /// A text that must be there.
    fn needed(&self, name: &str) -> Result<&'a str, CallerError> {
        match self.0.get(name) {
            Some(_) => self.text(name)?.ok_or_else(|| missing(name)),
            None => Err(missing(name)),
        }
    }

    /// A time in seconds since 1970 (RFC 7519: a number, also one with a fraction, which is cut off).
    fn seconds(&self, name: &str) -> Result<Option<i64>, CallerError> {
        let number = match self.0.get(name) {
            Some(Value::Number(number)) => number,
            None if !self.0.has(name) => return Ok(None),
            _ => return Err(invalid(name)),
        };
        if let Some(whole) = number.as_i64() {
            return Ok(Some(whole));
        }
        // What is beyond the range of whole numbers is far ahead or far behind: `as` gives its ends.
        number
            .as_f64()
            .map(|float| Some(float as i64))
            .ok_or_else(|| invalid(name))
    }

    /// When the token ends.
    fn check_times(&self, leeway: Duration, now: OffsetDateTime) -> Result<OffsetDateTime, CallerError> {
        let leeway = i64::try_from(leeway.as_secs()).unwrap_or(i64::MAX);
        let now = now.unix_timestamp();
        // `exp` may be null, which is not there.
        if self.0.get("exp").is_none() {
            return Err(missing("exp"));
        }
        let ahead = now.saturating_add(leeway);
        for (name, failure) in [
            ("iat", CallerFailure::IssuedInFuture),
            ("nbf", CallerFailure::NotYetValid),
        ] {
            if let Some(time) = self.seconds(name)?.filter(|time| *time > ahead) {
                let by = time.saturating_sub(now);
                return Err(CallerError::of(failure, format!("by {by} seconds")));
            }
        }
        let end = self.seconds("exp")?.ok_or_else(|| missing("exp"))?;
        if end <= now.saturating_sub(leeway) {
            let since = now.saturating_sub(end);
            return Err(CallerError::of(CallerFailure::Expired, format!("{since} seconds ago")));
        }
        OffsetDateTime::from_unix_timestamp(end).map_err(|_| invalid("exp"))
    }

    /// The claim that names the application, which follows from the issuer's form.
    fn check_issuer(&self, rules: &Rules) -> Result<&'static str, CallerError> {
        let issuer = self.needed("iss")?;
        if let Some(tenant) = self.text("tid")?
            && !tenant.eq_ignore_ascii_case(&rules.tenant)
        {
            return Err(CallerError::of(
                CallerFailure::OtherTenant,
                format!("`tid` is `{tenant}`"),
            ));
        }
        if issuer == rules.issuers.version_1 {
            Ok("appid")
        } else if issuer == rules.issuers.version_2 {
            Ok("azp")
        } else {
            Err(CallerError::of(
                CallerFailure::OtherTenant,
                format!("`iss` is `{issuer}`"),
            ))
        }
    }

    fn check_audience(&self, rules: &Rules) -> Result<(), CallerError> {
        let audiences = self.texts("aud")?;
        if audiences.is_empty() || self.text("aud").is_ok_and(|one| one == Some("")) {
            return Err(missing("aud"));
        }
        if audiences
            .iter()
            .any(|audience| rules.audiences.iter().any(|own| own == audience))
        {
            return Ok(());
        }
        let named = format!("`aud` is `{}`", audiences.join("`, `"));
        Err(CallerError::of(CallerFailure::Audience, named))
    }

    fn check_application(&self, rules: &Rules, claim: &'static str) -> Result<String, CallerError> {
        if self.0.has("scp") {
            return Err(CallerError::of(CallerFailure::UserToken, "it has `scp`"));
        }
        if self.text("idtyp")?.is_some_and(|kind| kind != "app") {
            return Err(CallerError::of(CallerFailure::UserToken, "its `idtyp` is not `app`"));
        }
        let id = self.needed(claim)?.to_ascii_lowercase();
        if !rules.applications.contains(&id) {
            return Err(CallerError::of(
                CallerFailure::OtherApplication,
                format!("`{claim}` is `{id}`"),
            ));
        }
        Ok(id)
    }

    fn check_roles(&self, rules: &Rules) -> Result<Vec<String>, CallerError> {
        let roles = self.texts("roles")?;
        if !rules.roles.is_empty() && !roles.iter().any(|role| rules.roles.iter().any(|own| own == role)) {
            let has = if roles.is_empty() {
                "it has none".to_owned()
            } else {
                format!("it has `{}`", roles.join("`, `"))
            };
            return Err(CallerError::of(CallerFailure::MissingRole, has));
        }
        Ok(roles.into_iter().map(str::to_owned).collect())
    }

    /// A text or a list of texts; empty where it is not there.
    fn texts(&self, name: &str) -> Result<Vec<&'a str>, CallerError> {
        match self.0.get(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text]),
            Some(Value::Array(items)) => {
                let texts = items.iter().map(Value::as_str).collect::<Option<_>>();
                texts.ok_or_else(|| invalid(name))
            }
            Some(_) => Err(invalid(name)),
        }
    }
}
