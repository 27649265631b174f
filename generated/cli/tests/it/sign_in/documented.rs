//! What `docs/sign-in.md` and the READMEs say of signing in is so.

use super::*;

fn page(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap()
}

/// Nobody listens there: a sign-in ends behind the note on what it asks for.
const AWAY: &str = "http://127.0.0.1:9";

/// The rows of the table: an operation and its permission.
fn rows(page: &str) -> Vec<(&str, &str)> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let of_table = cells.filter_map(|cells| match cells[..] {
        [_, operation, permission] => Some((operation.strip_prefix('`')?.strip_suffix('`')?, permission)),
        _ => None,
    });
    of_table
        .filter(|(operation, _)| !operation.starts_with("login"))
        .collect()
}

#[test]
fn the_permissions_of_each_task_are_those_of_the_page() {
    let page = page("../../docs/sign-in.md");
    let rows = rows(&page);
    assert!(rows.len() >= 15, "{rows:?}");
    // At once, because each tries to reach the authority for some seconds.
    std::thread::scope(|scope| {
        for (operation, permission) in rows {
            scope.spawn(move || {
                let words = [
                    "login",
                    "--device-code",
                    "--client-id",
                    CLIENT,
                    "--authority",
                    AWAY,
                    "--for",
                ];
                let ended = Home::new().run_args(words.iter().chain(&[operation]));
                let expected = format!("note: asks for {permission}\n");
                assert!(ended.stderr.starts_with(&expected), "{operation}: {}", ended.stderr);
                // It is the network that is missing, and no sign-in.
                assert_eq!(ended.code, 4, "{}", ended.stderr);
            });
        }
    });
}

/// Runs a line of a shell in which the program is on the path.
fn shell(home: &Home, line: &str) -> Ended {
    let program = Path::new(env!("CARGO_BIN_EXE_msgraph-ig"));
    let path = std::env::join_paths([program.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", path)
        .env("AZURE_CLIENT_ID", CLIENT)
        .env("AZURE_AUTHORITY_HOST", AWAY);
    checked(Ended::of(command.output().unwrap()))
}

#[test]
fn documented_lines_are_read() {
    let pages = ["../../docs/sign-in.md", "../../README.md", "README.md"].map(page);
    let all = pages
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| line.split(" #").next().unwrap().trim());
    let command = |line: &str| {
        line.strip_prefix("msgraph-ig ")
            .map(|rest| rest.split(' ').next().unwrap().to_owned())
    };
    let lines: Vec<(&str, String)> = all.filter_map(|line| Some((line, command(line)?))).collect();
    let expected = |command: &str| match command {
        "login" => Some(4),
        "whoami" => Some(3),
        "logout" => Some(0),
        _ => None,
    };
    assert!(lines.iter().filter(|(_, command)| expected(command).is_some()).count() >= 12);
    std::thread::scope(|scope| {
        for (line, command) in &lines {
            let Some(expected) = expected(command) else { continue };
            scope.spawn(move || {
                // Without a terminal the way has to be named.
                let way = match command == "login" && !line.contains("--device-code") {
                    true => " --device-code",
                    false => "",
                };
                let ended = shell(&Home::new(), &format!("{line}{way}"));
                assert_eq!(ended.code, expected, "{line}: {}", ended.stderr);
            });
        }
    });
}

#[test]
fn the_line_that_registers_an_application_makes_the_request() {
    let page = page("../../docs/sign-in.md");
    let from = page.find("msgraph-ig post /applications").unwrap();
    let line = page[from..].split("\n```").next().unwrap();
    let ended = shell(&Home::new(), &format!("{line} --what-if"));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(
        ended
            .stdout
            .starts_with("POST https://graph.microsoft.com/v1.0/applications\n"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("\"isFallbackPublicClient\": true"),
        "{}",
        ended.stdout
    );
}
