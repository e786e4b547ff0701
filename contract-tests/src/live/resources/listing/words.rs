//! What documents call the parts of a list, as names are compared: in small letters, without separators. It must not
//! know what is done with them.

/// Parameters that say how many items a page may have.
pub(super) const SIZE: [&str; 16] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "top",
    "max",
    "maxresults",
    "pagelimit",
    "take",
    "first",
    "maxitems",
    "itemsperpage",
    "resultsperpage",
    "rows",
    "maxpagesize",
    "numresults",
];
/// Parameters that number pages.
pub(super) const PAGE: [&str; 5] = ["page", "pagenumber", "pageno", "pageindex", "p"];
/// Parameters that say how many items come before.
pub(super) const OFFSET: [&str; 5] = ["offset", "skip", "start", "startindex", "firstresult"];
/// Parameters that take what the page before said.
pub(super) const CURSOR: [&str; 11] = [
    "cursor",
    "after",
    "pagetoken",
    "continuation",
    "continuationtoken",
    "startingafter",
    "marker",
    "nexttoken",
    "next",
    "aftercursor",
    "pagecursor",
];
/// Members and header fields that say how the next page is asked for.
pub(super) const NEXT: [&str; 14] = [
    "nextcursor",
    "next",
    "cursor",
    "nextpagetoken",
    "nexttoken",
    "continuation",
    "continuationtoken",
    "endcursor",
    "nextmarker",
    "after",
    "nextpage",
    "xnextcursor",
    "nextlink",
    "link",
];
/// Members and header fields that say how many items there are.
pub(super) const TOTAL: [&str; 10] = [
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
    "xtotalcount",
    "xtotal",
    "totalhits",
    "itemcount",
];
/// Members that say whether there are more pages.
pub(super) const MORE: [&str; 4] = ["hasmore", "hasnext", "hasnextpage", "more"];
/// Parameters that look for words.
pub(super) const SEARCH: [&str; 8] =
    ["q", "search", "query", "keyword", "keywords", "searchterm", "term", "text"];
/// Members that hold the items.
pub(super) const ITEMS: [&str; 8] =
    ["items", "data", "results", "content", "records", "entries", "values", "list"];
