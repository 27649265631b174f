//! What is logged while somebody signs in, by this crate and by those below it: no token and no code.

use std::fmt::{Debug, Write as _};
use std::sync::Mutex;

use integration_tests::own_process::run_alone;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::authority::{query, refusal};
use super::*;

/// Everything that is reported at any level, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field} {value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn no_log_has_a_token_or_a_code() {
    if !run_alone(module_path!(), "no_log_has_a_token_or_a_code") {
        return;
    }
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let (mut states, mut shown) = (Vec::new(), String::new());
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let authority = Authority::start().await;
            let (state, pages) = (authority.shared(), Arc::new(Mutex::new(Vec::new())));
            let seen = pages.clone();
            let opened = BrowserCredentialOptions::from(options(&authority)).with_open(move |page| {
                seen.lock().unwrap().push(query(page));
                let code = state.lock().unwrap().authorize(page);
                // One that is refused first.
                super::browser::send(page, &super::browser::form(&code, "s3cr3t-other"))?;
                super::browser::send(page, &super::browser::form(&code, &query(page)["state"])).map(|_| ())
            });
            let browser = BrowserCredential::new(TENANT, CLIENT, Some(opened)).unwrap();
            token(&*browser).await.unwrap();
            states.extend(pages.lock().unwrap().iter().map(|page| page["state"].clone()));

            authority.state().expires_in = json!(1);
            authority
                .state()
                .next
                .extend([refusal("authorization_pending", None), refusal("slow_down", None)]);
            let device = device(options(&authority));
            let failed = device.get_token(&["https://graph.microsoft.com/.default"], None).await;
            shown = format!("{device:?} {browser:?} {failed:?}");
            // Due at once, and refused.
            tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
            authority.state().next.extend([refusal("invalid_grant", Some(50173))]);
            token(&*device).await.unwrap();
        });
    let log = log.0.lock().unwrap();
    // It is the log of these requests.
    assert!(
        log.contains("a person has to sign in") && log.contains("/oauth2/v2.0/token"),
        "{log}"
    );
    let leaks: Vec<_> = log
        .lines()
        .filter(|line| line.contains(SECRET) || states.iter().any(|state| line.contains(state)))
        .collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
    assert!(!shown.contains(SECRET), "{shown}");
}
