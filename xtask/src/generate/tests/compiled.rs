//! A handler that answers what the document lacks does not compile, nor does one that leaves an operation out; and a
//! change of the document breaks the build where the handler used what changed, and nowhere else.

use super::rustc::{Libraries, libraries};
use super::{DOCUMENT, edited, generated};

const HANDLER: &str = include_str!("../../../tests/golden/handler.rs");

/// Where an edit is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Handler,
    Document,
}

/// An edit, and the errors that it must cause: their codes, and a part of the handler's lines where they are.
struct Damage {
    of: Of,
    from: &'static str,
    to: &'static str,
    errors: &'static [(&'static str, &'static str)],
}

/// What the document lacks.
const HANDLER_DAMAGES: &[Damage] = &[
    Damage {
        of: Of::Handler,
        from: "BookViewAnswer::NotFound",
        to: "BookViewAnswer::Gone",
        errors: &[("E0599", "return BookViewAnswer::Gone")],
    },
    Damage {
        of: Of::Handler,
        from: "BookViewAnswer::NotFound { body: error.into() }",
        to: "BookUpdateAnswer::Forbidden { body: error.into() }",
        errors: &[("E0308", "return BookUpdateAnswer::Forbidden")],
    },
    Damage {
        of: Of::Handler,
        from: "Json::new(&book)",
        to: "Json::new(&book.title)",
        errors: &[("E0308", "x_copies: None, body }")],
    },
    Damage {
        of: Of::Handler,
        from: "x_copies: None, body",
        to: "x_copies: None, expires: None, body",
        errors: &[("E0559", "expires: None")],
    },
    Damage {
        of: Of::Handler,
        from: "etag: body.entity_tag(), ",
        to: "",
        errors: &[("E0063", "BookViewAnswer::Ok {")],
    },
    Damage {
        of: Of::Handler,
        from: "retry_after: 1",
        to: "retry_after: None",
        errors: &[("E0308", "retry_after: None")],
    },
    Damage {
        of: Of::Handler,
        from: "LoanCreateAnswer::Created { location: person.name }",
        to: "LoanCreateAnswer::Created { location: person.name, body: () }",
        errors: &[("E0559", "body: ()")],
    },
    Damage {
        of: Of::Handler,
        from: "    async fn loan_list(&self, _: &CallContext<'_>, _: LoanListInput) -> LoanListAnswer {\n        \
               LoanListAnswer::Ok { body: BTreeMap::new().into() }\n    }\n",
        to: "",
        errors: &[("E0046", "impl LoansApi for Server {")],
    },
    Damage {
        of: Of::Handler,
        from: "async fn loan_list",
        to: "async fn loan_lists",
        errors: &[("E0407", "async fn loan_lists"), ("E0046", "impl LoansApi for Server {")],
    },
];

/// What the document no longer has, or has otherwise.
const DOCUMENT_DAMAGES: &[Damage] = &[
    Damage {
        of: Of::Document,
        from: "        '404': { $ref: '#/components/responses/BooksError' }\n",
        to: "",
        errors: &[("E0599", "return BookViewAnswer::NotFound")],
    },
    Damage {
        of: Of::Document,
        from: "        '204': { description: It is changed. }",
        to: "        '202': { description: It is changed. }",
        errors: &[("E0599", "BookUpdateAnswer::NoContent")],
    },
    Damage {
        of: Of::Document,
        from: "        pages: { type: integer, format: int32, minimum: 1 }\n        type:",
        to: "        type:",
        errors: &[("E0560", "pages: Some(1),")],
    },
    Damage {
        of: Of::Document,
        from: "name: fields",
        to: "name: members",
        errors: &[("E0609", "input.fields")],
    },
    Damage {
        of: Of::Document,
        from: "enum: [hard-cover, ",
        to: "enum: [",
        errors: &[("E0599", "Binding::HardCover")],
    },
    Damage {
        of: Of::Document,
        from: "Location: { required: true, schema",
        to: "Location: { schema",
        errors: &[("E0308", "location: person.name")],
    },
    Damage {
        of: Of::Document,
        from: "description: Its number. }",
        to: "description: Its number. }\n        shelf: { type: string }",
        errors: &[("E0063", "let book = Book {")],
    },
    Damage {
        of: Of::Document,
        from: "operationId: loan_list",
        to: "operationId: loan_index",
        errors: &[
            ("E0432", "LoanListAnswer, LoanListInput"),
            ("E0407", "async fn loan_list"),
            ("E0046", "impl LoansApi for Server {"),
        ],
    },
    Damage {
        of: Of::Document,
        from: "            text/plain:\n              schema: { type: string }",
        to: "            application/json:\n              schema: { type: integer }",
        errors: &[("E0277", "LoanCreateAnswer::Accepted { body: number.into() }")],
    },
];

fn check(libraries: &Libraries, damage: &Damage) {
    let Damage { of, from, to, errors } = damage;
    let edit = |it: Of, text: &str| if it == *of { edited(text, from, to) } else { text.to_owned() };
    let files = generated(&edit(Of::Document, DOCUMENT)).unwrap();
    let complaints = libraries.check(&files, &edit(Of::Handler, HANDLER), false);
    let found = |(code, line): &(&str, &str)| {
        complaints.iter().any(|it| it.code == *code && it.file == "handler.rs" && it.line.contains(line))
    };
    let is_exact = complaints.len() == errors.len() && errors.iter().all(found);
    assert!(is_exact, "{from:?} became {to:?}, which should be {errors:#?}, and is {complaints:#?}");
}

/// Without a body, a parameter, a credential or a reference between schemas.
const BARE: &str = "\
openapi: 3.0.3
info: { title: Bare, version: 1.0.0 }
tags: [{ name: bare }]
paths:
  /:
    get:
      tags: [bare]
      operationId: bare_view
      responses:
        '204': { description: Nothing. }
        '400': &failure
          description: Not done.
          content: { application/json: { schema: { $ref: '#/components/schemas/Failure' } } }
        '500': *failure
        '503': *failure
components:
  schemas:
    Failure: { type: object, properties: { message: { type: string } } }
";

#[test]
fn the_least_document_compiles_without_warnings() {
    assert_eq!(libraries().check(&generated(BARE).unwrap(), "//! No handlers.\n", true), []);
}

#[test]
fn only_what_the_document_says_compiles() {
    let libraries = libraries();
    let files = generated(DOCUMENT).unwrap();
    assert_eq!(libraries.check(&files, HANDLER, true), [], "the undamaged handler");
    std::thread::scope(|scope| {
        for some in [HANDLER_DAMAGES, DOCUMENT_DAMAGES] {
            let libraries = &libraries;
            scope.spawn(move || some.iter().for_each(|damage| check(libraries, damage)));
        }
    });
}
