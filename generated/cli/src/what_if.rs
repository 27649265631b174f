//! The whole request, shown instead of sent: as text, as JSON, or as a line for curl.

use msgraph_identity_governance::WhatIf;

use crate::prepared::Payload;

/// The form in which a request is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As HTTP writes it, the body indented.
    Text,
    /// An object with `method`, `url`, `headers` and `body`.
    Json,
    /// A command line for a POSIX shell, which reads the token from `$TOKEN`.
    Curl,
}

impl Form {
    /// The form of that name.
    pub fn parse(name: &str) -> Self {
        match name {
            "json" => Self::Json,
            "curl" => Self::Curl,
            _ => Self::Text,
        }
    }
}

/// A request as text.
pub fn show(request: &WhatIf, body: &Payload, form: Form) -> String {
    let url = request.url().as_str();
    match form {
        Form::Text => {
            let mut text = format!("{} {url}\n", request.method());
            for (name, value) in request.headers() {
                text.push_str(&format!("{name}: {value}\n"));
            }
            match body {
                Payload::Nothing => {}
                Payload::Json(json) => text.push_str(&format!("\n{}\n", indented(json))),
                Payload::Bytes { bytes, .. } => text.push_str(&format!("\n({} bytes)\n", bytes.len())),
            }
            text
        }
        Form::Json => {
            let headers: Vec<String> = request
                .headers()
                .iter()
                .map(|(name, value)| format!("{}:{}", quoted(name), quoted(value)))
                .collect();
            let body = match body {
                Payload::Nothing => "null".to_owned(),
                Payload::Json(json) => json.clone(),
                Payload::Bytes { bytes, .. } => format!("{{\"bytes\":{}}}", bytes.len()),
            };
            let json = format!(
                "{{\"method\":{},\"url\":{},\"headers\":{{{}}},\"body\":{body}}}",
                quoted(request.method().as_ref()),
                quoted(url),
                headers.join(",")
            );
            format!("{}\n", indented(&json))
        }
        Form::Curl => {
            let mut line = format!(
                "curl --request {} {} \\\n  --header \"Authorization: Bearer $TOKEN\"",
                request.method(),
                shell(url)
            );
            for (name, value) in request.headers() {
                line.push_str(&format!(" \\\n  --header {}", shell(&format!("{name}: {value}"))));
            }
            match body {
                Payload::Nothing => {}
                Payload::Json(json) => line.push_str(&format!(" \\\n  --data-raw {}", shell(json))),
                Payload::Bytes { .. } => line.push_str(" \\\n  --data-binary @FILE"),
            }
            line.push('\n');
            line
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn indented(json: &str) -> String {
    crate::json_text::indented(json)
}

/// A word of a POSIX shell that is this text.
pub fn shell(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%,+".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for text in ["plain", "", "it's", "a b", "$(rm)", "\"", "a\nb", "\\"] {
            let output = std::process::Command::new("sh")
                .arg("-c")
                .arg(format!("printf %s {}", shell(text)))
                .output();
            assert_eq!(String::from_utf8(output.unwrap().stdout).unwrap(), text);
        }
    }
}
