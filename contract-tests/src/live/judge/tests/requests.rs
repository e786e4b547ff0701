use super::judge;
use crate::live::exchange::Sent;
use crate::live::judge::validity::{Credentials, Part, Validity};

fn validity(sent: &Sent) -> Validity {
    judge().validity(sent, "/v1").unwrap().1
}

/// What is wrong with a request, or why it may be.
fn shown(sent: &Sent) -> String {
    let validity = validity(sent);
    let part = |part: &Part| match part {
        Part::Parameter(_, name) => name.clone(),
        Part::MediaType => "type".to_owned(),
        Part::Syntax => "syntax".to_owned(),
        Part::Body(pointer) => format!("body{pointer}"),
    };
    let flaws = validity.flaws.iter().map(|flaw| format!("{} {}", part(&flaw.part), flaw.message));
    let doubts = validity.doubts.iter().map(|doubt| format!("{doubt:?}"));
    let all: Vec<String> = flaws.chain(doubts).collect();
    if all.is_empty() { "valid".to_owned() } else { all.join(", ") }
}

#[test]
fn queries() {
    for (query, expected) in [
        ("limit=9&deep=true", "valid"),
        ("limit=10", "limit it breaks `maximum`"),
        ("limit=many", "limit it breaks `type`"),
        ("limit=05", "LooseText"),
        ("limit=1.0", "LooseText"),
        ("limit=1.5", "limit it breaks `type`"),
        ("limit=", "LooseText"),
        ("limit=1&limit=2", "LooseText"),
        ("limit=10&limit=20", "limit it breaks `maximum`"),
        ("deep=1", "LooseText"),
        ("deep=maybe", "deep it breaks `type`"),
        ("tags=x,y", "valid"),
        ("tags=x,z", "tags it breaks `enum`"),
        ("tags=x,y,x", "tags it breaks `maxItems`"),
        ("each=1&each=2", "valid"),
        ("each=1&each=b", "each it breaks `type`"),
        ("each=1,2", "LooseText"),
        ("filter%5Bmin%5D=3", "valid"),
        ("filter[min]=x", "filter it breaks `type`"),
        ("at=2024-01-01T00:00:00Z", "valid"),
        ("at=2024-01-01T00:00:00%2B01:00", "valid"),
        // As a space it is wrong, and as itself it is right.
        ("at=2024-01-01T00:00:00+01:00", "LooseText"),
        ("at=yesterday", "at it breaks `format`"),
        ("other=1", "UnnamedParameter"),
        ("limit=%zz", "Encoding"),
    ] {
        assert_eq!(shown(&Sent::new("GET", format!("/v1/things?{query}"))), expected, "{query}");
    }
}

#[test]
fn headers_cookies_and_paths() {
    let get = || Sent::new("GET", "/v1/things");
    assert_eq!(shown(&get().header("x-trace", "abc")), "valid");
    assert_eq!(shown(&get().header("X-Trace", "xyz")), "X-Trace it breaks `pattern`");
    assert_eq!(shown(&get().header("X-Trace", [0xff])), "Encoding");
    assert_eq!(shown(&get().header("If-None-Match", "no tag")), "LooseText");
    assert_eq!(shown(&get().header("Cookie", "a=b; session=5")), "valid");
    assert_eq!(shown(&get().header("Cookie", "session=five")), "session it breaks `type`");
    for (path, expected) in [
        ("1", "valid"),
        ("0", "id it breaks `minimum`"),
        ("one", "id it breaks `type`"),
        ("%2E%2E", "PathForm"),
        ("1%2F2", "PathForm"),
        ("%ff", "PathForm"),
    ] {
        assert_eq!(shown(&Sent::new("GET", format!("/v1/things/{path}"))), expected, "{path}");
    }
}

#[test]
fn json_bodies() {
    for (body, expected) in [
        (r#"{"name":"a"}"#, "valid"),
        (r#"{"name":"😀😀😀😀"}"#, "valid"),
        (r#"{"name":"aaaaa"}"#, "body/name it breaks `maxLength`"),
        ("{}", "body it breaks `required`: the member `name` is missing"),
        (r#"{"name":null}"#, "body/name it breaks `type`"),
        (r#"{"name":"a","size":null}"#, "valid"),
        (r#"{"name":"a","size":1.0}"#, "LooseJson"),
        (r#"{"name":"a","size":"1"}"#, "body/size it breaks `type`"),
        (r#"{"name":"a","more":1}"#, "body/more it is a member that the document does not allow"),
        (r#"{"name":"a","id":1}"#, "LooseMember"),
        (r#"{"name":"a","mail":"a@-"}"#, "LooseMember"),
        (r#"{"name":"a","mail":"nobody"}"#, "body/mail it breaks `format`"),
        (r#"{"name":"a","name":"b"}"#, "LooseJson"),
        (r#"{"name":"a",}"#, "syntax it is not JSON"),
        (r#"{"name":NaN}"#, "syntax it is not JSON"),
        ("", "syntax it is required and empty"),
        ("\u{feff}{}", "LooseJson"),
        (r#"{"name":"\ud800"}"#, "LooseJson"),
    ] {
        assert_eq!(
            shown(&Sent::new("POST", "/v1/things").content("application/json", body)),
            expected,
            "{body}"
        );
    }
}

#[test]
fn content_types() {
    let body = r#"{"name":"a"}"#;
    for (media_type, body, expected) in [
        ("Application/JSON; charset=UTF-8", body, "valid"),
        ("application/json; charset=utf-16", body, "Content"),
        ("text/plain", body, "type it is not a documented one"),
        ("nonsense", body, "Content"),
        ("application/merge-patch+json", r#"{"name":null}"#, "LooseMember"),
        ("application/x-www-form-urlencoded", "name=a&size=5", "valid"),
        ("application/x-www-form-urlencoded", "name=aaaaa", "body/name it breaks `maxLength`"),
        ("application/x-www-form-urlencoded", "name=a&size=many", "body/size it breaks `type`"),
    ] {
        assert_eq!(
            shown(&Sent::new("POST", "/v1/things").content(media_type, body)),
            expected,
            "{media_type}"
        );
    }
    let mut bare = Sent::new("POST", "/v1/things");
    assert_eq!(shown(&bare), "syntax it is required and empty");
    bare.body = Some(body.as_bytes().to_vec());
    assert_eq!(shown(&bare), "Content");
}

#[test]
fn credentials() {
    let of = |sent: &Sent| validity(sent).credentials;
    assert_eq!(of(&Sent::new("GET", "/v1/things")), Credentials::NotNeeded);
    assert_eq!(of(&Sent::new("POST", "/v1/things")), Credentials::Missing);
    assert_eq!(of(&Sent::new("POST", "/v1/things?api_key=1")), Credentials::Present);
    assert_eq!(of(&Sent::new("POST", "/v1/things").header("authorization", "x")), Credentials::Present);
}
