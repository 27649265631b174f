//! How much memory the worst documents take.

use super::*;

/// The bombs: documents of a mebibyte, more where that is said; and the most that a process may take for each, in MiB.
/// The process itself, with the client and the server, has 20; the test's own document stands there up to four times.
const BOMBS: [(&str, f64); 16] = [
    ("page of empty items", 64.0),
    ("page of items with an entity each", 64.0),
    ("list inside an entity", 64.0),
    ("entities in each other", 64.0),
    ("items of the wrong kind", 64.0),
    ("items of the wrong kind, inside entities", 64.0),
    ("lists of nulls", 64.0),
    ("unknown members", 64.0),
    ("annotations of a page", 64.0),
    ("odd values, and their list", 64.0),
    ("JSON, parsed and compared", 64.0),
    ("batch of a million parts (3 MB)", 64.0),
    ("batch member of a million headers (9 MB)", 160.0),
    ("batch member of a million details (3 MB)", 64.0),
    ("gzip of blanks (1 MB, becomes 1 GiB)", 208.0),
    ("gzip of empty items (97 kB, becomes 96 MiB)", 900.0),
];

/// What came of a page.
macro_rules! page {
    ($model:ty, $json:expr) => {{
        let json: String = $json;
        match Page::<$model>::from_slice(json.as_bytes()) {
            Ok(page) => format!(
                "{} items, {} that are none",
                page.value.len(),
                page.mismatched_items.len()
            ),
            Err(error) => error.to_string(),
        }
    }};
}

/// Two requests in a batch, and what came of them.
async fn batch(response: String) -> String {
    let (_server, client) = client_of(json(200, &[], &response)).await;
    let mut batch = client.batch();
    let one = batch.add(client.request::<Json>(Method::Post, "/things"));
    let two = batch.add(client.request::<Json>(Method::Post, "/things"));
    let mut responses = batch.send().await;
    let words = [one, two].map(|handle| match responses.take(handle) {
        Ok(json) => format!("{} bytes", json.as_str().len()),
        Err(error) => error.to_string(),
    });
    words.join("; ")
}

async fn compressed(body: Vec<u8>, read: impl AsyncFn(GraphClient) -> String) -> String {
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let (_server, client) = client_of(response(200, &headers, body)).await;
    read(client).await
}

