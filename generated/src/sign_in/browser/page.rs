//! The page that the browser shows in the end.

/// A response of HTTP with a page of one sentence. It has no script, loads nothing, and is kept nowhere.
pub(super) fn response(status: &str, title: &str, sentence: &str) -> String {
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body{{font:1.2rem system-ui,sans-serif;margin:4rem auto;max-width:40rem;padding:0 1rem}}</style>\n\
         <h1>{title}</h1>\n<p>{sentence}</p>\n</html>\n"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The person has signed in.
pub(super) fn done() -> String {
    response(
        "200 OK",
        "Signed in",
        "You can close this page and go back to the program.",
    )
}

/// The sign-in was refused.
pub(super) fn refused() -> String {
    response(
        "200 OK",
        "Not signed in",
        "The sign-in was refused or stopped. The program says why; you can close this page.",
    )
}

/// A request that is not the response of this sign-in.
pub(super) fn not_ours(status: &str) -> String {
    response(
        status,
        "Not this sign-in",
        "This is not the response that the program waits for. Nothing was done.",
    )
}
