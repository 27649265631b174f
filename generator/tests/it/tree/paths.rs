//! Paths and folders that are refused.

use super::*;

#[test]
fn paths_that_lead_out_or_clash_are_refused() {
    let long = [
        ("../out.rs", "`..`"),
        ("src/v1_0/../../../out.rs", "`..`"),
        ("src/v1_0/./a.rs", "`.`"),
        ("/etc/passwd", "absolute"),
        ("", "empty"),
        ("src//v1_0/a.rs", "empty part"),
        ("src/v1_0/", "empty part"),
        ("src\\v1_0\\a.rs", "`\\`"),
        ("C:/a.rs", "`:`"),
        ("src/v1_0/a\nb.rs", "'\\n'"),
        ("src/v1_0/a\0.rs", "'\\u{0}'"),
        ("src/v1_0/a\u{202e}.rs", "'\\u{202e}'"),
        (".regen/new/a.rs", "`.regen`"),
        (".REGEN/a.rs", "`.regen`"),
        ("src/lib.rs", "none of the folders"),
        ("src/v1_0x/a.rs", "none of the folders"),
    ];
    for (path, reason) in long {
        let world = world();
        for error in [
            tree::write(world.root(), &OWNED, &set(&[(path, "x")])).unwrap_err(),
            tree::check(world.root(), &OWNED, &set(&[(path, "x")])).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Path { .. }), "{path:?}: {error}");
            assert!(error.to_string().contains(reason), "{path:?}: {error}");
            assert!(
                !error.to_string().contains(generator::text::is_hidden),
                "{path:?}: {error:?}"
            );
        }
        assert_eq!(&tree_of(world.root()), world.before);
    }
    let world = world();
    for owned in ["..", "", "/", ".", ".regen", "src/../.."] {
        assert!(
            matches!(
                tree::write(world.root(), &[owned], &FileSet::new()),
                Err(Error::Path { .. })
            ),
            "{owned:?}"
        );
    }
    for (files, reason) in [
        ([("src/v1_0/a.rs", ""), ("src/v1_0/A.rs", "")], "only in case"),
        (
            [("src/v1_0/a", ""), ("src/v1_0/a/b.rs", "")],
            "a file and, for another file, a folder",
        ),
    ] {
        let error = tree::write(world.root(), &OWNED, &set(&files)).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert_eq!(&tree_of(world.root()), world.before);
}

#[cfg(unix)]
#[test]
fn folders_that_are_links_are_refused() {
    use std::os::unix::fs::symlink;
    for at in ["src", "src/v1_0", "src/v1_0/models"] {
        let outside = folder();
        lay(
            outside.path(),
            &set(&[
                ("v1_0/models/a.rs", "outside\n"),
                ("models/a.rs", "outside\n"),
                ("a.rs", "outside\n"),
            ]),
        );
        let seen = tree_of(outside.path());
        let dir = folder();
        fs::create_dir_all(dir.path().join(at).parent().unwrap()).unwrap();
        symlink(outside.path(), dir.path().join(at)).unwrap();
        let error = tree::write(dir.path(), &OWNED, &new()).unwrap_err();
        assert!(error.to_string().contains("symbolic link"), "{at}: {error}");
        assert_eq!(tree_of(outside.path()), seen);
    }
    // A work folder that is a link would be emptied elsewhere.
    let (dir, outside) = (folder(), folder());
    lay(outside.path(), &set(&[("precious", "1")]));
    symlink(outside.path(), dir.path().join(WORK_FOLDER)).unwrap();
    assert!(
        tree::write(dir.path(), &OWNED, &new())
            .unwrap_err()
            .to_string()
            .contains(".regen")
    );
    assert_eq!(tree_of(outside.path()).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_in_an_owned_folder_is_a_foreign_thing() {
    use std::os::unix::fs::symlink;
    let (dir, outside) = (folder(), folder());
    lay(outside.path(), &set(&[("precious", "a\n"), ("folder/precious", "b\n")]));
    fs::create_dir_all(dir.path().join("src/v1_0")).unwrap();
    symlink(outside.path().join("precious"), dir.path().join("src/v1_0/a.rs")).unwrap();
    symlink(outside.path().join("folder"), dir.path().join("src/v1_0/folder")).unwrap();
    let files = set(&[("src/v1_0/a.rs", "a\n")]);
    let drift = tree::check(dir.path(), &OWNED, &files).unwrap();
    assert!(
        drift.report(50).contains("a/src/v1_0/a.rs (a symbolic link)"),
        "{}",
        drift.report(50)
    );
    let written = tree::write(dir.path(), &OWNED, &files).unwrap();
    assert_eq!(
        (written.changed, written.removed),
        (vec!["src/v1_0/a.rs".to_owned()], vec!["src/v1_0/folder".to_owned()])
    );
    assert_eq!(
        tree_of(dir.path()).get("src/v1_0/a.rs").map(String::as_str),
        Some("a\n")
    );
    assert_eq!(fs::read_to_string(outside.path().join("precious")).unwrap(), "a\n");
    assert_eq!(
        fs::read_to_string(outside.path().join("folder/precious")).unwrap(),
        "b\n"
    );
}

#[test]
fn a_single_file_can_be_owned() {
    let dir = folder();
    lay(
        dir.path(),
        &set(&[("v1.0/names.yaml", "old\n"), ("v1.0/overlay.yaml", "by hand\n")]),
    );
    let written = tree::write(dir.path(), &["v1.0/names.yaml"], &set(&[("v1.0/names.yaml", "new\n")])).unwrap();
    assert_eq!(written.changed, ["v1.0/names.yaml"]);
    assert_eq!(
        fs::read_to_string(dir.path().join("v1.0/overlay.yaml")).unwrap(),
        "by hand\n"
    );
}

#[test]
fn two_runs_do_not_mix() {
    let world = world();
    let first = Tree::lock(world.root(), bounds()).unwrap();
    for error in [
        Tree::lock(world.root(), bounds()).unwrap_err(),
        Tree::lock_shared(world.root(), bounds()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("another run is at work on"), "{error}");
    }
    drop(first);
    let reader = Tree::lock_shared(world.root(), bounds()).unwrap();
    Tree::lock_shared(world.root(), bounds()).expect("readers share");
    assert!(matches!(Tree::lock(world.root(), bounds()), Err(Error::Locked { .. })));
    drop(reader);
    Tree::lock(world.root(), bounds()).expect("nothing holds it any more");
    assert_eq!(&tree_of(world.root()), world.before, "locking leaves no file");
}

#[test]
fn a_root_that_is_not_there() {
    let dir = folder();
    let root = dir.path().join("not/yet");
    assert_eq!(tree::recover(&root, bounds()).unwrap(), None);
    assert_eq!(tree::check(&root, &OWNED, &new()).unwrap().added().count(), 8);
    assert!(!root.exists());
    assert_eq!(tree::write(&root, &OWNED, &new()).unwrap().added.len(), 8);
    assert!(tree::check(&root, &OWNED, &new()).unwrap().is_empty());
}
