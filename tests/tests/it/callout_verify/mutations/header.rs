//! Headers: algorithms, keys that the token brings along, extensions.

use aws_lc_rs::hmac;

use super::*;

pub(super) fn add(tokens: &mut Tokens, random: &mut Random) {
    algorithms(tokens);
    keys(tokens, random);
    others(tokens);
}

/// The good header with these members instead; null stays null.
fn header(changes: Value) -> Value {
    let mut header = Signer::first().header();
    for (name, value) in changes.as_object().unwrap() {
        header[name] = value.clone();
    }
    header
}

fn add_header(tokens: &mut Tokens, name: &str, changes: Value) {
    let token = Signer::first().token_with(&header(changes), &super::super::claims());
    tokens.add(format!("header: {name}"), token);
}

fn algorithms(tokens: &mut Tokens) {
    for alg in [
        json!("none"),
        json!("None"),
        json!("nOnE"),
        json!("NONE"),
        json!(""),
        json!(" RS256"),
        json!("rs256"),
        json!(null),
        json!(7),
        json!(true),
        json!(["RS256"]),
        json!({ "RS256": 1 }),
        json!("RS384"),
        json!("RS512"),
        json!("PS256"),
        json!("ES256"),
        json!("EdDSA"),
        json!("HS256"),
        json!("RSA-OAEP"),
        json!("RS256\u{0}"),
    ] {
        add_header(tokens, &format!("alg {alg}"), json!({ "alg": alg }));
    }
    let mut without = Signer::first().header();
    without.as_object_mut().unwrap().remove("alg");
    tokens.add(
        "header: no alg",
        Signer::first().token_with(&without, &super::super::claims()),
    );
    let [_, payload, _] = parts();
    for alg in ["none", "None"] {
        let unsigned = format!("{}.{payload}.", base64url(header(json!({ "alg": alg })).to_string()));
        tokens.add(format!("header: alg {alg} and no signature"), unsigned);
    }
    // The public key as the secret of an HMAC.
    let signer = Signer::first();
    let secrets = [
        ("its public key", signer.public_der().to_vec()),
        ("its modulus", signer.jwk()["n"].as_str().unwrap().as_bytes().to_vec()),
        ("its published form", signer.jwk().to_string().into_bytes()),
        ("nothing", Vec::new()),
    ];
    for (name, secret) in secrets {
        for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS512", hmac::HMAC_SHA512)] {
            let signed = format!("{}.{payload}", base64url(header(json!({ "alg": alg })).to_string()));
            let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), signed.as_bytes());
            tokens.add(
                format!("header: {alg} by {name}"),
                format!("{signed}.{}", base64url(tag)),
            );
        }
    }
}

fn keys(tokens: &mut Tokens, random: &mut Random) {
    let (first, second) = (Signer::first(), Signer::second());
    for kid in [
        json!("second"),
        json!("unknown"),
        json!(""),
        json!("FIRST"),
        json!("first "),
        json!("../first"),
        json!("first\u{0}"),
        json!(format!("{:x}", random.below(usize::MAX))),
        json!("k".repeat(4000)),
        json!(null),
        json!(7),
        json!(true),
        json!(["first"]),
        json!({ "kid": "first" }),
    ] {
        let shown: String = kid.to_string().chars().take(24).collect();
        add_header(tokens, &format!("kid {shown}"), json!({ "kid": kid }));
    }
    let mut without = first.header();
    without.as_object_mut().unwrap().remove("kid");
    tokens.add("header: no kid", first.token_with(&without, &super::super::claims()));
    tokens.add(
        "header: the other key and its kid",
        second.token(&super::super::claims()),
    );
    // Signed by a key that the token itself brings along, and by the tenant's own.
    for (name, member) in [
        ("jwk", json!({ "jwk": second.jwk() })),
        ("jku", json!({ "jku": "https://attacker.example/keys" })),
        ("x5u", json!({ "x5u": "http://127.0.0.1:1/chain.pem" })),
        ("x5c", json!({ "x5c": [base64url(second.public_der())] })),
        ("x5t of another", json!({ "x5t": "second" })),
    ] {
        let claims = super::super::claims();
        tokens.add(
            format!("header: {name}, forged"),
            second.token_with(&header(member.clone()), &claims),
        );
        let mut unknown = header(member.clone());
        unknown["kid"] = json!("third");
        tokens.add(
            format!("header: {name}, forged, kid unknown"),
            second.token_with(&unknown, &claims),
        );
        tokens.add(
            format!("header: {name}, genuine"),
            first.token_with(&header(member), &claims),
        );
    }
}

fn others(tokens: &mut Tokens) {
    for (name, changes) in [
        ("crit exp", json!({ "crit": ["exp"], "exp": 1 })),
        ("crit of an unknown one", json!({ "crit": ["x"], "x": 1 })),
        ("crit of a missing one", json!({ "crit": ["x"] })),
        ("crit empty", json!({ "crit": [] })),
        ("crit null", json!({ "crit": null })),
        ("crit text", json!({ "crit": "exp" })),
        ("crit number in it", json!({ "crit": [7] })),
        ("crit b64", json!({ "crit": ["b64"], "b64": true })),
        ("crit b64 false", json!({ "crit": ["b64"], "b64": false })),
        ("b64 false", json!({ "b64": false })),
        ("b64 true", json!({ "b64": true })),
        ("typ at+jwt", json!({ "typ": "at+jwt" })),
        ("typ null", json!({ "typ": null })),
        ("typ number", json!({ "typ": 7 })),
        ("cty JWT", json!({ "cty": "JWT" })),
        ("enc and zip", json!({ "enc": "A128GCM", "zip": "DEF" })),
        ("a name of ours", json!({ "tenant": "x", "nested": { "alg": "none" } })),
    ] {
        add_header(tokens, name, changes);
    }
    let signer = Signer::first();
    let payload = super::super::claims().to_string();
    for (name, text) in [
        ("alg twice, none last", r#"{"alg":"RS256","kid":"first","alg":"none"}"#),
        ("alg twice, none first", r#"{"alg":"none","kid":"first","alg":"RS256"}"#),
        ("kid twice", r#"{"alg":"RS256","kid":"second","kid":"first"}"#),
        ("alg escaped", r#"{"\u0061lg":"RS\u0032\u0035\u0036","kid":"first"}"#),
        ("Alg", r#"{"Alg":"RS256","kid":"first"}"#),
        ("blanks", " { \"alg\" : \"RS256\" ,\r\n\t\"kid\" : \"first\" } "),
        ("a list", r#"["alg","RS256"]"#),
        ("a text", r#""RS256""#),
        ("null", "null"),
        ("cut", r#"{"alg":"RS256","kid":"first""#),
        ("more behind it", r#"{"alg":"RS256","kid":"first"}{}"#),
        ("comma at its end", r#"{"alg":"RS256","kid":"first",}"#),
        ("single quotes", "{'alg':'RS256','kid':'first'}"),
        ("a comment", r#"{"alg":"RS256",/**/"kid":"first"}"#),
        ("a byte order mark", "\u{feff}{\"alg\":\"RS256\",\"kid\":\"first\"}"),
        (
            "a control character",
            "{\"alg\":\"RS256\",\"kid\":\"first\",\"x\":\"\u{1}\"}",
        ),
    ] {
        tokens.add(format!("header as text: {name}"), signer.raw(text, &payload));
    }
    let deep = format!(
        r#"{{"alg":"RS256","kid":"first","x":{}{}}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    tokens.add("header as text: deep", signer.raw(&deep, &payload));
}
