//! Data that would act upon a terminal or a spreadsheet.

use crate::process::run_at;
use crate::server::{Server, json};
use crate::terminal::Terminal;

const LIST: &str = "entitlement-management catalogs list";

/// Text that starts what a terminal or a spreadsheet obeys, as JSON strings: a colour, a title, C1's CSI, a text that
/// runs backwards, a carriage return; formulas.
const TEXTS: [&str; 12] = [
    r"\u001b[31mred",
    r"\u001b]0;title\u0007",
    r"\u009b2J",
    r"a\u202eb",
    r"a\rb",
    r"a\nb",
    r"=HYPERLINK(\u0022http://evil.example\u0022)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    r"\t=1",
    r"\r\n=1",
];

/// A list that has them as values, and the first as a member's name too.
fn server() -> Server {
    let items: Vec<String> = TEXTS
        .iter()
        .enumerate()
        .map(|(number, text)| format!(r#"{{"id":"{number}","displayName":"{text}","\u001b[7m=x":"1"}}"#))
        .collect();
    let next = r#""@odata.nextLink":"http://127.0.0.1:9/\u001b[2J""#;
    Server::always(json(200, &[], &format!(r#"{{"value":[{}],{next}}}"#, items.join(","))))
}

/// What a terminal obeys or shows in another order.
fn acts(c: char) -> bool {
    let is_shown = matches!(c, '\n' | '\r' | '\t') || !c.is_control();
    !is_shown || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn no_format_acts_upon_a_terminal() {
    let server = server();
    let mut terminal = Terminal::new(200, server.endpoint());
    for format in ["json", "raw_json", "ndjson", "table", "csv", "csv --csv-raw", "text"] {
        let (shown, code) = terminal.run(&format!("msgraph-ig {LIST} --color never -o {format}"));
        assert_eq!(code, 0, "{shown}");
        let found = shown.chars().find(|&c| acts(c));
        assert!(
            found.is_none() || format == "csv --csv-raw",
            "{format}: {found:?} in {shown:?}"
        );
        // A carriage return of the data's would hide what stands before it.
        assert!(
            !shown.replace("\r\n", "\n").contains('\r') || format == "csv --csv-raw",
            "{format}: {shown:?}"
        );
    }
}

#[test]
fn json_is_unchanged_where_no_terminal_is() {
    let server = server();
    for format in ["json", "raw_json"] {
        let ended = run_at(server.endpoint(), LIST.split(' ').chain(["-o", format]));
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(value["value"].as_array().unwrap().len(), TEXTS.len());
        for (item, text) in value["value"].as_array().unwrap().iter().zip(TEXTS) {
            let expected: serde_json::Value = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(item["displayName"], expected);
        }
    }
}

#[test]
fn csv_has_no_formula() {
    let server = server();
    let ended = run_at(server.endpoint(), LIST.split(' ').chain(["-o", "csv"]));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let mut reader = csv::Reader::from_reader(ended.stdout.as_bytes());
    let starts_formula = |text: &str| text.trim_start().starts_with(['=', '+', '-', '@']);
    let names = reader.headers().unwrap().clone();
    assert_eq!(names.len(), 3);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), TEXTS.len());
    for cell in names.iter().chain(rows.iter().flatten()) {
        assert!(!starts_formula(cell) && !cell.chars().any(acts), "{cell:?}");
    }
    // As it is, on demand.
    let ended = run_at(server.endpoint(), LIST.split(' ').chain(["-o", "csv", "--csv-raw"]));
    assert!(
        ended.stdout.contains("-2+3") && !ended.stdout.contains("'-2+3"),
        "{}",
        ended.stdout
    );
}

#[test]
fn what_the_service_says_is_escaped_in_errors() {
    let words =
        r#"{"error":{"code":"Bad\u001b[2J","message":"no\u001b]0;x\u0007\r\u202e","details":[{"message":"\u009bH"}]}}"#;
    let server = Server::always(json(400, &[], words));
    for format in ["text", "json"] {
        let ended = run_at(server.endpoint(), LIST.split(' ').chain(["--error-format", format]));
        assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
        assert!(
            !ended.stderr.chars().any(acts) && ended.stderr.contains("Bad"),
            "{:?}",
            ended.stderr
        );
        assert!(!ended.stderr.contains('\r'), "{:?}", ended.stderr);
    }
    let ended = run_at(server.endpoint(), LIST.split(' ').chain(["--debug", "--debug-bodies"]));
    assert!(!ended.stderr.chars().any(acts), "{:?}", ended.stderr);
}
