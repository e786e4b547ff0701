//! Lists read to their end, page by page. It must not know what a list should hold.

use serde_json::Value;

use super::session::{Answer, Call, Session, Stopped, text};
use crate::live::resources::Listing;
use crate::live::resources::listing::{Position, Spot};

/// Pages that are read of one list, at most.
const PAGES_MAX: usize = 40;
/// Items of a page that are asked for when the list is to be read whole.
const SIZE_MAX: u64 = 100;

/// A list as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    /// Page by page: the request, the items, and the total that it gave.
    pub pages: Vec<Page>,
    /// Whether the end was reached.
    pub complete: bool,
    /// Whether a page led to one that was read before.
    pub circular: bool,
}

/// One page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The request's number in the session.
    pub step: usize,
    /// The items.
    pub items: Vec<Value>,
    /// The total.
    pub total: Option<u64>,
}

impl Pages {
    /// All items, each with the request that showed it.
    pub(super) fn items(&self) -> impl Iterator<Item = (&Value, usize)> {
        self.pages.iter().flat_map(|page| page.items.iter().map(move |item| (item, page.step)))
    }

    /// The requests.
    pub(super) fn steps(&self) -> Vec<usize> {
        self.pages.iter().map(|page| page.step).collect()
    }
}

/// What is asked of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// Whose request it is.
    pub identity: usize,
    /// The values of the path's variables.
    pub path: Vec<String>,
    /// Parameters that select or order.
    pub query: Vec<(String, String)>,
    /// Items of a page; as many as may be when absent.
    pub size: Option<u64>,
}

fn at_spot(spot: &Spot, answer: &Answer) -> Option<Value> {
    match spot {
        Spot::Body(path) => {
            let found = path.iter().try_fold(answer.body.as_ref()?, |value, name| value.get(name))?;
            Some(found.clone())
        }
        Spot::Header(name) if name.eq_ignore_ascii_case("link") => {
            next_link(&answer.header(name)?).map(Value::from)
        }
        Spot::Header(name) => answer.header(name).map(Value::String),
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

impl Session<'_> {
    /// Reads a list to its end, or to the most pages that are read.
    ///
    /// # Errors
    /// A page was refused, or is no list.
    pub(super) async fn pages(&mut self, list: &Listing, selection: &Selection) -> Result<Pages, Stopped> {
        self.pages_to(list, selection, PAGES_MAX).await
    }

    async fn pages_to(
        &mut self,
        list: &Listing,
        selection: &Selection,
        most: usize,
    ) -> Result<Pages, Stopped> {
        let mut pages = Pages::default();
        let mut asked: Vec<Option<String>> = Vec::new();
        let mut position: Option<String> = None;
        let mut seen = 0;
        for number in 0..most {
            let answer = self.page(list, selection, position.as_deref()).await?;
            let items = answer.body.as_ref().and_then(|body| list.items(body));
            let items = items.filter(|_| answer.is_success()).ok_or(Stopped)?.clone();
            let count = items.len();
            seen += count;
            let total = list.total.as_ref().and_then(|spot| self::number(&at_spot(spot, &answer)?));
            pages.pages.push(Page { step: answer.step, items, total });
            asked.push(position.clone());
            let Some(next) = self.next(list, selection, &answer, count, seen, number) else {
                pages.complete = true;
                return Ok(pages);
            };
            if asked.contains(&Some(next.clone())) {
                pages.circular = true;
                return Ok(pages);
            }
            position = Some(next);
        }
        Ok(pages)
    }

    /// Reads the first page of a list.
    ///
    /// # Errors
    /// It was refused, or is no list.
    pub(super) async fn first_page(
        &mut self,
        list: &Listing,
        selection: &Selection,
    ) -> Result<Pages, Stopped> {
        self.pages_to(list, selection, 1).await
    }

    async fn page(
        &mut self,
        list: &Listing,
        selection: &Selection,
        position: Option<&str>,
    ) -> Result<Answer, Stopped> {
        let mut query = selection.query.clone();
        if let Some(size) = &list.size {
            let asked = selection.size.unwrap_or_else(|| size.max.unwrap_or(SIZE_MAX).min(SIZE_MAX));
            query.push((size.name.clone(), asked.max(size.min).to_string()));
        }
        if let (Some(known), Some(position)) = (&list.position, position) {
            query.push((known.name().to_owned(), position.to_owned()));
        }
        let call = Call {
            operation: list.operation,
            identity: selection.identity,
            path: selection.path.clone(),
            query,
            ..Call::default()
        };
        self.call(call).await
    }

    /// What the position parameter must say for the next page; nothing at the end.
    fn next(
        &self,
        list: &Listing,
        selection: &Selection,
        answer: &Answer,
        count: usize,
        seen: usize,
        number: usize,
    ) -> Option<String> {
        let position = list.position.as_ref()?;
        let more =
            list.more.as_ref().and_then(|spot| at_spot(spot, answer)).and_then(|value| value.as_bool());
        if more == Some(false) {
            return None;
        }
        let asked = selection
            .size
            .or_else(|| list.size.as_ref().map(|size| size.max.unwrap_or(SIZE_MAX).min(SIZE_MAX)));
        let full = asked.is_none_or(|asked| u64::try_from(count).is_ok_and(|count| count >= asked));
        match position {
            Position::Cursor { .. } if list.next.is_none() => {
                // Where the answer has no cursor, the id of the last item is one, as `starting_after` has it.
                let last = answer.body.as_ref().and_then(|body| list.items(body)?.last())?;
                let id = last.get("id").or_else(|| last.get("uuid")).map(text);
                id.filter(|_| more == Some(true))
            }
            Position::Cursor { name } => {
                let value = at_spot(list.next.as_ref()?, answer).filter(|value| !value.is_null())?;
                let cursor = cursor_in(&text(&value), name).filter(|cursor| !cursor.is_empty())?;
                Some(cursor)
            }
            Position::Page { first, .. } => {
                let next = first + u64::try_from(number).ok()? + 1;
                (count > 0 && (full || more == Some(true))).then(|| next.to_string())
            }
            Position::Offset { .. } => (count > 0 && (full || more == Some(true))).then(|| seen.to_string()),
        }
    }
}

/// The target of the link to the next page (RFC 8288).
fn next_link(links: &str) -> Option<String> {
    let links = links.split(",").filter_map(|link| link.split_once(';'));
    let next =
        links.filter(|(_, rest)| rest.replace('"', "").split(';').any(|part| part.trim() == "rel=next"));
    next.map(|(target, _)| target.trim().trim_matches(['<', '>']).to_owned()).next()
}

/// The cursor in what a page says of the next: the text itself, or the parameter in a URL.
fn cursor_in(text: &str, name: &str) -> Option<String> {
    let Some((_, query)) = text.split_once('?') else { return Some(text.to_owned()) };
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
