//! What azure_core asks of an executor, where there are no threads: a clock that is looked at whenever the program is
//! polled. Natively, without its feature `tokio`, azure_core takes a thread for each wait instead.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use azure_core::async_runtime::{AbortableTask, AsyncRuntime, SpawnedTask, TaskFuture};
use azure_core::time::Duration;

/// The runtime of a program with one thread, which `futures::executor::block_on` has.
pub struct SingleThread;

impl AsyncRuntime for SingleThread {
    fn spawn(&self, task: TaskFuture) -> SpawnedTask {
        Box::pin(WhenAwaited(task))
    }

    fn sleep(&self, duration: Duration) -> TaskFuture {
        let begin = Instant::now();
        Box::pin(std::future::poll_fn(move |context| {
            if begin.elapsed() >= duration {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }

    fn yield_now(&self) -> TaskFuture {
        Box::pin(async {})
    }
}

/// A task that runs when it is awaited.
struct WhenAwaited(TaskFuture);

impl Future for WhenAwaited {
    type Output = Result<(), Box<dyn std::error::Error + Send>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context).map(Ok)
    }
}

impl AbortableTask for WhenAwaited {
    fn abort(&self) {}
}
