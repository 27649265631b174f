//! What a person at a terminal sees: the prompt, progress, Ctrl-C, pipes, and a window that is narrow.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::process::run_at;
use crate::server::{Server, pages, response};
use crate::terminal::{Terminal, plain};

const DELETE: &str = "msgraph-ig delete /identityGovernance/entitlementManagement/catalogs/7 --confirm";
const LIST: &str = "msgraph-ig entitlement-management catalogs list";

#[test]
fn a_prompt_waits_for_yes() {
    let server = Server::always(response(204, &[], ""));
    let mut terminal = Terminal::new(100, server.endpoint());
    for (typed, code, sent) in [("\n", 130, 0), ("no\n", 130, 0), ("y\n", 0, 1), ("YES\n", 0, 2)] {
        terminal.begin(DELETE);
        let asked = plain(&terminal.wait("Send it? [y/N] "));
        assert_eq!(asked, "DELETE /identityGovernance/entitlementManagement/catalogs/7\r\n");
        terminal.send(typed);
        let (shown, ended) = terminal.end();
        assert_eq!((ended, server.received().len()), (code, sent), "{typed:?}: {shown}");
        assert_eq!(shown.contains("it was not confirmed"), code != 0, "{shown}");
    }
    // The end of input is no yes.
    terminal.begin(DELETE);
    terminal.wait("[y/N] ");
    terminal.control('d');
    assert_eq!((terminal.end().1, server.received().len()), (130, 2));
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let server = Server::always(response(204, &[], ""));
    let ended = run_at(server.endpoint(), DELETE.split(' ').skip(1));
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.contains("--confirm: there is no terminal to ask on"),
        "{}",
        ended.stderr
    );
    let mut terminal = Terminal::new(100, server.endpoint());
    for line in [format!("{DELETE} < /dev/null"), format!("{DELETE} 2> errors")] {
        assert_eq!(terminal.run(&line).1, 2, "{line}");
    }
    assert_eq!(server.received().len(), 0);
}

/// The ids of the lines or of the document that a list was written to.
fn ids(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let items: Vec<Value> = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(list)) if list.contains_key("value") => list["value"].as_array().unwrap().clone(),
        _ => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn ctrl_c_leaves_a_whole_list_and_the_way_to_go_on() {
    let server = pages(1000, 2, Duration::from_millis(5));
    let mut terminal = Terminal::new(160, server.endpoint());
    terminal.begin(&format!("{LIST} --all > first.json"));
    // The progress line on standard error; standard output is a file.
    terminal.wait_for(r"[0-9]{2,} items, [0-9]+ pages");
    terminal.control('c');
    let (shown, code) = terminal.end();
    let shown = plain(&shown);
    assert_eq!(code, 130, "{shown}");
    assert!(shown.contains("error: stopped\r\n"), "{shown}");
    let first = std::fs::read_to_string(terminal.home().join("first.json")).unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    let next = first["@odata.nextLink"].as_str().unwrap();
    // The line that it says goes on.
    let (_, option) = shown.split_once("tip: --all --from-link ").unwrap();
    let (option, _) = option.split_once(" goes on").unwrap();
    assert_eq!(option.replace("\r\n", "").trim_matches('\''), next);
    let (shown, code) = terminal.run(&format!("{LIST} --all --from-link {option} -o ndjson > rest.json"));
    assert_eq!(code, 0, "{shown}");
    let mut all = ids(&terminal.home().join("first.json"));
    assert!((2..2000).contains(&all.len()), "{}", all.len());
    all.extend(ids(&terminal.home().join("rest.json")));
    assert_eq!(all.len(), 2000);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 2000);
}

#[test]
fn progress_is_gone_when_the_list_is_there() {
    let server = pages(40, 1, Duration::from_millis(20));
    let mut terminal = Terminal::new(100, server.endpoint());
    terminal.begin(&format!("{LIST} --all -o ndjson > list.json"));
    terminal.wait_for(r"[0-9]+ items, [0-9]+ pages");
    let (shown, code) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    // The last that is done to the line is to clear it.
    let last = shown.rsplit("\u{1b}[2K").next().unwrap();
    assert!(
        shown.contains("\u{1b}[2K") && plain(last).trim().is_empty(),
        "{shown:?}"
    );
    // Neither beside the list itself nor without a terminal.
    let (shown, _) = terminal.run(&format!("{LIST} --all -o ndjson"));
    assert!(!shown.contains("pages"), "{shown}");
    assert_eq!(
        terminal.run(&format!("{LIST} --all -o ndjson > list.json 2> errors")).1,
        0
    );
    assert_eq!(std::fs::read_to_string(terminal.home().join("errors")).unwrap(), "");
}

#[test]
fn a_closed_pipe_ends_a_list_without_a_word() {
    let server = pages(1000, 50, Duration::from_millis(1));
    let mut terminal = Terminal::new(100, server.endpoint());
    for format in ["ndjson", "csv", "table", "text", "json"] {
        let before = server.received().len();
        let (shown, code) = terminal.run(&format!("set -o pipefail; {LIST} --all -o {format} | head -n 3"));
        let shown = plain(&shown);
        // The progress line is written to the terminal, and cleared.
        let lines: Vec<&str> = shown.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(code, 0, "{format}: {shown}");
        assert!(!shown.contains("error"), "{format}: {lines:?}");
        let asked = server.received().len() - before;
        assert!(asked < 900, "{format}: {asked} pages were asked for");
    }
    // What is no list, and help.
    for line in [
        format!("{LIST} --help | head -n 1"),
        "msgraph-ig find list --every | head -n 1".to_owned(),
    ] {
        let (shown, code) = terminal.run(&line);
        assert_eq!((shown.lines().count(), code), (1, 0), "{line}: {shown}");
    }
}

#[test]
fn a_table_fits_a_narrow_terminal() {
    let server = pages(1, 3, Duration::ZERO);
    for columns in [30, 60] {
        let mut terminal = Terminal::new(columns, server.endpoint());
        let (shown, code) = terminal.run(&format!("{LIST} -o table --select id,displayName"));
        let shown = plain(&shown);
        assert_eq!(code, 0, "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.len(), 5, "{shown}");
        let widest = lines.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= usize::from(columns), "{columns}: {shown}");
        assert_eq!(shown.contains('…'), columns == 30, "{shown}");
        // Through a pipe nothing is cut.
        let (shown, _) = terminal.run(&format!("{LIST} -o table --select id,displayName | cat"));
        assert!(shown.contains("Access for the team of region 0\r\n"), "{shown}");
    }
}

#[test]
fn colours_are_for_terminals() {
    let server = pages(1, 1, Duration::ZERO);
    let mut terminal = Terminal::new(100, server.endpoint());
    let is_coloured = |(shown, _): (String, i32)| shown.contains("\u{1b}[");
    assert!(is_coloured(terminal.run(LIST)));
    assert!(is_coloured(terminal.run("msgraph-ig frobnicate")));
    for line in [
        format!("{LIST} | cat"),
        format!("NO_COLOR=1 {LIST}"),
        format!("TERM=dumb {LIST}"),
        format!("{LIST} --color never"),
        "NO_COLOR=1 msgraph-ig frobnicate".to_owned(),
        "msgraph-ig frobnicate 2>&1 | cat".to_owned(),
    ] {
        assert!(!is_coloured(terminal.run(&line)), "{line}");
    }
    assert!(is_coloured(terminal.run(&format!("{LIST} --color always | cat"))));
}
