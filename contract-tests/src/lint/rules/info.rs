//! What a document says about itself, and texts that it shows to readers.

use crate::document::Node;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static INFO_DESCRIPTION: Rule = Rule::new(
    Level::Warning,
    "info-description",
    "The document is described.",
    "Readers of the reference page start there.",
)
.covering(&["spectral:info-description"]);

static INFO_CONTACT: Rule = Rule::new(
    Level::Info,
    "info-contact",
    "The document names someone to ask.",
    "Consumers who are stuck do not know whom to write to.",
)
.covering(&["spectral:info-contact", "redocly:info-contact"]);

static INFO_CONTACT_COMPLETE: Rule = Rule::new(
    Level::Off,
    "info-contact-complete",
    "The contact has a name, a URL and an e-mail address.",
    "Some developer portals show all three.",
)
.covering(&["spectral:contact-properties"]);

static INFO_LICENSE: Rule = Rule::new(
    Level::Warning,
    "info-license",
    "The document names its licence.",
    "Without one nobody knows whether clients may be generated and passed on.",
)
.covering(&["spectral:info-license", "redocly:info-license"]);

static INFO_LICENSE_URL: Rule = Rule::new(
    Level::Warning,
    "info-license-url",
    "The licence has a URL.",
    "A name alone leaves open which version is meant.",
)
.covering(&["spectral:license-url", "redocly:info-license-strict"]);

static MARKDOWN_UNSAFE: Rule = Rule::new(
    Level::Warning,
    "markdown-unsafe",
    "Descriptions hold nothing that a browser would run.",
    "Reference pages render them as HTML.",
)
.covering(&[
    "spectral:no-eval-in-markdown",
    "spectral:no-script-tags-in-markdown",
    "redocly:no-unsafe-markdown",
]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "info",
    rules: &[
        &INFO_DESCRIPTION,
        &INFO_CONTACT,
        &INFO_CONTACT_COMPLETE,
        &INFO_LICENSE,
        &INFO_LICENSE_URL,
        &MARKDOWN_UNSAFE,
    ],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for info in context.survey.of(Object::Info) {
        if is_blank(info, "description") {
            let help = "add `description` with what the service is for";
            findings.add_at(&INFO_DESCRIPTION, info, "description", "the document has no description", help);
        }
        match info.get("contact") {
            None => findings.add(&INFO_CONTACT, info, "nobody is named as contact", "add `contact`"),
            Some(contact) => {
                let missing: Vec<_> =
                    ["name", "url", "email"].into_iter().filter(|key| is_blank(&contact, key)).collect();
                if !missing.is_empty() {
                    let message = format!("the contact has no {}", missing.join(", no "));
                    findings.add(&INFO_CONTACT_COMPLETE, &contact, message, "add what is missing");
                }
            }
        }
        match info.get("license") {
            None => findings.add(
                &INFO_LICENSE,
                info,
                "no licence is named",
                "add `license` with `name` and `url`",
            ),
            Some(license) if is_blank(&license, "url") => {
                findings.add(&INFO_LICENSE_URL, &license, "the licence has no URL", "add `url`");
            }
            Some(_) => {}
        }
    }
    for (_, node) in context.survey.all() {
        for key in ["description", "title", "summary"] {
            let Some(danger) = node.str(key).and_then(danger) else { continue };
            let message = format!("the text holds {danger}");
            findings.add_at(
                &MARKDOWN_UNSAFE,
                node,
                key,
                message,
                "remove it, or write it as code in backticks",
            );
        }
    }
}

/// Whether a text is absent or has nothing but white space.
pub(super) fn is_blank(node: &Node<'_>, key: &str) -> bool {
    node.str(key).is_none_or(|text| text.trim().is_empty())
}

/// What a browser would run.
fn danger(text: &str) -> Option<&'static str> {
    // Most texts have none of the characters that all dangers have.
    if !text.contains(['<', '(', ':']) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let starts_handler = |tag: &str| {
        let tag = tag.split('>').next().unwrap_or_default();
        let mut words = tag.split_ascii_whitespace();
        let is_tag = words.next().is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
        is_tag
            && words.any(|word| {
                word.split_once('=').is_some_and(|(name, _)| name.len() > 2 && name.starts_with("on"))
            })
    };
    if lower.contains("<script") {
        Some("a `<script>` tag")
    } else if lower.contains("eval(") {
        Some("a call of `eval`")
    } else if ["](javascript:", "\"javascript:", "'javascript:", "=javascript:"]
        .iter()
        .any(|url| lower.contains(url))
    {
        Some("a `javascript:` URL")
    } else if lower.split('<').skip(1).any(starts_handler) {
        Some("an event handler of HTML")
    } else {
        None
    }
}
