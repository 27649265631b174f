//! Memory while a long list goes through.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::process::program;
use crate::server::pages;

/// The most memory that a process has had so far, in kilobytes.
fn peak(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_hundred_thousand_items_need_no_more_than_ten_thousand() {
    let server = pages(1000, 100, Duration::ZERO);
    for format in ["ndjson", "json", "csv", "table"] {
        let line = "entitlement-management catalogs list --all -o"
            .split(' ')
            .chain([format]);
        let mut child = program()
            .env("MSGRAPH_IG_ENDPOINT", server.endpoint())
            .args(line)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        // The program is behind a full pipe when it is looked at, so it is there.
        let mut items = 0;
        let mut read_to = |wanted: usize| {
            while items < wanted {
                items += usize::from(output.next().unwrap().unwrap().contains("Access for the team"));
            }
        };
        read_to(10_000);
        let early = peak(child.id());
        read_to(97_000);
        let late = peak(child.id());
        read_to(100_000);
        while output.next().is_some() {}
        assert!(child.wait().unwrap().success());
        println!("{format}: {early} kB after 10,000 items, {late} kB after 97,000");
        assert!(
            late < early + 1024,
            "{format}: {early} kB after 10,000 items, {late} kB after 97,000"
        );
    }
}
