//! Lists: which records, in which order, and which of them on one page. It must not know how records change.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::Service;
use super::routes::Target;
use super::store::Record;
use super::wire::{Answer, Request};

/// One page: the records from `start`, at most `size`.
struct Page {
    start: usize,
    size: usize,
}

impl Service {
    pub(super) fn list(
        &self,
        label: &str,
        request: &Request,
        target: &Target,
        owner: usize,
    ) -> Result<Answer, Answer> {
        self.parent(label, target, owner)?;
        let records = self.with(|store| store.records.clone());
        let mut rows: Vec<Record> = records
            .into_iter()
            .filter(|record| record.kind == target.kind)
            .filter(|record| {
                let filtered =
                    request.parameter("status").is_some() && self.broken_in(label, "leaks_filtered");
                !target.kind.owned || record.owner == owner || filtered || self.broken_in(label, "leaks")
            })
            .filter(|record| record.parent == target.parent || self.broken_in(label, "foreign_parent"))
            .filter(|record| !record.hidden || self.broken_in(label, "deleted"))
            .collect();
        let unfiltered = rows.len();
        let page = page(target.kind.name, request)?;
        let filtered = page.start == 0 || !self.broken_in(label, "filter_forgotten");
        if filtered {
            rows.retain(|record| self.selected(label, request, &self.indexed(label, record)));
        }
        self.sort(label, target.kind.name, request, &mut rows);
        let mut total = if self.broken_in(label, "total_unfiltered") { unfiltered } else { rows.len() };
        let start = if self.broken_in(label, "restarts") && page.start > 0 { 0 } else { page.start };
        let skip = usize::from(self.broken_in(label, "skips_first") && page.start > 0);
        let overlap = usize::from(self.broken_in(label, "overlaps") && page.start > 0);
        let from = (start + skip).saturating_sub(overlap);
        let size = if self.broken_in(label, "limit_ignored") { usize::MAX } else { page.size };
        let mut shown: Vec<Value> =
            rows.iter().skip(from).take(size).map(|record| self.element(label, record)).collect();
        if self.broken_in(label, "skips_last") && shown.len() > 1 {
            shown.pop();
        }
        if self.broken_in(label, "repeats") {
            shown.extend(shown.last().cloned());
        }
        if self.broken_in(label, "total_of_page") {
            total = shown.len();
        }
        if self.broken_in(label, "total_of_all") {
            let counted = |record: &&Record| {
                record.kind == target.kind && self.selected(label, request, &record.shown())
            };
            total = self.with(|store| store.records.iter().filter(counted).count());
        }
        if self.broken_in(label, "total_kept") {
            let made = self.with(|store| store.made.iter().filter(|made| **made == target.kind.name).count());
            total = total.max(made);
        }
        if self.broken_in(label, "total_off") {
            total += 1;
        }
        let next = page.start + page.size;
        let more = next < rows.len();
        Ok(match target.kind.name {
            "projects" => {
                let cursor = if more { json!(format!("c{next:08x}")) } else { Value::Null };
                let cursor = if self.broken_in(label, "ends_early") { Value::Null } else { cursor };
                Answer::json(200, &json!({"items": shown, "total": total, "nextCursor": cursor}))
            }
            "activity" => Answer::json(200, &json!({"items": shown, "total": total})),
            "notes" => Answer::json(200, &json!({"data": shown, "meta": {"total": total, "hasMore": more}})),
            "tasks" => Answer::json(200, &Value::Array(shown)).with("X-Total-Count", total.to_string()),
            _ => Answer::json(200, &Value::Array(shown)),
        })
    }

    fn element(&self, label: &str, record: &Record) -> Value {
        if self.broken_in(label, "stale") {
            let first = Record { members: record.first.clone(), ..record.clone() };
            return first.shown();
        }
        record.shown()
    }

    /// What filters look at.
    fn indexed(&self, label: &str, record: &Record) -> Value {
        if self.broken_in(label, "filter_stale") {
            return Record { members: record.first.clone(), ..record.clone() }.shown();
        }
        record.shown()
    }

    fn selected(&self, label: &str, request: &Request, shown: &Value) -> bool {
        let text = |name: &str| match shown.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        for name in ["status", "priority", "done", "assignee", "kind", "what"] {
            let Some(wanted) = request.parameter(name) else { continue };
            if self.broken_in(label, &["ignores:", name].concat()) {
                continue;
            }
            let inverted = self.broken_in(label, &["inverts:", name].concat());
            if (text(name) == wanted) == inverted {
                return false;
            }
        }
        if let Some(after) = request.parameter("createdAfter")
            && !self.broken_in(label, "ignores:createdAfter")
        {
            let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
            if instant(&text("createdAt")) <= instant(after) {
                return false;
            }
        }
        match request.parameter("q").filter(|_| !self.broken_in(label, "ignores:q")) {
            Some(words) => text("name").to_lowercase().contains(&words.to_lowercase()),
            None => true,
        }
    }

    fn sort(&self, label: &str, kind: &str, request: &Request, rows: &mut [Record]) {
        let (key, descending) = match kind {
            "projects" | "activity" => {
                let key = request.parameter("sort").unwrap_or("createdAt");
                (key.trim_start_matches('-'), key.starts_with('-'))
            }
            "tasks" => {
                let descending = request.parameter("order") == Some("desc");
                (request.parameter("sortBy").unwrap_or("id"), descending)
            }
            _ => return,
        };
        if self.broken_in(label, "sort_ignored") {
            return;
        }
        let descending = descending && !self.broken_in(label, "desc_ignored");
        let as_text = self.broken_in(label, "sorts_text");
        rows.sort_by(|one, other| {
            let (one, other) = (one.shown(), other.shown());
            let order = compare(one.get(key), other.get(key), as_text);
            if descending { order.reverse() } else { order }
        });
    }
}

fn compare(one: Option<&Value>, other: Option<&Value>, as_text: bool) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) if !as_text => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Some(Value::String(one)), Some(Value::String(other))) => one.cmp(other),
        (one, other) => one.map(Value::to_string).cmp(&other.map(Value::to_string)),
    }
}

fn page(kind: &str, request: &Request) -> Result<Page, Answer> {
    let number = |name: &str, default: usize| {
        request.parameter(name).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    Ok(match kind {
        "projects" => {
            let cursor = request.parameter("cursor").map(|text| {
                let digits = text.strip_prefix('c').unwrap_or("?");
                usize::from_str_radix(digits, 16).map_err(|_| Answer::problem(400, "no such cursor"))
            });
            Page { start: cursor.transpose()?.unwrap_or(0), size: number("limit", 20) }
        }
        "tasks" => {
            let size = number("pageSize", 20);
            Page { start: number("page", 1).saturating_sub(1) * size, size }
        }
        "notes" | "activity" => Page { start: number("offset", 0), size: number("limit", 20) },
        _ => Page { start: 0, size: usize::MAX },
    })
}
