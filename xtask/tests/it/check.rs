//! `check` and `semver` as a process, with a script in the place of cargo.

use std::fs;

use crate::part::explains;
use crate::scratch::{Scratch, edit, without_member};

#[test]
fn check_prints_each_step_and_what_to_run() {
    let scratch = Scratch::new();
    let check = |variables: &[(&str, &str)]| scratch.run(&["check"], variables);
    let good = check(&[]);
    assert_eq!((good.code, good.err.as_str()), (Some(0), ""), "{}", good.out);
    assert_eq!(
        good.out.lines().filter(|line| line.starts_with("ok ")).count(),
        5,
        "{}",
        good.out
    );
    assert!(good.out.ends_with("5 of 5 hold\n"), "{}", good.out);
    assert!(
        scratch
            .calls()
            .contains("no test --package integration-tests --test it snapshots::"),
        "{}",
        scratch.calls()
    );
    assert_eq!(scratch.status(), "", "nothing is written");

    let kept = fs::read_to_string(scratch.at("schemas/overlay/explained.yaml")).unwrap();
    edit(&scratch.at("schemas/overlay/explained.yaml"), |text| {
        let denied = explains("option-denied");
        text.replacen(
            &denied,
            &denied.replacen("place:", "what: denied by nobody, place:", 1),
            1,
        )
    });
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), |text| {
        text.replacen("      <EnumType", "       <EnumType", 1)
    });
    let model = "generated/src/v1_0/models/mod.rs";
    edit(&scratch.at(model), |text| text + "// by hand\n");
    let bad = check(&[("TESTS", "test operations_of_beta ... FAILED")]);
    assert_eq!(bad.code, Some(1), "{}{}", bad.out, bad.err);
    for said in [
        "FAILED   schemas    1 file not in the normal form; run `cargo xtask import --version v1.0 \
         --csdl schemas/v1.0/metadata.csdl",
        "FAILED   bindings   generated/ is not what schemas/ makes; run `cargo xtask regen`",
        "    -// by hand",
        "FAILED   findings   ",
        "$select is offered, and denied by microsoft.graph.agreement\n",
        "    explains nothing: option-denied *\n",
        "FAILED   snapshots  1 snapshot test failed; look at `cargo xtask drift HEAD schemas`, \
         then accept with `INSTA_UPDATE=always",
        "    operations_of_beta",
        "ok       version    no release yet",
        "1 of 5 hold; not as it should be: schemas, bindings, findings, snapshots\n",
    ] {
        assert!(bad.out.contains(said), "{said}: {}", bad.out);
    }

    fs::write(scratch.at("schemas/overlay/explained.yaml"), kept).unwrap();
    edit(&scratch.at("schemas/v1.0/metadata.csdl"), |text| {
        text[..text.len() / 2].to_owned()
    });
    let unknown = check(&[("TESTS", "error: could not compile")]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.out);
    for said in [
        "UNKNOWN  schemas    schemas/v1.0/metadata.csdl:",
        "UNKNOWN  snapshots  ",
        "could not be checked: schemas, bindings, snapshots",
    ] {
        assert!(unknown.out.contains(said), "{said}: {}", unknown.out);
    }
}

#[test]
fn semver_judges_the_version_by_both_classes() {
    const NONE: (&str, &str) = ("SEMVER", "no semver update required");
    const MINOR: (&str, &str) = (
        "SEMVER",
        "semver requires new minor version: 0 major and 1 minor checks failed",
    );
    let scratch = Scratch::new();
    let semver = |variables: &[(&str, &str)]| scratch.run(&["semver"], variables);
    let first = semver(&[NONE]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.starts_with("no release yet"), "{}", first.out);

    scratch.tag("v0.1.0");
    scratch.tag("v0.9.0-rc.1");
    let same = semver(&[NONE]);
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    assert!(
        same.out.starts_with("since v0.1.0 (version 0.1.0; now 0.1.0)\n"),
        "{}",
        same.out
    );
    assert!(
        scratch.calls().contains(
            "--package msgraph-identity-governance --baseline-rev v0.1.0 --all-features --release-type patch"
        )
    );
    let by_hand = semver(&[MINOR]);
    assert_eq!(by_hand.code, Some(1), "{}", by_hand.out);
    assert!(
        by_hand
            .out
            .contains("finding: our report says none, cargo-semver-checks says minor"),
        "{}",
        by_hand.out
    );

    edit(&scratch.at("schemas/v1.0/metadata.csdl"), without_member);
    let low = semver(&[NONE]);
    assert_eq!(low.code, Some(1), "{}{}", low.out, low.err);
    assert!(
        low.out.contains("set 0.2.0 in generated/Cargo.toml") && low.out.contains("finding: "),
        "{}",
        low.out
    );
    edit(&scratch.at("generated/Cargo.toml"), |text| {
        text.replacen("0.1.0", "0.2.0", 1)
    });
    assert_eq!(semver(&[NONE]).code, Some(0));

    let alone = semver(&[]);
    assert_eq!(alone.code, Some(0), "{}", alone.out);
    assert!(
        alone.out.contains("cargo install cargo-semver-checks --locked"),
        "{}",
        alone.out
    );
    assert_eq!(semver(&[("CI", "true")]).code, Some(2), "in CI both must have looked");
    let failed = semver(&[("SEMVER", "error: no rustdoc")]);
    assert_eq!((failed.code, failed.out.as_str()), (Some(2), ""), "{}", failed.err);
    let unknown = scratch.run(&["semver", "--baseline", "v7.7.7"], &[NONE]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.out);
}
