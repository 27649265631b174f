//! Paths with `{…}` in the place of ids and arguments.

use std::fmt;

use azure_core::http::{Method, Url};

use super::sent::Sent;
use crate::core::text::escaped;

/// A path to compare requests with.
pub(super) struct Pattern {
    text: String,
    /// Whether it is a URL's path, percent-encoded as that of a request is.
    encoded: bool,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            encoded: false,
        }
    }

    /// The path of a request.
    pub(super) fn of_url(url: &Url) -> Self {
        Self {
            text: url.path().to_owned(),
            encoded: true,
        }
    }

    pub(super) fn fits(&self, method: Method, sent: &Sent) -> bool {
        if method != sent.method() {
            return false;
        }
        if self.text.contains("://") {
            return self.fits_path(&sent.address());
        }
        let first = self.text.trim_start_matches('/').split('/').next();
        match first {
            Some(version) if is_version(version) => self.fits_path(sent.path_with_version()),
            _ => self.fits_path(sent.path()),
        }
    }

    /// Compares segment by segment: an id with an encoded slash is one.
    fn fits_path(&self, path: &str) -> bool {
        let mut patterns = self.text.trim_matches('/').split('/');
        let mut segments = path.trim_matches('/').split('/');
        loop {
            match (patterns.next(), segments.next()) {
                (None, None) => return true,
                // `$count` and the like are never an id: an id's dollar sign is sent encoded.
                (Some(pattern), Some(segment)) if segment.starts_with('$') && pattern == segment => {}
                (Some(pattern), Some(segment)) if !segment.starts_with('$') && self.fits_segment(pattern, segment) => {}
                _ => return false,
            }
        }
    }

    fn fits_segment(&self, pattern: &str, segment: &str) -> bool {
        let segment = decoded(segment);
        match self.encoded {
            true => segment_fits(&decoded(pattern), &segment),
            false => segment_fits(pattern, &segment),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.text))
    }
}

/// Whether a segment of a URL is one of Graph's versions.
pub(super) fn is_version(segment: &str) -> bool {
    matches!(segment, "v1.0" | "beta")
}

/// Each `{…}` stands for at least one character.
fn segment_fits(pattern: &str, segment: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else {
        return pattern == segment;
    };
    let Some(segment) = segment.strip_prefix(before) else {
        return false;
    };
    let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    segment
        .char_indices()
        .skip(1)
        .map(|(at, _)| at)
        .chain([segment.len()])
        .filter(|&at| at > 0)
        .any(|at| segment.get(at..).is_some_and(|segment| segment_fits(rest, segment)))
}

/// A segment without percent-encoding; bytes that are no text show as replacement characters.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_fits(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern).fits_path(path)
    }

    #[test]
    fn the_path_of_a_request_is_encoded() {
        let fits = |request: &str, path: &str| {
            let url = format!("https://graph.microsoft.com{request}").parse().unwrap();
            Pattern::of_url(&url).fits_path(path)
        };
        assert!(fits("/v1.0/r/a%2Fb%20c/resume", "/v1.0/r/a%2Fb%20c/resume"));
        assert!(fits("/v1.0/r/%7Bid%7D/resume", "/v1.0/r/a%2Fb/resume"));
        assert!(fits("/v1.0/r/$count", "/v1.0/r/$count"));
        assert!(!fits("/v1.0/r/%7Bid%7D", "/v1.0/r/$count"));
        assert!(!fits("/v1.0/r/%24count", "/v1.0/r/$count"));
        assert!(!fits("/v1.0/r/a", "/v1.0/r/b"));
    }

    #[test]
    fn braces_stand_for_one_id_or_argument() {
        assert!(path_fits("/r/{id}/resume", "/r/a%2Fb/resume"));
        assert!(path_fits("/r/a b", "/r/a%20b/"));
        assert!(path_fits("/r/{id}/$ref", "/r/%24count/$ref"));
        assert!(path_fits("/f(on='{on}',n={n})", "/f(on='x',n=3)"));
        assert!(path_fits("/c(name='{n}')/x", "/c(name='')')/x"));
        for (pattern, path) in [
            ("/r/{id}", "/r"),
            ("/r/{id}", "/r/"),
            ("/r/{id}", "/r/a/b"),
            ("/r/{id}/resume", "/r/a/cancel"),
            ("/f(on='{on}')", "/f(on='')"),
            ("/r", "/R"),
            ("/r/{id}", "/r/$count"),
        ] {
            assert!(!path_fits(pattern, path), "{pattern} {path}");
        }
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("%C3%A9"), "é");
    }
}
