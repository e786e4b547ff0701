//! The one place where what the driver says becomes what the application says.
//!
//! Contexts go to the log and must hold no value of a row: the server's `DETAIL` and most of its messages do, so they
//! are left out.

use tokio_postgres::error::{DbError, SqlState};

use crate::domain::Error;

/// The application's error for the driver's, met while running `what`.
pub(super) fn from_driver(what: &str, error: &tokio_postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        return if is_lost(error) {
            Error::unavailable(format!("{what}: the connection to the database is lost: {error}"))
        } else {
            Error::internal(format!("{what}: {error}"))
        };
    };
    if *db.code() == SqlState::UNIQUE_VIOLATION {
        return Error::Conflict { field: db.constraint().and_then(field_of) };
    }
    let context = format!("{what}: {}", described(db));
    if is_passing(db.code()) { Error::unavailable(context) } else { Error::internal(context) }
}

/// Whether the connection is of no more use, so that another one may do better.
pub(super) fn is_lost(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        // An administrator, a crash or a start-up of the server; or it has become a replica.
        Some(db) => {
            matches!(
                *db.code(),
                SqlState::ADMIN_SHUTDOWN
                    | SqlState::CRASH_SHUTDOWN
                    | SqlState::CANNOT_CONNECT_NOW
                    | SqlState::READ_ONLY_SQL_TRANSACTION
                    | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            )
        }
        None => {
            error.is_closed()
                || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
        }
    }
}

/// The domain's name of the value that a constraint keeps unique.
fn field_of(constraint: &str) -> Option<&'static str> {
    match constraint {
        "users_email_key_unique" => Some("e-mail address"),
        "users_user_id_unique" => Some("user id"),
        "users_handle_unique" => Some("handle"),
        "tenants_name_unique" => Some("name"),
        "users_pkey" | "tenants_pkey" | "containers_pkey" => Some("id"),
        _ => None,
    }
}

/// Conditions that pass by themselves: lost connections (class 08), full resources (53), operators (57), lost races (40).
fn is_passing(code: &SqlState) -> bool {
    ["08", "53", "57", "40"].iter().any(|class| code.code().starts_with(class))
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
}

fn described(db: &DbError) -> String {
    let mut text = format!("SQLSTATE {}", db.code().code());
    for (name, value) in [("table", db.table()), ("column", db.column()), ("constraint", db.constraint())] {
        if let Some(value) = value {
            text.extend([" ", name, " ", value]);
        }
    }
    // Class 42 speaks of the statement and the schema, 57 of the server; neither of a row.
    if ["42", "57"].iter().any(|class| db.code().code().starts_with(class)) {
        text.push_str(": ");
        text.push_str(db.message());
    }
    text
}
