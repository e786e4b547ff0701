use super::{answer, found, judge, judged};
use crate::live::exchange::{Failure, Sent};

const THING: &str = r#"{"id":1,"name":"a"}"#;

fn list() -> Sent {
    Sent::new("GET", "/v1/things")
}

fn make(body: &str) -> Sent {
    Sent::new("POST", "/v1/things").header("Authorization", "Bearer x").content("application/json", body)
}

const NONE: [&str; 0] = [];

#[test]
fn good_answers() {
    for (sent, head, body) in [
        (
            list(),
            "200 Content-Type: application/json | X-Total: 1",
            "[{\"id\":1,\"name\":\"a\",\"size\":null}]",
        ),
        (
            list(),
            "200 content-type: Application/Json;charset=utf-8 | x-total: 1 | X-Kinds: a, b | X-Rate: left,5",
            "[]",
        ),
        (list(), "200 Content-Type: text/csv | X-Total: 1", "a,b"),
        (list(), "404 Content-Type: application/problem+json", "{\"code\":\"x\",\"more\":1}"),
        (Sent::new("GET", "/v1/things/1"), "200 Content-Type: application/vnd.x+json", THING),
        (Sent::new("GET", "/v1/things/1"), "304 ETag: \"1\"", ""),
        (Sent::new("HEAD", "/v1/things/1"), "200 Content-Type: text/html | Content-Length: 5", ""),
        (make("{"), "400", ""),
        (make("{\"name\":\"a\"}"), "503", ""),
        (make("{\"name\":\"a\"}"), "429 Retry-After: 5", ""),
        (make("{\"name\":\"a\"}"), "401 WWW-Authenticate: Bearer", ""),
        (Sent::new("PUT", "/v1/things"), "405 Allow: GET, POST", ""),
        (Sent::new("PUT", "/v1/things"), "404", ""),
        (Sent::new("OPTIONS", "/v1/things"), "204", ""),
        (Sent::new("GET", "/v1/elsewhere"), "200", "hello"),
        (Sent::new("GET", "/v1/things/%2E%2E"), "301 Location: /", ""),
    ] {
        assert_eq!(found(&sent, &answer(head, body)), NONE, "{sent:?} {head}");
    }
}

#[test]
fn bad_answers() {
    let json = "200 Content-Type: application/json | X-Total: 1";
    for (sent, head, body, expected) in [
        (
            list(),
            "302 Location: /a",
            "",
            "status_undocumented: 302 is not a documented status of GET /things",
        ),
        (list(), "500", "", "server_error: the server fails with 500 on a valid request"),
        (make("{"), "500", "", "server_error: the server fails with 500 on a malformed body"),
        (
            list(),
            "200 Content-Type: text/html | X-Total: 1",
            "",
            "media_type_undocumented: the answer is text/html, which is not documented",
        ),
        (
            list(),
            "200 X-Total: 1",
            "[]",
            "media_type_undocumented: the answer has a body without Content-Type",
        ),
        (list(), json, "[", "body_malformed: the body is not JSON"),
        (
            list(),
            json,
            "\u{feff}[]",
            "body_malformed: the body begins with a byte order mark, which JSON must not have",
        ),
        (list(), json, "", "body_malformed: the body is empty, and should be JSON"),
        (list(), json, "{}", "body_schema: the body breaks `type`"),
        (list(), json, "[{\"id\":1}]", "body_schema: `/*` breaks `required`: the member `name` is missing"),
        (list(), json, "[{\"id\":\"1\",\"name\":\"a\"}]", "body_schema: `/*/id` breaks `type`"),
        (
            list(),
            json,
            "[{\"id\":1,\"name\":\"a\",\"x\":1}]",
            "body_schema: `/*/x` is a member that the document does not allow",
        ),
        (
            list(),
            "200 Content-Type: text/csv | X-Total: 1",
            "a,b,c,d,e,f",
            "body_schema: the body breaks `maxLength`",
        ),
        (
            list(),
            "200 Content-Type: application/json",
            "[]",
            "header_missing: the required header X-Total is missing",
        ),
        (
            list(),
            "200 Content-Type: application/json | X-Total: many",
            "[]",
            "header_schema: the header X-Total breaks `type`",
        ),
        (
            list(),
            "200 Content-Type: application/json | X-Total: 1 | X-Kinds: a, c",
            "[]",
            "header_schema: the header X-Kinds breaks `enum`",
        ),
        (
            Sent::new("GET", "/v1/things/1"),
            "404 ETag: abc",
            "",
            "header_malformed: the header ETag is malformed",
        ),
        (make("{\"name\":\"a\"}"), "401", "", "challenge_missing: a 401 response has no WWW-Authenticate"),
        (Sent::new("PUT", "/v1/things"), "405", "", "allow: a 405 response has no Allow"),
        (
            Sent::new("PUT", "/v1/things"),
            "405 Allow: GET",
            "",
            "allow: the Allow of a 405 response lacks POST, which the document has",
        ),
        (
            Sent::new("PUT", "/v1/things"),
            "200",
            "",
            "method_undocumented: PUT is answered with success, and the document has no such method",
        ),
        (
            Sent::new("PUT", "/v1/things"),
            "500",
            "",
            "server_error: the server fails with 500 on an undocumented method",
        ),
        (Sent::new("HEAD", "/v1/things/1"), "200", "x", "body_forbidden: an answer to HEAD has a body"),
        (
            make("{\"name\":\"a\"}"),
            "204 Content-Length: 5",
            "",
            "framing: a 204 response has a Content-Length",
        ),
    ] {
        assert_eq!(found(&sent, &answer(head, body)), [expected], "{sent:?} {head}");
    }
}

