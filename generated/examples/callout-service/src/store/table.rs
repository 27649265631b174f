//! The one table of the database, and the statements on it.

use std::path::Path;

use rusqlite::{Connection, Row, params};

use super::{End, Key, Pending, Time};
use crate::Failure;
use crate::callout::Kind;
use crate::rule::Decision;

/// Raised when the table changes; an older file is refused, not changed.
const VERSION: i64 = 1;

const CREATE: &str = "
    CREATE TABLE callout (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        body BLOB,                          -- removed when it is done
        received INTEGER NOT NULL,          -- times are milliseconds since 1970
        deadline INTEGER NOT NULL,
        decision TEXT,                      -- JSON
        attempts INTEGER NOT NULL DEFAULT 0,
        uncertain INTEGER NOT NULL DEFAULT 0,
        due INTEGER,                        -- null when it is done
        ended INTEGER,
        status TEXT NOT NULL DEFAULT 'pending',
        note TEXT,
        PRIMARY KEY (kind, id)
    ) STRICT;
    CREATE INDEX callout_due ON callout (due) WHERE due IS NOT NULL;";

pub(super) fn open(file: &Path) -> Result<Connection, Failure> {
    make_private(file)?;
    let connection = Connection::open(file)?;
    // Taken with the first statement and kept: a second process gets an error at its start.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // What was said to be stored is on the disk, also when the machine loses its power.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is removed is overwritten.
    connection.pragma_update(None, "secure_delete", true)?;
    let version: i64 = connection.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))?;
    match version {
        0 => {
            let made = format!("BEGIN IMMEDIATE; {CREATE} PRAGMA user_version = {VERSION}; COMMIT;");
            connection.execute_batch(&made)?;
        }
        VERSION => connection.execute_batch("BEGIN IMMEDIATE; COMMIT;")?,
        other => return Err(format!("it is of version {other}, expected {VERSION}").into()),
    }
    Ok(connection)
}

/// Makes the file where it is not there; others may not read it.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

pub(super) fn insert(
    connection: &Connection,
    key: &Key,
    body: &[u8],
    deadline: Time,
    now: Time,
) -> Result<bool, Failure> {
    let statement = "INSERT INTO callout (kind, id, body, received, deadline, due) VALUES (?1, ?2, ?3, ?4, ?5, ?4)
        ON CONFLICT DO NOTHING";
    let inserted = connection.execute(statement, params![key.kind.name(), key.id, body, now, deadline])?;
    Ok(inserted == 1)
}

