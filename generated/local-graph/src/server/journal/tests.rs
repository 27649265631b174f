//! The state's file.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use time::Duration;

use super::FileJournal;
use crate::engine::{Journal as _, State, Version};
use crate::store::{Change, NodeId};

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.jsonl");
    (folder, path)
}

/// Makes a user, and keeps the change.
fn user(state: &mut State, journal: &mut FileJournal, key: &str) -> NodeId {
    let store = state.store_mut(Version::V1_0);
    let mut change = Change::new(store);
    let ty = change.ty("user").unwrap();
    let id = change.insert(NodeId::ROOT, "users", ty, key);
    change.set(id, "displayName", key);
    journal.changed(Version::V1_0, &change.delta()).unwrap();
    change.commit();
    id
}

fn written(state: &State) -> Vec<Value> {
    let stores = Version::ALL
        .into_iter()
        .map(|version| state.store(version).to_delta().to_json());
    stores.chain([json!(state.ahead().whole_seconds())]).collect()
}

#[test]
fn what_was_kept_is_read() {
    let (_folder, path) = folder();
    let (mut journal, state) = FileJournal::open(&path).unwrap();
    assert!(state.is_none());
    let mut state = State::new();
    user(&mut state, &mut journal, "a");
    user(&mut state, &mut journal, "b");
    journal.moved(Duration::days(14)).unwrap();
    state.set_ahead(Duration::days(14));
    drop(journal);
    let (mut journal, read) = FileJournal::open(&path).unwrap();
    let mut read = read.unwrap();
    assert_eq!(written(&read), written(&state));

    journal.replaced(&read).unwrap();
    user(&mut read, &mut journal, "c");
    drop(journal);
    let (_journal, again) = FileJournal::open(&path).unwrap();
    assert_eq!(written(&again.unwrap()), written(&read));
}

#[test]
fn a_line_without_its_end_is_dropped() {
    let (_folder, path) = folder();
    let (mut journal, _) = FileJournal::open(&path).unwrap();
    let mut state = State::new();
    user(&mut state, &mut journal, "a");
    drop(journal);
    let whole = fs::read(&path).unwrap();
    let before = written(&state);

    let (mut journal, _) = FileJournal::open(&path).unwrap();
    user(&mut state, &mut journal, "b");
    drop(journal);
    let longer = fs::read(&path).unwrap();
    for end in whole.len()..longer.len() {
        fs::write(&path, &longer[..end]).unwrap();
        let (mut journal, read) = FileJournal::open(&path).unwrap();
        let mut read = read.unwrap();
        assert_eq!(written(&read), before, "{end}");
        user(&mut read, &mut journal, "c");
        drop(journal);
        let (_journal, again) = FileJournal::open(&path).unwrap();
        assert_eq!(written(&again.unwrap()), written(&read), "{end}");
    }
}

#[test]
fn a_header_without_its_end_is_a_new_state() {
    let (_folder, path) = folder();
    drop(FileJournal::open(&path).unwrap());
    let whole = fs::read(&path).unwrap();
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for end in 0..header {
        fs::write(&path, &whole[..end]).unwrap();
        let (_journal, state) = FileJournal::open(&path).unwrap();
        assert!(state.is_none(), "{end}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_and_stays() {
    let (_folder, path) = folder();
    let (mut journal, _) = FileJournal::open(&path).unwrap();
    user(&mut State::new(), &mut journal, "a");
    drop(journal);
    let whole = fs::read_to_string(&path).unwrap();
    let lines = whole.lines().count();
    let broken = |line: &str| format!("{whole}{line}\n");
    for (text, line, words) in [
        (
            whole.replace("\"version\":1", "\"version\":2"),
            1,
            "version 2 of its format",
        ),
        ("my notes\n".to_owned(), 1, "no state of the local Graph"),
        ("my notes".to_owned(), 1, "no state of the local Graph"),
        (broken("{}"), lines + 1, "no entry of a state"),
        (broken("{\"graph\":\"v3\",\"delta\":{}}"), lines + 1, "no version `v3`"),
        (
            whole.replace("microsoft.graph.user", "microsoft.graph.nobody"),
            lines,
            "no type `microsoft.graph.nobody`",
        ),
        (broken("{\"ahead\":1e300}"), lines + 1, "too far ahead"),
    ] {
        fs::write(&path, &text).unwrap();
        let error = FileJournal::open(&path).err().unwrap().to_string();
        assert!(
            error.contains(&format!("state.jsonl, line {line}: ")) && error.contains(words),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_file_is_one_process_alone() {
    let (_folder, path) = folder();
    let journal = FileJournal::open(&path).unwrap();
    let error = FileJournal::open(&path).err().unwrap().to_string();
    assert!(
        error.ends_with("another process has this state open; stop it, or give another file"),
        "{error}"
    );
    drop(journal);
    assert!(FileJournal::open(&path).is_ok());
}

#[test]
fn a_journal_that_has_grown_is_written_anew() {
    let (_folder, path) = folder();
    let (mut journal, _) = FileJournal::open(&path).unwrap();
    let mut state = State::new();
    let id = user(&mut state, &mut journal, "a");
    let text = "x".repeat(10_000);
    for round in 0..300 {
        let mut change = Change::new(state.store_mut(Version::V1_0));
        change.set(id, "displayName", format!("{round}{text}"));
        journal.changed(Version::V1_0, &change.delta()).unwrap();
        change.commit();
        journal.settle(&state);
    }
    drop(journal);
    assert!(fs::metadata(&path).unwrap().len() < 1_200_000);
    let (_journal, read) = FileJournal::open(&path).unwrap();
    assert_eq!(written(&read.unwrap()), written(&state));
    // Nothing is left of the other files.
    let names = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(names, 2);
}

/// A number is not used again, even where the state was written anew after its entity was removed.
#[test]
fn numbers_are_not_used_again() {
    let (_folder, path) = folder();
    let (mut journal, _) = FileJournal::open(&path).unwrap();
    let mut state = State::new();
    let id = user(&mut state, &mut journal, "a");
    let mut change = Change::new(state.store_mut(Version::V1_0));
    change.remove(id);
    change.commit();
    journal.replaced(&state).unwrap();
    drop(journal);
    let (mut journal, read) = FileJournal::open(&path).unwrap();
    assert_ne!(user(&mut read.unwrap(), &mut journal, "b"), id);
}
