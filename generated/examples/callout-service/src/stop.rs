//! When to stop: SIGTERM, or Ctrl-C.

use tokio::sync::watch;

use crate::Failure;

/// Becomes true when the service is to stop.
pub type Stop = watch::Receiver<bool>;

/// Listens for the signals.
pub fn signal() -> Result<Stop, Failure> {
    let (stop, stopped) = watch::channel(false);
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        #[cfg(unix)]
        let terminated = async {
            terminate.recv().await;
        };
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    Ok(stopped)
}

/// Waits until the service is to stop.
pub async fn wait(mut stop: Stop) {
    // Without a sender there is nobody left who could say so.
    let _ = stop.wait_for(|stop| *stop).await;
}