pub(super) fn due(connection: &Connection, now: Time, most: usize) -> Result<Vec<Pending>, Failure> {
    let statement = "SELECT kind, id, body, deadline, decision, attempts, uncertain FROM callout
        WHERE due <= ?1 ORDER BY due LIMIT ?2";
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query(params![now, i64::try_from(most)?])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Pending, Failure> {
    let kind: String = row.get("kind")?;
    let decision: Option<String> = row.get("decision")?;
    Ok(Pending {
        key: Key {
            kind: Kind::of(&kind).ok_or_else(|| format!("a callout is of an unknown kind, `{kind}`"))?,
            id: row.get("id")?,
        },
        body: row.get("body")?,
        deadline: row.get("deadline")?,
        decision: decision
            .map(|json| serde_json::from_str::<Decision>(&json))
            .transpose()?,
        attempts: row.get("attempts")?,
        is_uncertain: row.get("uncertain")?,
    })
}

pub(super) fn next_due(connection: &Connection) -> Result<Option<Time>, Failure> {
    let statement = "SELECT min(due) FROM callout WHERE due IS NOT NULL";
    Ok(connection.query_row(statement, [], |row| row.get(0))?)
}

pub(super) fn set_decision(connection: &Connection, key: &Key, decision: &Decision) -> Result<(), Failure> {
    let json = serde_json::to_string(decision)?;
    let statement = "UPDATE callout SET decision = ?3 WHERE kind = ?1 AND id = ?2";
    connection.execute(statement, params![key.kind.name(), key.id, json])?;
    Ok(())
}

pub(super) fn set_failed(
    connection: &Connection,
    key: &Key,
    next: Time,
    is_uncertain: bool,
    note: &str,
) -> Result<(), Failure> {
    let statement = "UPDATE callout SET attempts = attempts + 1, due = ?3, uncertain = max(uncertain, ?4), note = ?5
        WHERE kind = ?1 AND id = ?2 AND due IS NOT NULL";
    connection.execute(statement, params![key.kind.name(), key.id, next, is_uncertain, note])?;
    Ok(())
}

pub(super) fn set_done(connection: &Connection, key: &Key, end: End, note: &str, now: Time) -> Result<(), Failure> {
    let statement = "UPDATE callout SET status = ?3, note = ?4, ended = ?5, due = NULL, body = NULL
        WHERE kind = ?1 AND id = ?2";
    connection.execute(statement, params![key.kind.name(), key.id, end.name(), note, now])?;
    Ok(())
}

pub(super) fn forget(connection: &Connection, before: Time) -> Result<usize, Failure> {
    Ok(connection.execute("DELETE FROM callout WHERE ended < ?1", params![before])?)
}

pub(super) fn pending(connection: &Connection) -> Result<i64, Failure> {
    Ok(
        connection.query_row("SELECT count(*) FROM callout WHERE due IS NOT NULL", [], |row| {
            row.get(0)
        })?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> Key {
        Key {
            kind: Kind::AccessPackage,
            id: id.to_owned(),
        }
    }

    #[test]
    fn a_callout_is_stored_once_and_done_once() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("c.db")).unwrap();
        assert!(insert(&connection, &key("1"), b"one", 500, 100).unwrap());
        assert!(!insert(&connection, &key("1"), b"other", 900, 200).unwrap());
        let other = Key {
            kind: Kind::CustomTask,
            ..key("1")
        };
        assert!(insert(&connection, &other, b"task", 500, 150).unwrap());
        let found = due(&connection, 100, 10).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].body.as_slice(), found[0].deadline, found[0].attempts),
            (&b"one"[..], 500, 0)
        );

        set_failed(&connection, &key("1"), 300, true, "down").unwrap();
        assert!(
            due(&connection, 299, 10)
                .unwrap()
                .iter()
                .all(|found| found.key == other)
        );
        set_failed(&connection, &key("1"), 300, false, "down again").unwrap();
        let again = due(&connection, 300, 10).unwrap();
        assert_eq!((again[1].attempts, again[1].is_uncertain), (2, true));
        assert_eq!(
            (next_due(&connection).unwrap(), pending(&connection).unwrap()),
            (Some(150), 2)
        );

        set_done(&connection, &key("1"), End::Resumed, "", 400).unwrap();
        // An attempt that ends later does not make it pending again.
        set_failed(&connection, &key("1"), 300, false, "late").unwrap();
        assert_eq!(pending(&connection).unwrap(), 1);
        assert!(!insert(&connection, &key("1"), b"third", 900, 500).unwrap());
        assert_eq!(forget(&connection, 400).unwrap(), 0);
        assert_eq!(forget(&connection, 401).unwrap(), 1);
    }

    #[test]
    fn all_of_it_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.db");
        let decision = Decision::Deny { why: "no".to_owned() };
        {
            let connection = open(&file).unwrap();
            insert(&connection, &key("1"), b"one", 500, 100).unwrap();
            set_decision(&connection, &key("1"), &decision).unwrap();
        }
        let connection = open(&file).unwrap();
        assert_eq!(due(&connection, 100, 10).unwrap()[0].decision, Some(decision));
    }

    #[test]
    fn one_process_has_the_file_and_others_cannot_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.db");
        let first = open(&file).unwrap();
        assert!(open(&file).unwrap_err().to_string().contains("locked"));
        #[cfg(unix)]
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
        first.pragma_update(None, "user_version", 7).unwrap();
        drop(first);
        assert!(open(&file).unwrap_err().to_string().contains("version 7"));
    }
}
