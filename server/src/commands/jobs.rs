//! Work that nobody asks for: the erasure of deleted accounts.

use crate::app::App;
use slog::{Logger, info, warn};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Erases due accounts, again and again. Many servers may do so at once.
pub(super) async fn erase_due(app: App, interval: Duration, log: Logger) {
    let mut ticks = tokio::time::interval(interval.max(Duration::from_secs(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match app.erase_due().await {
            Ok(0) => {}
            Ok(erased) => info!(log, "erased deleted accounts"; "accounts" => erased),
            Err(error) => {
                let cause = error.context().unwrap_or_default().to_owned();
                warn!(log, "erasure failed and will be tried again"; "error" => %error, "cause" => cause);
            }
        }
    }
}
