//! Lists that lack items, repeat them, or do not heed what is asked for. It must not know how it is seen.

use serde_json::{Map, Value, json};

use super::{answer, request};
use crate::live::exchange::{Received, Sent};
use crate::live::resources::listing::{Listing, Spot};
use crate::mutants::catalogue::places::{FILTERED, LIST, LIST_OF_MADE, NEXT, PAGED, SIZED, SORTED, TOTAL};
use crate::mutants::catalogue::readings::keep_pairs;
use crate::mutants::json::{change_field, edit, texts};
use crate::mutants::mutant::Mutant;
use crate::mutants::passage::Passage;

pub(super) const MUTANTS: &[Mutant] = &[
    answer("list_without_last", "a list of several items lacks its last", LIST_OF_MADE, |passage, answer| {
        items(passage, answer, |items| items.len() > 1 && items.pop().is_some())
    }),
    answer(
        "list_without_first",
        "a list of several items lacks its first",
        LIST_OF_MADE,
        |passage, answer| items(passage, answer, |items| items.len() > 1 && !items.remove(0).is_null()),
    ),
    answer("list_repeats_item", "a list has its first item twice", LIST_OF_MADE, |passage, answer| {
        items(passage, answer, |items| {
            let first = items.first().cloned();
            let any = first.is_some();
            items.extend(first);
            any
        })
    }),
    answer("list_item_differs", "texts of listed items are in uppercase", LIST_OF_MADE, |passage, answer| {
        let Some(list) = passage.listing() else { return false };
        items(passage, answer, |items| {
            let mut changed = false;
            for (name, value) in items.iter_mut().filter_map(Value::as_object_mut).flatten() {
                let facts = list.item.get(name).map(|member| &member.facts);
                if facts.is_some_and(|facts| facts.values.is_none() && facts.format.is_none()) && name != "id"
                {
                    texts(value, &mut |text| {
                        let other = text.to_uppercase();
                        changed |= other != *text;
                        *text = other;
                    });
                }
            }
            changed
        })
    }),
    answer(
        "order_reversed",
        "a list whose order is asked for is in the opposite one",
        SORTED,
        |passage, answer| {
            let sort = passage.listing().and_then(|list| list.sort.as_ref());
            let asked = sort.is_some_and(|sort| asks(&passage.sent, &sort.name));
            asked
                && items(passage, answer, |items| {
                    let before = items.clone();
                    items.reverse();
                    *items != before
                })
        },
    ),
    answer(
        "order_nearly",
        "in a list whose order is asked for the last two items change places",
        SORTED,
        |passage, answer| {
            let sort = passage.listing().and_then(|list| list.sort.as_ref());
            let asked = sort.is_some_and(|sort| asks(&passage.sent, &sort.name));
            asked
                && items(passage, answer, |items| {
                    let count = items.len();
                    count > 1 && {
                        items.swap(count - 1, count - 2);
                        items[count - 1] != items[count - 2]
                    }
                })
        },
    ),
    answer("page_without_first", "pages but the first lack their first item", PAGED, |passage, answer| {
        is_later(passage) && items(passage, answer, |items| !items.is_empty() && !items.remove(0).is_null())
    }),
    answer("next_missing", "it is never said how the next page is asked for", NEXT, |passage, answer| {
        let next = passage.listing().and_then(|list| list.next.as_ref());
        next.is_some_and(|spot| at(answer, spot, |value| !std::mem::take(value).is_null()))
    }),
    answer("total_off", "the total is one more than it should be", TOTAL, |passage, answer| {
        let total = passage.listing().and_then(|list| list.total.as_ref());
        total.is_some_and(|spot| {
            at(answer, spot, |value| {
                let more = value.as_u64().map(|total| total + 1);
                more.map(|more| *value = json!(more)).is_some()
            })
        })
    }),
    answer("total_of_page", "the total is the number of items on the page", TOTAL, |passage, answer| {
        let Some(list) = passage.listing() else { return false };
        let count = answer.json().as_ref().and_then(|body| list.items(body)).map(Vec::len);
        let (Some(count), Some(spot)) = (count, &list.total) else { return false };
        at(answer, spot, |value| std::mem::replace(value, json!(count)) != json!(count))
    }),
    request("filters_ignored", "filters are ignored", FILTERED, |passage, sent| {
        passage.listing().is_some_and(|list| {
            keep_pairs(sent, |name, _| !list.filters.iter().any(|filter| filter.name == name))
        })
    }),
    request("second_filter_ignored", "of two filters the second is ignored", FILTERED, |passage, sent| {
        passage.listing().is_some_and(|list| {
            let seen = std::cell::Cell::new(0_usize);
            keep_pairs(sent, |name, _| {
                let filter = list.filters.iter().any(|filter| filter.name == name);
                seen.set(seen.get() + usize::from(filter));
                !filter || seen.get() < 2
            })
        })
    }),
    request("sort_ignored", "the order that is asked for is ignored", SORTED, |passage, sent| {
        passage.listing().is_some_and(|list| {
            let sorts = |name: &str| {
                list.sort.as_ref().is_some_and(|sort| {
                    sort.orders.iter().flat_map(|order| &order.query).any(|(known, _)| known == name)
                })
            };
            keep_pairs(sent, |name, _| !sorts(name))
        })
    }),
    request("size_ignored", "the size of a page that is asked for is ignored", SIZED, |passage, sent| {
        let size = passage.listing().and_then(|list| list.size.as_ref());
        size.is_some_and(|size| keep_pairs(sent, |name, _| name != size.name))
    }),
    request("page_ignored", "every page is the first", PAGED, |passage, sent| {
        let position = passage.listing().and_then(|list| list.position.as_ref());
        position.is_some_and(|position| keep_pairs(sent, |name, _| name != position.name()))
    }),
    answer("list_empty", "lists are empty", LIST, |passage, answer| {
        items(passage, answer, |items| !std::mem::take(items).is_empty())
    }),
];

