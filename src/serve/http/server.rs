//! The loop that takes connections, and how it ends.

use crate::serve::http::Service;
use crate::serve::http::connection::{Places, serve_connection};
use crate::serve::http::limits;
use anyhow::{Context as _, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Threads that render, read files and search.
const BLOCKING: usize = 16;

/// Answers whoever connects to `listener` until the program is told to stop (Ctrl-C, or SIGTERM):
/// then answers under way are finished, for a few seconds at most.
///
/// # Errors
/// Where the system lends neither threads nor a way to wait for connections.
pub(in crate::serve) fn serve(
    listener: std::net::TcpListener,
    service: Arc<impl Service>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(BLOCKING)
        .enable_io()
        .enable_time()
        .build()
        .context("starting threads")?;
    let outcome = runtime.block_on(take(listener, service));
    // A file being read, or an answer that nobody waits for any more, does not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    outcome
}

async fn take(listener: std::net::TcpListener, service: Arc<impl Service>) -> Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let free = Arc::new(Semaphore::new(limits::connections()));
    let places = Arc::new(Places::new());
    let (stop, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut told_to_stop = std::pin::pin!(told_to_stop());
    loop {
        // Without a free place nobody is taken: the system's queue holds who comes, and refuses.
        let next = async {
            let place = Arc::clone(&free).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut told_to_stop => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((socket, peer)) => {
                let (service, places) = (Arc::clone(&service), Arc::clone(&places));
                let stopping = stopping.clone();
                connections.spawn(async move {
                    serve_connection(socket, peer.ip(), service, places, stopping).await;
                    drop(place);
                });
            }
            // Out of files, or a client that left at once: others go on.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    _ = stop.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    _ = timeout(limits::STOP_TIME, all).await;
    Ok(())
}

/// Waits for the order to stop. Where the system gives no such orders, for ever.
async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => return,
            _ = term.recv() => return,
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
