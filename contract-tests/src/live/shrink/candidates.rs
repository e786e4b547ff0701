//! Requests that are a little smaller than a request, the greatest steps first. It must not know whether they still
//! show anything.

use serde_json::{Map, Value};

use crate::live::exchange::Sent;

/// Longer JSON is not taken apart.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The smaller requests.
pub(super) fn of(sent: &Sent) -> Vec<Sent> {
    let mut smaller = Vec::new();
    for at in 0..sent.headers.len() {
        // The content type tells how the body is read.
        if sent.body.is_some() && sent.headers[at].0.eq_ignore_ascii_case("Content-Type") {
            continue;
        }
        let mut less = sent.clone();
        less.headers.remove(at);
        smaller.push(less);
    }
    if let Some(query) = sent.query() {
        let pairs: Vec<&str> = query.split('&').collect();
        for at in 0..pairs.len() {
            let rest: Vec<&str> =
                pairs.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, pair)| *pair).collect();
            let mut less = sent.clone();
            less.target = sent.path().to_owned();
            if !rest.is_empty() {
                less.target.push('?');
                less.target.push_str(&rest.join("&"));
            }
            smaller.push(less);
        }
    }
    if let Some(body) = sent.body.as_deref().filter(|body| !body.is_empty() && body.len() <= BODY_BYTES_MAX)
        && let Ok(value) = serde_json::from_slice::<Value>(body)
    {
        let replaced = |value: Value| Sent { body: serde_json::to_vec(&value).ok(), ..sent.clone() };
        smaller.extend(simpler(&value).into_iter().map(replaced));
    }
    smaller
}

/// Values that are simpler: without a member or item, or with a simpler one in its place.
fn simpler(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => {
            let without = members.keys().map(|name| {
                let rest = members.iter().filter(|(other, _)| *other != name);
                Value::Object(rest.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
            });
            let inside = members.iter().flat_map(|(name, member)| {
                simpler(member).into_iter().map(move |member| {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), member);
                    Value::Object(changed)
                })
            });
            without.chain(inside).collect()
        }
        Value::Array(items) => {
            let mut smaller = Vec::new();
            if items.len() > 1 {
                smaller.push(Value::Array(items[..1].to_vec()));
                smaller.push(Value::Array(items[..items.len() / 2].to_vec()));
            }
            for (at, item) in items.iter().enumerate() {
                let mut rest = items.clone();
                rest.remove(at);
                smaller.push(Value::Array(rest));
                smaller.extend(simpler(item).into_iter().map(|item| {
                    let mut changed = items.clone();
                    changed[at] = item;
                    Value::Array(changed)
                }));
            }
            smaller
        }
        Value::String(text) => {
            let letters: String = text.chars().map(|_| 'a').collect();
            let half: String = letters.chars().take(letters.chars().count() / 2).collect();
            let simple = [String::new(), "a".to_owned(), half, letters];
            // A step back would go on for ever.
            let is_simpler = |other: &String| {
                (other.chars().count(), weight(other)) < (text.chars().count(), weight(text))
            };
            simple.into_iter().filter(is_simpler).map(Value::String).collect()
        }
        Value::Number(number) if number.to_string() != "0" && number.to_string() != "1" => {
            vec![Value::from(0), Value::from(1)]
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => Vec::new(),
    }
}

/// How far a text is from being the plainest.
fn weight(text: &str) -> usize {
    text.chars().filter(|c| *c != 'a').count()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{of, simpler};
    use crate::live::exchange::Sent;

    #[test]
    fn shrinking_ends() {
        let mut values = vec![json!({"a": [1, 20, {"b": "long text"}], "c": "é", "d": 5})];
        let mut steps = 0;
        while let Some(value) = values.pop() {
            values.extend(simpler(&value).into_iter().next_back());
            steps += 1;
        }
        assert!(steps < 40, "{steps}");
    }

    #[test]
    fn requests_lose_parts() {
        let sent = Sent::new("POST", "/a?b=1&c").header("X", "1").content("application/json", "{\"d\":1}");
        let shown: Vec<String> = of(&sent)
            .iter()
            .map(|sent| {
                format!(
                    "{} {} {}",
                    sent.target,
                    sent.headers.len(),
                    String::from_utf8_lossy(sent.body.as_deref().unwrap())
                )
            })
            .collect();
        assert_eq!(
            shown,
            ["/a?b=1&c 1 {\"d\":1}", "/a?c 2 {\"d\":1}", "/a?b=1 2 {\"d\":1}", "/a?b=1&c 2 {}"]
        );
        assert_eq!(simpler(&Value::Null), Vec::<Value>::new());
    }
}
