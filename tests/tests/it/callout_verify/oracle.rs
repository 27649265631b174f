//! PyJWT's word on two hundred tokens and more: each is accepted by both, or refused by both for the same reason.
//!
//! `pyjwt.json` has what PyJWT said. `PYTHON=<one with PyPI's PyJWT[crypto]> cargo test -p integration-tests --test it
//! callout_verify::oracle -- --ignored` has it say so anew and writes the file. What PyJWT does not look at (tenant,
//! application, roles) `pyjwt_verdicts.py` adds from the same facts.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::*;

/// Where the two differ, each with the reason why this crate refuses. PyJWT accepts them, or names another reason; there
/// is none that only this crate accepts.
const STRICTER: &[(&str, &str)] = &[
    ("encoding: header padded twice", PADDING),
    ("encoding: signature padded", PADDING),
    ("header: crit b64", CRIT),
    ("header: crit b64 false", CRIT),
    ("header as text: alg twice, none last", TWICE),
    ("header as text: alg twice, none first", TWICE),
    ("header as text: kid twice", TWICE),
    ("payload as text: exp twice, the later one last", TWICE),
    ("payload as text: exp twice, the past one last", TWICE),
    ("payload as text: exp twice, the past one first", TWICE),
    ("payload as text: appid twice, ours last", TWICE),
    ("payload as text: appid twice, ours first", TWICE),
    ("payload as text: a name of nobody twice", TWICE),
    ("claim: iat true", NUMBER),
    ("claim: nbf true", NUMBER),
    ("claim: exp true", NUMBER),
    ("claim: exp \"1790000600\"", NUMBER),
    (
        "claim: exp 1000000000000000.0",
        "no time of this calendar (years 1 to 9999)",
    ),
    (
        "claim: exp 18446744073709551615",
        "no time of this calendar (years 1 to 9999)",
    ),
    ("header as text: a byte order mark", JSON),
    ("payload as text: a byte order mark", JSON),
    ("payload as text: no number", JSON),
    (
        "payload as text: a number beyond all",
        "a number that nothing here can hold",
    ),
    (
        "payload as text: half a surrogate",
        "a text that is no Unicode (RFC 7493, 2.1)",
    ),
    (
        "payload as text: too long",
        "more than any token of Microsoft Entra has",
    ),
];
const PADDING: &str = "base64url in a token has no padding (RFC 7515, 2)";
const CRIT: &str = "no extension is understood here, and this one changes what is signed (RFC 7797)";
const TWICE: &str = "names differ (RFC 7519, 4); PyJWT takes the last one, others the first";
const NUMBER: &str = "a time is a JSON number (RFC 7519, 2)";
const JSON: &str = "not JSON (RFC 8259)";

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Recorded {
    /// PyJWT's version.
    pyjwt: String,
    /// By the token's name.
    verdicts: BTreeMap<String, Verdict>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Verdict {
    /// The digest of the token that it is about.
    token: String,
    verdict: String,
}

fn file() -> std::path::PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/callout_verify/pyjwt.json").into()
}

fn digest(token: &str) -> String {
    Sha256::digest(token)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// As the script calls it.
fn word(verified: &Result<VerifiedCaller, CallerError>) -> &'static str {
    verified
        .as_ref()
        .map_or_else(|error| error.failure().name(), |_| "accepted")
}

#[tokio::test]
async fn each_token_is_refused_for_the_reason_that_pyjwt_has() {
    let recorded: Recorded = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    let authority = Authority::start(TENANT, &[&Signer::first(), &Signer::second()]).await;
    let verifier = verifier(&authority);
    let tokens = mutations::all();
    let mut wrong = Vec::new();
    let mut stricter = Vec::new();
    for (name, token) in &tokens {
        let theirs = recorded
            .verdicts
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not recorded"));
        assert_eq!(
            theirs.token,
            digest(token),
            "{name} is another token than the recorded one"
        );
        let ours = word(&verify(&verifier, token).await);
        let expected = STRICTER.iter().find(|(other, _)| other == name);
        if let Some((name, _)) = expected {
            stricter.push(*name);
            assert_ne!(ours, "accepted", "{name}");
        }
        if (ours == theirs.verdict) == expected.is_some() {
            wrong.push(format!("{name}: {ours}, PyJWT {}", theirs.verdict));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        tokens.len(),
        wrong.join("\n")
    );
    assert_eq!(
        stricter.len(),
        STRICTER.len(),
        "a token that is no longer there: {STRICTER:?}"
    );
    assert_eq!(recorded.verdicts.len(), tokens.len());
    let accepted = recorded
        .verdicts
        .values()
        .filter(|theirs| theirs.verdict == "accepted")
        .count();
    assert!(
        tokens.len() >= 200 && accepted >= 30 && tokens.len() - accepted >= 200,
        "{accepted} of {}",
        tokens.len()
    );
}

/// Every reason that a token can be refused for is among them.
#[test]
fn no_reason_is_left_out() {
    let recorded: Recorded = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    for reason in [
        "algorithm",
        "audience",
        "critical_header",
        "expired",
        "invalid_claim",
        "issued_in_future",
        "malformed",
        "missing_claim",
        "missing_role",
        "not_yet_valid",
        "other_application",
        "other_tenant",
        "signature",
        "unknown_key",
        "user_token",
    ] {
        let count = recorded
            .verdicts
            .values()
            .filter(|theirs| theirs.verdict == reason)
            .count();
        assert!(count > 0, "{reason}");
    }
}

#[test]
#[ignore = "needs Python with PyJWT; writes pyjwt.json"]
fn verdicts_are_made_anew() {
    let tokens = mutations::all();
    let names: std::collections::BTreeSet<_> = tokens.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), tokens.len(), "a name stands twice");
    let keys = [Signer::first().jwk(), Signer::second().jwk()];
    let input = json!({
        "now": NOW, "leeway": LEEWAY, "tenant": TENANT, "audiences": [AUDIENCE, CLIENT_ID_AUDIENCE],
        "applications": [APPLICATION], "roles": ["Callout.Admin", ROLE], "keys": { "keys": keys },
        "tokens": tokens.iter().cloned().collect::<BTreeMap<String, String>>(),
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/callout_verify/pyjwt_verdicts.py");
    let mut child = Command::new(std::env::var_os("PYTHON").unwrap_or("python3".into()))
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    #[derive(Deserialize)]
    struct Said {
        pyjwt: String,
        verdicts: BTreeMap<String, String>,
    }
    let said: Said = serde_json::from_slice(&output.stdout).unwrap();
    let verdict = |(name, token): &(String, String)| {
        let verdict = said.verdicts[name].clone();
        (
            name.clone(),
            Verdict {
                token: digest(token),
                verdict,
            },
        )
    };
    let recorded = Recorded {
        pyjwt: said.pyjwt.clone(),
        verdicts: tokens.iter().map(verdict).collect(),
    };
    let before = std::fs::read(file())
        .ok()
        .and_then(|json| serde_json::from_slice::<Recorded>(&json).ok());
    println!(
        "PyJWT {}: {} tokens, as before: {}",
        said.pyjwt,
        tokens.len(),
        before.as_ref() == Some(&recorded)
    );
    let text = serde_json::to_string_pretty(&recorded).unwrap();
    std::fs::write(file(), format!("{text}\n")).unwrap();
}
