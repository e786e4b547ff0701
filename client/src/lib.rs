//! A typed client for every dialect of Selfsame.
//!
//! The operations, their bodies and their errors are generated from the OpenAPI document; around them this crate
//! authenticates, keeps time limits and repeats what may be repeated. It knows nothing of the server but the document.
//!
//! ```no_run
//! use selfsame_client::{Client, Conditional, ErrorExt, ResponseExt};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://profiles.example.com")?.build()?;
//! let login = client
//!     .session_login()
//!     .body_map(|body| body.email("ada@example.com").password("correct-horse-battery-staple"))
//!     .send()
//!     .await?;
//! client.set_bearer(&login.session_token)?;
//!
//! let user = client.me_view().send().await?;
//! let tag = user.entity_tag().ok_or("the answer has no entity tag")?;
//!
//! // Change the profile, but only if nobody else did meanwhile. `bio(None)` would clear it.
//! let change = client.me_update().if_match(tag.clone()).body_map(|body| body.bio("Writes programs.")).send().await;
//! match change {
//!     Ok(user) => println!("{}", user.updated_at),
//!     Err(error) if error.code() == Some("precondition_failed") => println!("somebody was faster"),
//!     Err(error) => println!("{}", error.summary()),
//! }
//!
//! // Read it again, but only if it changed since.
//! if let Some(user) = client.me_view().if_none_match(tag).send().await.if_modified()? {
//!     println!("{}", user.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - **Credentials**: [`ClientBuilder::bearer`], and at run time [`Client::set_bearer`], which all clones see.
//! - **Time limits and repetition**: [`Settings`].
//! - **Absent and null**: a member that is not set is not sent; `None` on a member that can be null sends null
//!   (see [`IntoOptional`]). In a struct literal these are `None` and `Some(None)`.
//! - **Errors**: [`Error`] carries the documented body; [`ErrorExt`] asks the same of all of them.
//! - **Conditional requests**: [`ResponseExt::entity_tag`] and [`Conditional::if_modified`].

mod conditional;
mod connection;
mod construction;
mod error;
#[rustfmt::skip]
#[expect(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::restriction,
    clippy::pedantic,
    reason = "progenitor's code is not written by the rules of this workspace"
)]
mod generated;
mod hooks;
mod member;
mod response;
mod retry;
mod settings;

pub use conditional::Conditional;
pub use connection::{Connection, InvalidBearer};
pub use construction::{BuildError, ClientBuilder};
pub use error::{ErrorBody, ErrorExt};
pub use generated::{ByteStream, Client, Error, ResponseValue, builder, types};
pub use member::{IntoOptional, Text};
pub use reqwest;
pub use response::ResponseExt;
pub use settings::{Retries, Settings};