fn asks(sent: &Sent, name: &str) -> bool {
    let pairs = sent.query().into_iter().flat_map(|query| query.split('&'));
    pairs.into_iter().any(|pair| pair.split('=').next() == Some(name))
}

/// Whether a page is asked for that need not be the first.
fn is_later(passage: &Passage<'_>) -> bool {
    let Some(position) = passage.listing().and_then(|list| list.position.as_ref()) else { return false };
    let pairs = passage.sent.query().into_iter().flat_map(|query| query.split('&'));
    let value = pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == position.name());
    value.is_some_and(|(_, value)| !matches!(value, "" | "0" | "1"))
}

fn in_body<'v>(value: &'v mut Value, list: &Listing) -> Option<&'v mut Vec<Value>> {
    list.items_at.iter().try_fold(value, |value, name| value.get_mut(name))?.as_array_mut()
}

/// Edits the items of a list.
fn items(passage: &Passage<'_>, answer: &mut Received, change: impl FnOnce(&mut Vec<Value>) -> bool) -> bool {
    let Some(list) = passage.listing().filter(|_| answer.status == 200) else { return false };
    edit(answer, |value| in_body(value, list).is_some_and(change))
}

/// Edits what stands at a spot of a list's answer.
fn at(answer: &mut Received, spot: &Spot, change: impl FnOnce(&mut Value) -> bool) -> bool {
    if answer.status != 200 {
        return false;
    }
    match spot {
        Spot::Body(path) => edit(answer, |value| {
            let place = path.iter().try_fold(value, |value, name| {
                value.as_object_mut().and_then(|members: &mut Map<String, Value>| members.get_mut(name))
            });
            place.is_some_and(change)
        }),
        Spot::Header(name) => {
            let text = answer.header(name).unwrap_or_default().to_owned();
            let mut value = text.parse::<u64>().map_or_else(|_| json!(text), |number| json!(number));
            let changed = !text.is_empty() && change(&mut value);
            let other = match &value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
            };
            changed && change_field(&mut answer.headers, name, |_| other.clone())
        }
    }
}
