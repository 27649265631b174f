//! Sessions print what they are recorded with.

use std::path::PathBuf;

use guide::session::Session;
use guide::{files, guide, is_recording, root, run};

/// Whether what the session reads is there: it is not in a user's clone, and has to be where CI runs.
fn has_what_it_needs(session: &Session) -> bool {
    let Some(file) = session.need("reads") else {
        return true;
    };
    let there = root().join(file).exists();
    assert!(there || std::env::var_os("CI").is_none(), "{file} is not there");
    there
}

fn check(path: &PathBuf) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|why| why.to_string())?;
    let session = Session::parse(&text).map_err(|why| format!("{}: {why}", path.display()))?;
    if !has_what_it_needs(&session) {
        return Ok(());
    }
    let now = run::run(&session).to_string();
    if is_recording() {
        return std::fs::write(path, now).map_err(|why| why.to_string());
    }
    if now == text {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().display();
    Err(format!(
        "{name}: GUIDE=record writes it anew. Recorded:\n{text}\nnow:\n{now}"
    ))
}

#[test]
fn sessions_print_what_they_are_recorded_with() {
    run::build_missing();
    let wanted = std::env::var("GUIDE_SESSION").ok();
    let all = files(&guide().join("sessions"), "console").unwrap();
    let all = all.into_iter().filter(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        wanted.as_ref().is_none_or(|wanted| *wanted == name)
    });
    let all: Vec<PathBuf> = all.collect();
    assert!(!all.is_empty());
    let failures = std::sync::Mutex::new(Vec::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    if let Err(why) = check(path) {
                        failures.lock().unwrap().push(why);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
