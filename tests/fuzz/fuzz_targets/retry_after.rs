//! `Retry-After` as any text: what is asked for is what is waited for, never less, and a text that says no time is no
//! time.

#![no_main]

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;

use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;

use service::{Sends, run};

/// Between the reading of a date and ours.
const SLACK: Duration = Duration::from_secs(60);

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // What a transport lets into a header (RFC 9110, field-value), without the obsolete bytes beyond ASCII.
    if !text.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
        return;
    }
    let throttled = Sends::new(429, "").with("retry-after", text);
    let (error, asked) = run(vec![throttled], async |client| {
        let packages = client.identity_governance().entitlement_management().access_packages();
        packages.by_id("1").get().send().await.expect_err("it is throttled")
    });
    assert_eq!(asked.len(), 1);
    assert!(error.is_throttled() && error.status() == Some(429), "{error}");
    let read = error.retry_after();
    let trimmed = text.trim_matches([' ', '\t']);
    match (said(trimmed), read) {
        (Said::Seconds(seconds), Some(read)) => {
            assert!(
                read.as_secs_f64() >= seconds || read == Duration::MAX,
                "{text:?} is read as {read:?}"
            );
            // Rounded up, by the smallest part of a second that is written, which a float may not hold.
            let part = trimmed.split_once('.').is_some_and(|(_, part)| part.contains(|digit| digit != '0'));
            let up = seconds.floor() + f64::from(u8::from(part));
            assert!(
                read.as_secs_f64() <= up * 1.001 || seconds > 1e15,
                "{text:?} is read as {read:?}"
            );
        }
        (Said::Seconds(_), None) => panic!("{text:?} is not read"),
        (Said::Date(at), Some(read)) => {
            let wait = at.duration_since(SystemTime::now()).unwrap_or_default();
            assert!(
                read + SLACK >= wait && read <= wait + SLACK,
                "{text:?} is read as {read:?}"
            );
        }
        (Said::Date(_), None) => panic!("{text:?} is not read"),
        // A reader may take dates that the rule does not have; digits and signs alone are none.
        (Said::Nothing, Some(read)) => {
            assert!(
                trimmed.contains(|c: char| c.is_ascii_alphabetic()),
                "{text:?} is read as {read:?}"
            );
        }
        (Said::Nothing, None) => {}
    }
});

enum Said {
    Seconds(f64),
    Date(SystemTime),
    Nothing,
}

/// RFC 9110: digits, or an IMF-fixdate; decimals are what the service was seen to send.
fn said(text: &str) -> Said {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let seconds = digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty());
    if seconds {
        return format!("0{text}").parse().map_or(Said::Nothing, Said::Seconds);
    }
    let form = time::format_description::parse_borrowed::<2>(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT",
    );
    match time::PrimitiveDateTime::parse(text, &form.expect("a form")) {
        Ok(at) => Said::Date(at.assume_utc().into()),
        Err(_) => Said::Nothing,
    }
}
