//! What a run does with what an earlier one left, links and forged journals included.

use super::*;

#[test]
fn a_half_done_change_is_finished() {
    let world = killed_half_way();
    let recovered = tree::recover(world.root(), bounds()).unwrap().unwrap();
    assert_eq!(
        recovered.to_string(),
        "an earlier run was stopped while it wrote; its change of 11 files is finished"
    );
    assert_eq!(&tree_of(world.root()), world.after);
}

#[test]
fn a_half_done_change_that_lacks_a_file_is_undone() {
    for spoil in [None, Some("not what was written")] {
        let world = killed_half_way();
        let mut staged = Vec::new();
        for (path, _) in tree_of(&world.root().join(".regen/new")) {
            if !path.ends_with('/') {
                staged.push(world.root().join(".regen/new").join(path));
            }
        }
        let lost = staged.last().expect("some file is not yet moved");
        match spoil {
            None => fs::remove_file(lost).unwrap(),
            Some(text) => fs::write(lost, text).unwrap(),
        }
        let recovered = tree::recover(world.root(), bounds()).unwrap().unwrap();
        assert_eq!(
            recovered.to_string(),
            "an earlier run was stopped while it wrote; its change of 11 files is undone"
        );
        assert_eq!(&tree_of(world.root()), world.before);
    }
}

/// A journal of these lines as a run writes it, checksum and all.
fn journal(lines: &[&str]) -> String {
    let body = format!(
        "regen journal 1\n{}",
        lines.iter().map(|line| format!("{line}\n")).collect::<String>()
    );
    let end = digest(&body);
    format!("{body}end {end}\n")
}

/// SHA-256 in hexadecimal digits.
fn digest(text: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is left in a root by somebody else is not followed: an error names it and says what to do, and nothing is
/// changed by whichever way one comes to it.
fn assert_not_followed(root: &Path, names: &str, why: &str) {
    let before = tree_of(root);
    type Way = fn(&Path) -> Option<Error>;
    let ways: [(&str, Way); 3] = [
        ("pending", |root| {
            Tree::lock_shared(root, bounds()).unwrap().pending().err()
        }),
        ("recover", |root| tree::recover(root, bounds()).err()),
        ("write", |root| tree::write(root, &OWNED, &new()).err()),
    ];
    for (way, run) in ways {
        let error = run(root).unwrap_or_else(|| panic!("{way} follows it"));
        let said = error.to_string();
        assert!(matches!(error, Error::Journal { .. }), "{way}: {said}");
        for part in [names, why, "Nothing was changed", "remove the folder"] {
            assert!(said.contains(part), "{way}: {part} in {said}");
        }
        assert_eq!(tree_of(root), before, "{way}");
    }
}

#[test]
fn a_forged_journal_changes_nothing_outside_of_what_is_owned() {
    let evil_digest = digest("evil\n");
    for (name, line) in [
        ("journal", format!("replace {evil_digest} src/lib.rs")),
        ("journal", format!("add {evil_digest} build.rs")),
        ("journal", format!("add {evil_digest} src/v1_0x/a.rs")),
        ("journal", format!("add {evil_digest} .cargo/config.toml")),
        ("journal", "remove src/lib.rs".to_owned()),
        ("journal", "folder empty".to_owned()),
        ("undone", "folder empty".to_owned()),
        ("finished", "remove empty/gone".to_owned()),
    ] {
        let world = world();
        let path = line.rsplit(' ').next().unwrap();
        lay(
            world.root(),
            &set(&[
                ("src/lib.rs", "precious\n"),
                (&format!(".regen/{name}"), &journal(&[&line])),
            ]),
        );
        lay(
            world.root(),
            &set(&[
                (&format!(".regen/new/{path}"), "evil\n"),
                (&format!(".regen/old/{path}"), "evil\n"),
            ]),
        );
        fs::create_dir_all(world.root().join("empty")).unwrap();
        assert_not_followed(world.root(), &format!(".regen/{name}"), &format!("it names {path:?}"));
    }
}

#[test]
fn a_journal_that_cannot_be_read_is_an_error() {
    for line in [
        "remove ../outside.rs",
        "remove src/v1_0/../lib.rs",
        "remove /etc/passwd",
        "remove C:/x",
        "folder ..",
        "move src/v1_0/a.rs",
        "add 00 ../a.rs",
    ] {
        let world = world();
        lay(
            world.root(),
            &set(&[
                (".regen/journal", &journal(&[line])),
                (".regen/old/src/lib.rs", "evil\n"),
            ]),
        );
        assert_not_followed(world.root(), ".regen/journal", "damaged");
    }
    // What was moved away stays where it is, for a person to look at.
    let world = killed_half_way();
    let path = world.root().join(".regen/journal");
    let text = fs::read(&path).unwrap();
    for broken in [&text[..text.len() / 2], b"", b"regen journal 2\n"] {
        fs::write(&path, broken).unwrap();
        assert_not_followed(world.root(), ".regen/journal", "damaged");
    }
    fs::write(&path, &text).unwrap();
    tree::recover(world.root(), bounds()).unwrap().unwrap();
    assert_eq!(&tree_of(world.root()), world.after);
}

#[cfg(unix)]
#[test]
fn links_among_what_a_run_left_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = folder();
    lay(
        outside.path(),
        &set(&[
            ("src/v1_0/mod.rs", "outside\n"),
            ("journal", &journal(&["remove src/v1_0/mod.rs"])),
        ]),
    );
    let seen = tree_of(outside.path());
    for (link, to) in [
        (".regen/new", ""),
        (".regen/old", ""),
        (".regen/old/src", "src"),
        (".regen/journal", "journal"),
    ] {
        let world = world();
        fs::create_dir_all(world.root().join(link).parent().unwrap()).unwrap();
        if link != ".regen/journal" {
            let put = format!("replace {} src/v1_0/mod.rs", digest("outside\n"));
            let text = journal(&[&put, "remove src/v1_0/models/mod.rs"]);
            lay(world.root(), &set(&[(".regen/journal", &text)]));
        }
        symlink(outside.path().join(to), world.root().join(link)).unwrap();
        assert_not_followed(world.root(), link, "neither a file nor a folder");
        assert_eq!(tree_of(outside.path()), seen, "{link}");
    }
}

