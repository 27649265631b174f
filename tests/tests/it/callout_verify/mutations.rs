//! Tokens, each with one thing about it: right ones in all their forms, and every kind of defect. A seed decides where
//! bits are turned, so the tokens are the same in every run; RS256 has no randomness of its own.
//!
//! | what | where |
//! |---|---|
//! | signatures, base64url, parts | here |
//! | the header: algorithms, keys, extensions | `header` |
//! | claims: missing, of other types, times, audiences, issuers | `claims` |
//! | the payload as text: names that stand twice, depth, size | `texts` |

use test_support::shuffle::Random;

use super::signer::base64url;
use super::*;

mod claims;
mod header;
mod texts;

/// A name and a token.
pub type Named = (String, String);

/// All of them.
pub fn all() -> Vec<Named> {
    let mut random = Random::new(17);
    let mut tokens = Tokens::default();
    signatures(&mut tokens, &mut random);
    encodings(&mut tokens);
    header::add(&mut tokens, &mut random);
    claims::add(&mut tokens, &mut random);
    texts::add(&mut tokens);
    tokens.0
}

#[derive(Default)]
struct Tokens(Vec<Named>);

impl Tokens {
    fn add(&mut self, name: impl Into<String>, token: String) {
        self.0.push((name.into(), token));
    }

    /// A token with these claims instead, signed.
    fn claims(&mut self, name: impl Into<String>, changes: Value) {
        self.add(name, Signer::first().token(&with(changes)));
    }
}

/// The parts of a good token.
fn parts() -> [String; 3] {
    let token = Signer::first().token(&super::claims());
    let mut parts = token.split('.').map(str::to_owned);
    [(); 3].map(|()| parts.next().unwrap())
}

fn signatures(tokens: &mut Tokens, random: &mut Random) {
    let (first, second) = (Signer::first(), Signer::second());
    let [header, payload, signature] = parts();
    let with_signature = |signature: &[u8]| format!("{header}.{payload}.{}", base64url(signature));
    tokens.add("good", first.token(&super::claims()));
    let bytes = azure_core::base64::decode_url_safe(&signature).unwrap();
    for _ in 0..16 {
        let (at, bit) = (random.below(bytes.len()), random.below(8));
        let mut turned = bytes.clone();
        turned[at] ^= 1 << bit;
        tokens.add(format!("signature: bit {bit} of byte {at}"), with_signature(&turned));
    }
    for length in [0, 1, 128, 255] {
        tokens.add(
            format!("signature: {length} bytes of it"),
            with_signature(&bytes[..length]),
        );
    }
    tokens.add("signature: a byte more", with_signature(&[&bytes[..], &[0]].concat()));
    tokens.add("signature: a byte before", with_signature(&[&[0], &bytes[..]].concat()));
    tokens.add("signature: zeros", with_signature(&[0; 256]));
    tokens.add("signature: ones", with_signature(&[0xff; 256]));
    tokens.add("signature: of another token", {
        let other = first.token(&with(json!({ "uti": "other" })));
        format!("{header}.{payload}.{}", other.rsplit('.').next().unwrap())
    });
    tokens.add(
        "signature: by another key",
        second.token_with(&first.header(), &super::claims()),
    );
    let decoded = azure_core::base64::decode_url_safe(&payload).unwrap();
    for _ in 0..8 {
        let (at, bit) = (random.below(decoded.len()), random.below(7));
        let mut turned = decoded.clone();
        turned[at] ^= 1 << bit;
        let token = format!("{header}.{}.{signature}", base64url(&turned));
        tokens.add(format!("payload: bit {bit} of byte {at}"), token);
    }
    let later = with(json!({ "exp": NOW + 999_999 })).to_string();
    tokens.add(
        "payload: a later end",
        format!("{header}.{}.{signature}", base64url(later)),
    );
}

fn encodings(tokens: &mut Tokens) {
    let signer = Signer::first();
    let [header, payload, signature] = parts();
    let whole = format!("{header}.{payload}.{signature}");
    // Signed over what stands there, so that nothing but the encoding is wrong.
    for (name, header, payload) in [
        ("header padded", format!("{header}="), payload.clone()),
        ("header padded twice", format!("{header}=="), payload.clone()),
        ("payload padded three times", header.clone(), format!("{payload}===")),
        ("header with a blank", format!("{header} "), payload.clone()),
        ("payload with a line end", header.clone(), format!("{payload}\n")),
        (
            "payload with a character of base64",
            header.clone(),
            format!("{payload}+/"),
        ),
        (
            "payload with a character of none",
            header.clone(),
            format!("{payload}!!!!"),
        ),
        ("payload cut", header.clone(), payload[..payload.len() - 2].to_owned()),
        ("no header", String::new(), payload.clone()),
        ("no payload", header.clone(), String::new()),
    ] {
        tokens.add(format!("encoding: {name}"), signer.sign(&format!("{header}.{payload}")));
    }
    // The last character of 256 bytes has bits that say nothing.
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap();
    let other = alphabet.as_bytes()[at ^ 1] as char;
    let signature_with = |end: &str| format!("{header}.{payload}.{}{end}", &signature[..signature.len() - 1]);
    tokens.add(
        "encoding: signature with other unused bits",
        signature_with(&other.to_string()),
    );
    tokens.add("encoding: signature padded", signature_with(&format!("{last}==")));
    tokens.add(
        "encoding: signature with a blank inside",
        format!("{header}.{payload}.{} {}", &signature[..9], &signature[9..]),
    );
    for (name, token) in [
        ("nothing but a word", "token".to_owned()),
        ("two parts", format!("{header}.{payload}")),
        ("four parts", format!("{whole}.{signature}")),
        (
            "five parts, as of an encrypted token",
            format!("{whole}.{payload}.{signature}"),
        ),
        ("a dot at the end", format!("{whole}.")),
        ("a dot at the beginning", format!(".{whole}")),
        ("dots alone", "..".to_owned()),
        ("parts in another order", format!("{payload}.{header}.{signature}")),
        ("letters beyond ASCII", format!("{header}.{payload}é.{signature}")),
        ("within quotes", format!("\"{whole}\"")),
        (
            "as JSON",
            json!({ "protected": header, "payload": payload, "signature": signature }).to_string(),
        ),
    ] {
        tokens.add(format!("parts: {name}"), token);
    }
}