/// Reads a bomb; what came of it.
async fn read(bomb: &str) -> String {
    let entities = |depth: usize| {
        let start = r#"{"@odata.type":"microsoft.graph.user","manager":"#.repeat(depth);
        format!("{start}{{}}{}", "}".repeat(depth))
    };
    match bomb {
        "page of empty items" => page!(User, mebibyte(r#"{"value":["#, "{}", "]}")),
        "page of items with an entity each" => {
            let json = mebibyte(r#"{"value":["#, r#"{"subject":{}}"#, "]}");
            page!(identity_governance::TaskProcessingResult, json)
        }
        "list inside an entity" => {
            let json = mebibyte(r#"{"value":[{"users":["#, "{}", "]}]}");
            page!(identity_governance::ActivateUserScope, json)
        }
        "entities in each other" => page!(User, mebibyte(r#"{"value":["#, &entities(90), "]}")),
        "items of the wrong kind" => page!(User, mebibyte(r#"{"value":["#, "1", "]}")),
        "items of the wrong kind, inside entities" => {
            let item = repeated(r#"{"users":["#, "1", "]}", 900);
            page!(
                identity_governance::ActivateUserScope,
                mebibyte(r#"{"value":["#, &item, "]}")
            )
        }
        "lists of nulls" => page!(User, mebibyte(r#"{"value":[[["#, "null,[]", "]]]}")),
        "unknown members" => {
            let members: Vec<String> = (0..900).map(|number| format!(r#""{number}":0"#)).collect();
            let item = format!("{{{}}}", members.join(","));
            page!(AccessPackage, mebibyte(r#"{"value":["#, &item, "]}"))
        }
        "annotations of a page" => page!(User, mebibyte(r#"{"value":[],"#, r#""a":0"#, "}")),
        "odd values, and their list" => {
            let item = r#"{"id":0,"displayName":0}"#;
            let json = mebibyte(r#"{"value":[{"users":["#, item, "]}]}");
            match Page::<identity_governance::ActivateUserScope>::from_slice(json.as_bytes()) {
                Ok(page) => format!("{} odd values", page.mismatches().len()),
                Err(error) => error.to_string(),
            }
        }
        "JSON, parsed and compared" => {
            let text = mebibyte("[", r#"{"":0}"#, "]");
            let (one, two): (Json, Json) = (text.parse().unwrap(), text.replacen('0', "1", 1).parse().unwrap());
            format!(
                "{}, {} bytes",
                if one == two { "equal" } else { "different" },
                text.len()
            )
        }
        "batch of a million parts (3 MB)" => batch(repeated(r#"{"responses":["#, "{}", "]}", 1_000_000)).await,
        "batch member of a million headers (9 MB)" => {
            let headers: Vec<String> = (0..1_000_000).map(|number| format!(r#""{number:x}":"""#)).collect();
            let headers = headers.join(",");
            batch(format!(
                r#"{{"responses":[{{"id":"1","status":200,"headers":{{{headers}}}}}]}}"#
            ))
            .await
        }
        "batch member of a million details (3 MB)" => {
            let start = r#"{"responses":[{"id":"1","status":400,"body":{"error":{"code":"c","details":["#;
            batch(repeated(start, "{}", "]}}}]}", 1_000_000)).await
        }
        "gzip of blanks (1 MB, becomes 1 GiB)" => {
            let body = gzip("{", &" ".repeat(16 * MEBIBYTE), 64, "}");
            compressed(body, async |client| {
                match client.request::<Json>(Method::Get, "/things").send().await {
                    Ok(json) => format!("{} bytes", json.as_str().len()),
                    Err(error) => error.to_string(),
                }
            })
            .await
        }
        "gzip of empty items (97 kB, becomes 96 MiB)" => {
            let body = gzip(r#"{"value":[{}"#, &",{}".repeat(4 * MEBIBYTE), 8, "]}");
            compressed(body, async |client| {
                match client.request::<Page<User>>(Method::Get, "/users").send().await {
                    Ok(page) => format!("{} items", page.value.len()),
                    Err(error) => error.to_string(),
                }
            })
            .await
        }
        other => panic!("no bomb: {other}"),
    }
}

/// A number of /proc/self/status, in mebibytes; nothing where the system has none.
fn status(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

const CHOSEN: &str = "MSGRAPH_TEST_BOMB";

/// What the process of a bomb runs.
#[tokio::test]
#[ignore = "`each_bomb_stays_small` runs it"]
async fn one_bomb() {
    let Ok(bomb) = std::env::var(CHOSEN) else { return };
    let words = read(&bomb).await;
    println!("\nPEAK {:?} {words}", status("VmHWM:"));
}

#[test]
fn each_bomb_stays_small() {
    if status("VmHWM:").is_none() {
        return println!("passed over: this system does not tell how much memory a process has had");
    }
    println!("| bomb | peak, MiB | what came of it |\n|---|---|---|");
    let mut large = Vec::new();
    for (bomb, most) in BOMBS {
        let output = own_process::command(module_path!(), "one_bomb")
            .env(CHOSEN, bomb)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.strip_prefix("PEAK Some("));
        let Some((peak, words)) = line.and_then(|line| line.split_once(") ")) else {
            panic!("{bomb}: {text}{}", String::from_utf8_lossy(&output.stderr));
        };
        println!("| {bomb} | {peak:.5} | {words:.150} |");
        if peak.parse::<f64>().unwrap() > most {
            large.push(bomb);
        }
    }
    assert!(large.is_empty(), "too large: {large:?}");
}

// How long a response may be.
