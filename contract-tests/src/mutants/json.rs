//! Edits of JSON bodies: parsed, changed and written again, with the length put right. It must not know why.

use serde_json::{Map, Value};

use crate::live::exchange::{HeaderField, Received, Sent};

/// Removes the header fields of that name.
pub(super) fn remove_field(headers: &mut Vec<HeaderField>, name: &str) -> bool {
    let before = headers.len();
    headers.retain(|(field, _)| !field.eq_ignore_ascii_case(name));
    headers.len() < before
}

/// Sets the one header field of that name, at its place when it is there.
pub(super) fn set_field(headers: &mut Vec<HeaderField>, name: &str, value: &str) {
    match headers.iter_mut().find(|(field, _)| field.eq_ignore_ascii_case(name)) {
        Some((_, known)) => *known = value.as_bytes().to_vec(),
        None => headers.push((name.to_owned(), value.as_bytes().to_vec())),
    }
}

/// Changes the value of the header field of that name.
pub(super) fn change_field(headers: &mut [HeaderField], name: &str, change: impl Fn(&str) -> String) -> bool {
    let field = headers.iter_mut().find(|(field, _)| field.eq_ignore_ascii_case(name));
    let Some((_, value)) = field else { return false };
    let changed = change(&String::from_utf8_lossy(value)).into_bytes();
    std::mem::replace(value, changed.clone()) != changed
}

/// Gives the request another body, or none.
pub(super) fn set_body(sent: &mut Sent, body: Option<Vec<u8>>) {
    remove_field(&mut sent.headers, "Content-Length");
    if body.is_none() {
        remove_field(&mut sent.headers, "Content-Type");
    }
    sent.body = body;
}

/// Edits the request's JSON body.
pub(super) fn edit_sent(sent: &mut Sent, edit: impl FnOnce(&mut Value) -> bool) -> bool {
    let Some(mut value) = sent.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()) else {
        return false;
    };
    let edited = edit(&mut value);
    if edited {
        set_body(sent, Some(value.to_string().into_bytes()));
    }
    edited
}

/// Edits the answer's JSON body.
pub(super) fn edit(received: &mut Received, edit: impl FnOnce(&mut Value) -> bool) -> bool {
    let Some(mut value) = received.json() else { return false };
    let edited = edit(&mut value);
    if edited {
        received.body = value.to_string().into_bytes();
    }
    edited
}

/// The request's body as a JSON object.
pub(super) fn object(sent: &Sent) -> Option<Map<String, Value>> {
    serde_json::from_slice(sent.body.as_deref()?).ok()
}

/// The texts of a value, its own or those of its members and items, names apart.
pub(super) fn texts(value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter_mut().for_each(|item| texts(item, visit)),
        Value::Object(members) => members.values_mut().for_each(|member| texts(member, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
