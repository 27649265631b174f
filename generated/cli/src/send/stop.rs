//! Ctrl-C, and what else asks a process to end.
//!
//! The first time the command comes to an orderly end: a list closes what it has written and says how to go on. The
//! second time the process ends at once, whatever it is waiting for: the signals are waited for on a thread of their
//! own, which a write to a full pipe does not hold up.

use tokio::sync::watch;

use crate::failure::Kind;

/// Whether the user has asked to stop.
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens from now on.
    pub fn listen() -> Self {
        let (sender, receiver) = watch::channel(false);
        // Without a thread a signal ends the process, as it does in any program.
        let _ = std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || wait(&sender));
        Self(receiver)
    }

    /// Waits until the user asks to stop; for ever where nobody listens.
    pub async fn stopped(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

fn wait(sender: &watch::Sender<bool>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        let Some(mut signals) = Signals::new() else {
            // The sender stays, so that nobody takes its end for a stop.
            return std::future::pending().await;
        };
        signals.next().await;
        sender.send_replace(true);
        signals.next().await;
        std::process::exit(i32::from(Kind::Stopped.exit_code()));
    });
}

/// The signals that ask a process to end.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Option<Self> {
        Some(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
