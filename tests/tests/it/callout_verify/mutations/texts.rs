//! Payloads as texts: what a JSON reader may take in several ways.

use super::*;

pub(super) fn add(tokens: &mut Tokens) {
    let signer = Signer::first();
    let header = signer.header().to_string();
    let good = super::super::claims().to_string();
    let inner = good.trim_start_matches('{').trim_end_matches('}');
    let deep = |depth: usize| format!("{{{inner},\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    for (name, text) in [
        (
            "exp twice, the later one last",
            format!(r#"{{{inner},"exp":{}}}"#, NOW + 1_000_000),
        ),
        (
            "exp twice, the past one last",
            format!(r#"{{{inner},"exp":{}}}"#, NOW - 1_000_000),
        ),
        (
            "exp twice, the past one first",
            format!(r#"{{"exp":{},{inner}}}"#, NOW - 1_000_000),
        ),
        (
            "appid twice, ours last",
            format!(r#"{{"appid":"{CLIENT_ID_AUDIENCE}",{inner}}}"#),
        ),
        (
            "appid twice, ours first",
            format!(r#"{{{inner},"\u0061ppid":"{CLIENT_ID_AUDIENCE}"}}"#),
        ),
        ("a name of nobody twice", format!(r#"{{{inner},"x":1,"x":1}}"#)),
        (
            "names that differ in case",
            format!(r#"{{{inner},"AppId":"{CLIENT_ID_AUDIENCE}"}}"#),
        ),
        ("twice further inside", format!(r#"{{{inner},"x":{{"y":1,"y":2}}}}"#)),
        ("names escaped", good.replacen("\"appid\"", "\"\\u0061ppid\"", 1)),
        ("blanks", format!("\r\n\t {{ {inner} }} \n")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("more behind it", format!("{good} true")),
        ("a list", format!("[{good}]")),
        ("a text", format!("{good:?}")),
        ("null", "null".to_owned()),
        ("a number", "7".to_owned()),
        ("an empty object", "{}".to_owned()),
        ("cut", good[..good.len() - 1].to_owned()),
        ("a comma at its end", format!("{{{inner},}}")),
        ("single quotes", good.replace('"', "'")),
        ("a comment", format!("{{/**/{inner}}}")),
        ("a control character", format!("{{{inner},\"x\":\"\u{1}\"}}")),
        ("no number", format!("{{{inner},\"x\":NaN}}")),
        ("a number beyond all", format!("{{{inner},\"x\":1e999}}")),
        ("half a surrogate", format!(r#"{{{inner},"x":"\ud800"}}"#)),
        ("a name without quotes", format!("{{{inner},x:1}}")),
        (
            "letters of all kinds",
            format!(r#"{{{inner},"x":"Zoë 東京 𝔊 \u001b"}}"#),
        ),
        ("deep", deep(100)),
        ("too deep", deep(4000)),
        (
            "another token in it",
            format!("{{{inner},\"x\":\"{}\"}}", signer.token(&super::super::claims())),
        ),
        ("long", format!("{{{inner},\"x\":\"{}\"}}", "x".repeat(8000))),
        ("too long", format!("{{{inner},\"x\":\"{}\"}}", "x".repeat(20_000))),
        ("many members", format!("{{{inner},{}}}", many(500))),
    ] {
        tokens.add(format!("payload as text: {name}"), signer.raw(&header, text));
    }
    let broken = [good.as_bytes(), b"\xff"].concat();
    tokens.add("payload as text: bytes that are no UTF-8", signer.raw(&header, broken));
    let latin = good
        .replace("Callout.Post", "Call\u{e9}")
        .chars()
        .map(|c| c as u8)
        .collect::<Vec<u8>>();
    tokens.add("payload as text: Latin-1", signer.raw(&header, latin));
}

fn many(count: usize) -> String {
    (0..count)
        .map(|at| format!("\"x{at}\":{at}"))
        .collect::<Vec<_>>()
        .join(",")
}
