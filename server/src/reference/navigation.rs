//! The side bar: a link to every operation and component.
//!
//! Must not know what they contain.

use super::anchor::{self, Kind};
use super::components;
use super::document::Document;
use super::html::Html;
use super::operation::{self, Group};

/// Writes the side bar.
pub(super) fn render(html: &mut Html, document: Document<'_>, groups: &[Group<'_>]) {
    html.within("nav", &[("aria-label", "Contents")], |html| {
        html.within("p", &[("class", "title")], |html| {
            html.element("a", &[("href", "#overview")], document.title());
        });
        for group in groups {
            html.within("p", &[("class", "group")], |html| {
                html.element("a", &[("href", &anchor::link(Kind::Tag, group.name))], group.name);
            });
            html.within("ul", &[], |html| {
                for one in &group.operations {
                    let link = anchor::link(Kind::Operation, &one.anchor_name());
                    html.within("li", &[], |html| {
                        html.within("a", &[("href", &link)], |html| {
                            operation::method(html, one.method);
                            html.element("span", &[], one.summary());
                        });
                    });
                }
            });
        }
        for section in &components::SECTIONS {
            links(html, document, section);
        }
    });
}

fn links(html: &mut Html, document: Document<'_>, section: &components::Section) {
    let mut components = document.components(section.name).peekable();
    if components.peek().is_none() {
        return;
    }
    html.within("details", &[], |html| {
        html.element("summary", &[("class", "group")], section.title);
        html.within("ul", &[], |html| {
            for (name, _) in components {
                html.within("li", &[], |html| {
                    html.element("a", &[("href", &anchor::link(section.kind, name))], name);
                });
            }
        });
    });
}