#[test]
fn acceptance() {
    let made = "201 Content-Type: application/json";
    let accepted = |sent: &Sent| found(sent, &answer(made, THING));
    assert_eq!(accepted(&make("{\"name\":\"a\"}")), NONE);
    // What servers may take either way is no finding.
    for body in ["{\"name\":\"a\",\"id\":1}", "{\"name\":\"a\",\"size\":1.0}", "\u{feff}{\"name\":\"a\"}"] {
        assert_eq!(accepted(&make(body)), NONE, "{body}");
    }
    let prefix = "invalid_accepted: a request is accepted although its";
    assert_eq!(
        accepted(&make("{}")),
        [format!("{prefix} body is invalid: it breaks `required`: the member `name` is missing")]
    );
    assert_eq!(
        accepted(&make("{\"name\":\"aaaaa\"}")),
        [format!("{prefix} body at `/name` is invalid: it breaks `maxLength`")]
    );
    assert_eq!(accepted(&make("{\"name\":1,}")), [format!("{prefix} body is invalid: it is not JSON")]);
    let mut plain = make("{\"name\":\"a\"}");
    plain.headers[1].1 = b"text/plain".to_vec();
    assert_eq!(accepted(&plain), [format!("{prefix} content type is invalid: it is not a documented one")]);
    let nobody = Sent::new("POST", "/v1/things").content("application/json", "{\"name\":\"a\"}");
    let ignored = "credential_ignored: the operation needs a credential, and a request without one is answered with success";
    assert_eq!(accepted(&nobody), [ignored]);
    // An identity may prove itself otherwise than the document says.
    assert_eq!(judge().judge(&nobody, &answer(made, THING), "/v1", false).violations, []);
}

#[test]
fn messages() {
    let mut long = answer("200 Content-Type: application/json | X-Total: 1", "[]");
    long.as_mut().unwrap().framing.excess_bytes = 3;
    assert_eq!(found(&list(), &long), ["framing: the response is longer than its announced length"]);
    let mut short = answer("200 Content-Type: application/json | X-Total: 1", "[");
    short.as_mut().unwrap().framing.short = Some(Some(1));
    assert_eq!(found(&list(), &short), ["framing: the response ends before its announced length"]);
    let mut tail = answer("204", "");
    tail.as_mut().unwrap().framing.excess_bytes = 3;
    assert_eq!(found(&make("{\"name\":\"a\"}"), &tail), ["body_forbidden: a 204 response has a body"]);
    assert_eq!(
        found(&list(), &Err(Failure::Closed)),
        ["no_answer: the connection was closed without a response"]
    );
    assert_eq!(found(&list(), &Err(Failure::Connect("refused".to_owned()))), NONE);
}

#[test]
fn what_was_observed() {
    let observed = |head, body| judged(&list(), &answer(head, body)).observed;
    let json = observed("200 Content-Type: application/json | X-Total: 1", "[]").unwrap();
    let text = observed("200 Content-Type: text/csv | X-Total: 1", "a").unwrap();
    assert_eq!((json.response, json.content, text.content), (0, Some(0), Some(1)));
    assert_eq!(observed("200 Content-Type: text/html", ""), None);
    assert_eq!(observed("302", ""), None);
    // What was sent is no text, so that not the operation but what is before it may have answered.
    let odd = Sent::new("GET", "/v1/things?tags=%ff");
    let observed = |head, body| judged(&odd, &answer(head, body)).observed;
    let own = observed("422 Content-Type: application/problem+json", "{\"code\":\"x\"}").unwrap();
    assert_eq!((own.response, own.content), (1, Some(0)));
    assert_eq!(observed("400 Content-Type: application/problem+json", "{}"), None);
    assert_eq!(observed("400 Content-Type: text/html", "<h1>"), None);
    assert_eq!(observed("400", ""), None);
}
