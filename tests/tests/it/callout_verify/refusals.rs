//! What a refused caller leaves behind: the right response, a line for the log, and nothing of the token.

use super::*;

#[tokio::test]
async fn statuses_and_headers_follow_from_the_reason() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    let signer = Signer::first();
    for (header, status, www_authenticate) in [
        (String::new(), 401, "Bearer"),
        ("Basic dTpw".to_owned(), 401, "Bearer"),
        (
            "Bearer x".to_owned(),
            401,
            r#"Bearer error="invalid_token", error_description="the token is no JSON Web Token""#,
        ),
        (
            format!("Bearer {}", signer.token(&with(json!({ "appid": CLIENT_ID_AUDIENCE })))),
            403,
            r#"Bearer error="insufficient_scope", error_description="the application may not call""#,
        ),
        (
            format!("Bearer {}", signer.token(&with(json!({ "roles": ["Callout.Read"] })))),
            403,
            r#"Bearer error="insufficient_scope", error_description="the application has no role that may call""#,
        ),
    ] {
        let error = verifier.verify_at(&header, now()).await.unwrap_err();
        assert_eq!(error.status(), status, "{error}");
        assert_eq!(error.www_authenticate().as_deref(), Some(www_authenticate));
        assert_eq!(error.retry_after(), None);
    }
}

#[tokio::test]
async fn what_was_signed_is_named_on_one_line() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    for (claims, text) in [
        (
            json!({ "aud": "api://other\n\u{1b}[2J" }),
            r"(`aud` is `api://other\n\u{1b}[2J`)",
        ),
        (json!({ "aud": ["a", "b"] }), "(`aud` is `a`, `b`)"),
        (
            json!({ "appid": CLIENT_ID_AUDIENCE }),
            "(`appid` is `5e41ce00-0000-0000-0000-000000000001`)",
        ),
        (
            json!({ "tid": OTHER_TENANT }),
            "(`tid` is `99999999-2222-3333-4444-555555555555`)",
        ),
        (json!({ "exp": NOW - 100 }), "(100 seconds ago)"),
        (json!({ "nbf": NOW + 100 }), "(by 100 seconds)"),
        (json!({ "exp": null }), "(`exp`)"),
        (json!({ "roles": null }), "(it has none)"),
    ] {
        let error = verify(&verifier, &Signer::first().token(&with(claims)))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(text), "{text}: {error}");
        assert_eq!(error.to_string().lines().count(), 1);
    }
}

/// Whatever a token is refused for: no piece of it that could be used stands in an error.
#[tokio::test]
async fn no_error_has_a_piece_of_the_token() {
    let authority = Authority::start(TENANT, &[&Signer::first()]).await;
    let verifier = verifier(&authority);
    let mut refused = 0;
    for (name, token) in mutations::all() {
        let Err(error) = verify(&verifier, &token).await else {
            continue;
        };
        refused += 1;
        let forms = format!("{error} {error:?} {:?}", error.www_authenticate());
        for part in token.split('.').filter(|part| part.len() >= 16) {
            for start in (0..part.len() - 15).filter(|start| part.is_char_boundary(*start)) {
                let piece = part.get(start..start + 16);
                assert!(piece.is_none_or(|piece| !forms.contains(piece)), "{name}: {forms}");
            }
        }
    }
    assert!(refused > 150);
    assert!(!format!("{verifier:?}").contains("first"), "{verifier:?}");
}
