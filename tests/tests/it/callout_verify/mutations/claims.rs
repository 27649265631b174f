//! Claims: missing, of other types, times at their edges, audiences, issuers, applications, roles.

use super::*;

pub(super) fn add(tokens: &mut Tokens, random: &mut Random) {
    missing_and_other_types(tokens);
    times(tokens, random);
    audiences(tokens);
    issuers(tokens);
    callers(tokens);
}

/// A claim as it is given, null too.
fn set(tokens: &mut Tokens, name: &str, value: Value) {
    let mut claims = super::super::claims();
    let shown: String = value.to_string().chars().take(120).collect();
    claims[name] = value;
    tokens.add(format!("claim: {name} {shown}"), Signer::first().token(&claims));
}

fn missing_and_other_types(tokens: &mut Tokens) {
    for name in [
        "aud", "iss", "iat", "nbf", "exp", "appid", "oid", "roles", "sub", "tid", "uti", "ver", "idtyp",
    ] {
        tokens.claims(format!("claim: no {name}"), json!({ name: null }));
    }
    let types = [json!(null), json!(7), json!(true), json!({ "x": 1 })];
    for name in ["aud", "iss", "iat", "nbf", "exp", "appid", "roles", "sub", "jti", "tid"] {
        for value in &types {
            // A time that is a number is another matter.
            if !(value.is_number() && ["iat", "nbf", "exp"].contains(&name)) {
                set(tokens, name, value.clone());
            }
        }
    }
    for (name, value) in [
        ("iss", json!([format!("https://sts.windows.net/{TENANT}/")])),
        ("tid", json!([TENANT])),
        ("appid", json!([APPLICATION])),
        ("sub", json!(["s"])),
        ("exp", json!("soon")),
        ("exp", json!((NOW + 600).to_string())),
        ("exp", json!([NOW + 600])),
        ("nbf", json!("")),
        ("iat", json!("now")),
    ] {
        set(tokens, name, value);
    }
}

fn times(tokens: &mut Tokens, random: &mut Random) {
    for beyond in [-1, 0, 1] {
        set(tokens, "exp", json!(NOW - LEEWAY + beyond));
        set(tokens, "nbf", json!(NOW + LEEWAY + beyond));
        set(tokens, "iat", json!(NOW + LEEWAY + beyond));
    }
    for _ in 0..4 {
        let past = i64::try_from(random.below(1_000_000)).unwrap();
        set(tokens, "exp", json!(NOW - 3 * LEEWAY - past));
        set(tokens, "nbf", json!(NOW + 3 * LEEWAY + past));
    }
    for (name, value) in [
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!(i64::MIN)),
        ("exp", json!((NOW + 600) as f64 + 0.5)),
        ("exp", json!((NOW - LEEWAY) as f64 + 0.5)),
        ("exp", json!(1e15)),
        ("exp", json!(u64::MAX)),
        ("nbf", json!(-1)),
        ("nbf", json!((NOW + LEEWAY) as f64 + 0.5)),
        ("nbf", json!(u64::MAX)),
        ("iat", json!(0)),
        ("iat", json!(1e300)),
        ("iat", json!(-1e300)),
    ] {
        set(tokens, name, value);
    }
}

fn audiences(tokens: &mut Tokens) {
    for audience in [
        json!(CLIENT_ID_AUDIENCE),
        json!([AUDIENCE]),
        json!([AUDIENCE, "https://graph.microsoft.com"]),
        json!(["https://graph.microsoft.com", CLIENT_ID_AUDIENCE]),
        json!("https://graph.microsoft.com"),
        json!("https://management.azure.com"),
        json!(["https://graph.microsoft.com"]),
        json!([]),
        json!(""),
        json!([""]),
        json!([AUDIENCE, 7]),
        json!([7]),
        json!([[AUDIENCE]]),
        json!({ "0": AUDIENCE }),
        json!(format!("{AUDIENCE}/")),
        json!(format!(" {AUDIENCE}")),
        json!(AUDIENCE.to_uppercase()),
        json!(format!("{AUDIENCE} https://graph.microsoft.com")),
        json!(&AUDIENCE[..AUDIENCE.len() - 1]),
    ] {
        set(tokens, "aud", audience);
    }
}

fn issuers(tokens: &mut Tokens) {
    let own = |root: &str, end: &str| json!(format!("{root}/{TENANT}{end}"));
    for issuer in [
        json!(format!("https://sts.windows.net/{OTHER_TENANT}/")),
        json!(format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0")),
        json!("https://login.microsoftonline.com/common/v2.0"),
        json!("https://login.microsoftonline.com/{tenantid}/v2.0"),
        own("https://sts.windows.net", ""),
        own("https://sts.windows.net", "//"),
        own("http://sts.windows.net", "/"),
        own("https://STS.windows.net", "/"),
        own("https://sts.windows.net.attacker.example", "/"),
        own("https://attacker.example/sts.windows.net", "/"),
        own("https://sts.chinacloudapi.cn", "/"),
        own("https://login.microsoftonline.us", "/v2.0"),
        own("https://login.microsoftonline.com", "/v2.0/"),
        own("https://login.microsoftonline.com", "/v1.0"),
        json!(""),
        json!(TENANT),
    ] {
        set(tokens, "iss", issuer);
    }
    let version_2 = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    tokens.claims(
        "version 2",
        json!({ "iss": version_2, "appid": null, "azp": APPLICATION }),
    );
    tokens.claims("version 2, appid alone", json!({ "iss": version_2 }));
    tokens.claims(
        "version 2, another azp beside appid",
        json!({ "iss": version_2, "azp": CLIENT_ID_AUDIENCE }),
    );
    tokens.claims("version 1, azp alone", json!({ "appid": null, "azp": APPLICATION }));
    tokens.claims(
        "version 1, another azp beside appid",
        json!({ "azp": CLIENT_ID_AUDIENCE }),
    );
    set(tokens, "tid", json!(OTHER_TENANT));
    set(tokens, "tid", json!(""));
}

fn callers(tokens: &mut Tokens) {
    for application in [
        json!(APPLICATION.to_uppercase()),
        json!(CLIENT_ID_AUDIENCE),
        json!("810dcf14-1858-4bf2-8134-4c369fa3235b"),
        json!(""),
        json!(format!("{{{APPLICATION}}}")),
        json!(APPLICATION.replace('-', "")),
        json!(format!("{APPLICATION} ")),
        json!("*"),
    ] {
        set(tokens, "appid", application);
    }
    for roles in [
        json!(["Callout.Admin"]),
        json!(["Callout.Read", ROLE, ROLE]),
        json!(ROLE),
        json!(["Callout.Read"]),
        json!([]),
        json!(""),
        json!([""]),
        json!(["callout.post"]),
        json!([format!("{ROLE} Callout.Admin")]),
        json!([ROLE, 7]),
        json!([[ROLE]]),
    ] {
        set(tokens, "roles", roles);
    }
    tokens.claims("a user", json!({ "scp": "user_impersonation", "idtyp": "user" }));
    tokens.claims("a user by scp", json!({ "scp": "user_impersonation" }));
    tokens.claims("a user by an empty scp", json!({ "scp": "" }));
    tokens.claims("a user by idtyp", json!({ "idtyp": "user" }));
    tokens.claims("another kind by idtyp", json!({ "idtyp": "device" }));
}