/// A root that holds more than what is written: its own work folder is nobody's, and the one that counts lies in the
/// folder that the bounds say.
#[test]
fn a_wide_root_is_only_as_wide_as_its_bounds() {
    let dir = folder();
    let wide = || Bounds::of(&["code/src/v1_0", "data/v1.0"]).prepared_in("code");
    let files = set(&[("code/src/v1_0/a.rs", "a\n"), ("data/v1.0/names.yaml", "a\n")]);
    let owned = ["code/src/v1_0", "data/v1.0/names.yaml"];
    let forged = journal(&["remove Cargo.toml", "remove code/src/v1_0/a.rs"]);
    lay(
        dir.path(),
        &set(&[("Cargo.toml", "precious\n"), (".regen/journal", &forged)]),
    );
    Tree::lock(dir.path(), wide()).unwrap().write(&owned, &files).unwrap();
    let mut expected = files.clone();
    expected.extend(set(&[("Cargo.toml", "precious\n"), (".regen/journal", &forged)]));
    let mut now = tree_of(dir.path());
    now.retain(|path, _| !path.ends_with('/'));
    assert_eq!(now, expected);
    // A change that is stopped there is finished there.
    let other = set(&[("code/src/v1_0/a.rs", "b\n"), ("data/v1.0/names.yaml", "b\n")]);
    let mut stopped = 0;
    for at in 0..40 {
        let faulty = Faulty::new(at, Fault::Killed);
        let killed = Tree::lock_on(dir.path(), wide(), &faulty)
            .unwrap()
            .write(&owned, &other)
            .is_err();
        stopped += usize::from(dir.path().join("code/.regen/journal").exists());
        Tree::lock(dir.path(), wide()).unwrap().write(&owned, &files).unwrap();
        assert!(!dir.path().join("code/.regen").exists());
        let mut now = tree_of(dir.path());
        now.retain(|path, _| !path.ends_with('/'));
        assert_eq!(now, expected, "killed at {at}: {killed}");
    }
    assert!(stopped > 2, "{stopped}");
    // What is not within the bounds is not written either.
    let error = Tree::lock(dir.path(), wide())
        .unwrap()
        .write(&["data/overlay"], &FileSet::new())
        .unwrap_err();
    assert!(
        error.to_string().contains("outside of what may be changed here"),
        "{error}"
    );
}

#[test]
fn leftovers_before_the_decision_are_removed() {
    let world = world();
    lay(
        world.root(),
        &set(&[
            (".regen/new/src/v1_0/mod.rs", "half of it"),
            (".regen/journal.new", "regen jour"),
        ]),
    );
    let written = tree::write(world.root(), &OWNED, &new()).unwrap();
    let recovered = written.recovered.unwrap();
    assert_eq!(
        recovered,
        Recovered {
            outcome: Outcome::Undone,
            files: 0
        }
    );
    assert_eq!(
        recovered.to_string(),
        "an earlier run was stopped before it changed anything; what it had prepared is removed"
    );
    assert_eq!(&tree_of(world.root()), world.after);
}
