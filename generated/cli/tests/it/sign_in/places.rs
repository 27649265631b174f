//! Where there is no terminal, no browser, no home: CI, SSH, containers.

use super::*;
use crate::terminal::Terminal;

#[tokio::test]
async fn without_a_terminal_nobody_is_waited_for() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let ended = home.run(&login(&authority.url()));
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    for words in ["there is no terminal", "tip: --device-code", "--managed-identity"] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    assert!(authority.state().requests.is_empty());
    assert!(!home.path().join(".config").exists() && !home.tokens("default").exists());
}

/// A terminal without a screen, as over SSH: a code, without being asked for it.
#[tokio::test(flavor = "multi_thread")]
async fn over_ssh_a_code_is_taken() {
    let authority = Authority::start().await;
    let mut terminal = Terminal::new(200, "http://127.0.0.1:9");
    let line = format!("SSH_TTY=/dev/pts/0 DISPLAY=:0 msgraph-ig {}", login(&authority.url()));
    let (shown, code) = terminal.run(&line);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("enter the code ABCD-EFGH"), "{shown}");
    let (shown, code) = terminal.run("msgraph-ig whoami -o text --query account");
    assert!(code == 0 && shown.contains("ada@contoso.example"), "{shown}");
    assert!(
        terminal
            .home()
            .join(".local/state/msgraph-ig/tokens-default.json")
            .exists()
    );
}

/// A browser that is expected and is not there.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_browser_a_code_is_asked_for_instead() {
    let authority = Authority::start().await;
    let mut terminal = Terminal::new(200, "http://127.0.0.1:9");
    let line = format!(
        "PATH=/nowhere DISPLAY=:0 {} {}",
        env!("CARGO_BIN_EXE_msgraph-ig"),
        login(&authority.url())
    );
    let (shown, code) = terminal.run(&line);
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.contains("a code is asked for instead") && shown.contains("ABCD-EFGH"),
        "{shown}"
    );
    // Who asked for the browser gets no other way.
    let (shown, code) = terminal.run(&format!("{line} --browser"));
    assert_eq!(code, 3, "{shown}");
    assert!(shown.contains("msgraph-ig login --device-code"), "{shown}");
}

#[tokio::test]
async fn without_a_home_a_folder_can_be_named() {
    let (home, authority) = (Home::new(), Authority::start().await);
    let line = format!("{} --device-code", login(&authority.url()));
    let run = |variables: &[(&str, &Path)]| {
        let mut command = home.command(line.split(' '));
        command
            .env("HOME", "relative-home-of-nobody")
            .envs(variables.iter().copied());
        checked(Ended::of(command.output().unwrap()))
    };
    let ended = run(&[]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("tip: MSGRAPH_IG_TOKENS names a folder"),
        "{}",
        ended.stderr
    );
    assert!(authority.state().requests.is_empty());
    let tokens = home.path().join("tokens");
    // Without a place for the profile the tokens are kept, and the tip says how they are used.
    let ended = run(&[("MSGRAPH_IG_TOKENS", &tokens)]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    let tip = format!("`--credential login --tenant-id {TENANT} --client-id {CLIENT}` uses them");
    assert!(ended.stderr.contains(&tip), "{}", ended.stderr);
    assert!(tokens.join("tokens-default.json").exists());
    let ended = run(&[
        ("MSGRAPH_IG_TOKENS", &tokens),
        ("MSGRAPH_IG_CONFIG", &home.path().join("config.toml")),
    ]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
fn a_line_that_cannot_sign_in_says_what_it_lacks() {
    let home = Home::new();
    for (line, code, words) in [
        (
            "login --device-code",
            3,
            "--client-id: no application is named to sign in to",
        ),
        ("login --device-code --browser", 2, "cannot be used with"),
        ("login --strategy Password", 2, "invalid value 'Password'"),
        ("login --device-code --claims x", 2, "this is no JSON object"),
        (
            "login --device-code --client-id c --authority http://login.example",
            2,
            "is not reached by https",
        ),
        (
            "login --device-code --client-id c --scopes a\"b",
            2,
            "--scopes: `a\"b` is no permission's name",
        ),
        (
            "login --device-code --client-id c --profile a/b",
            2,
            "a profile's name has letters",
        ),
        (
            "login --device-code --client-id c --for nothing",
            2,
            "--for `nothing`: it names no operation",
        ),
        (
            "login --device-code --client-id c --for waitin",
            2,
            "did you mean `waiting`?",
        ),
        ("whoami", 3, "there is no credential"),
    ] {
        let ended = home.run(line);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (code, ""),
            "{line}: {}",
            ended.stderr
        );
        assert!(ended.stderr.contains(words), "{line}: {}", ended.stderr);
    }
    // Signing out where nobody is signed in is done at once.
    assert_eq!(home.run("logout").code, 0);
    assert!(!home.path().join(".config").exists() && !home.path().join(".local").exists());
}
