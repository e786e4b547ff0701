use super::{check, found, with, with_schema};

/// Paths beside the one that the document has.
fn paths(paths: &[&str]) -> String {
    let variables = |path: &str| -> String {
        let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| format!("{{name: {name}, in: path, required: true, schema: {{}}}},")).collect()
    };
    let more: String = paths
        .iter()
        .map(|path| format!("  {path}: {{get: {{parameters: [{}], responses: {{}}}}}}\n", variables(path)))
        .collect();
    with("components:\n", &format!("{more}components:\n"))
}

#[test]
fn paths_apart() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        ("path-identical", paths(&["/things/{name}"]), "the same as `/things/{id}`"),
        ("path-ambiguous", paths(&["/{kind}/mine"]), "fit this path and `/things/{id}` alike"),
        ("path-trailing-slash", paths(&["/a/"]), "ends in a slash"),
        ("path-query", paths(&["/a?b=c"]), "holds a query"),
        ("path-verbs", paths(&["/get-thing"]), "names the method `get`"),
        ("path-kebab-case", paths(&["/myThing"]), "`myThing` is not in kebab-case"),
        ("path-router", paths(&["/things/mine"]), "`mine` stands where another path has the variable `id`"),
        ("path-router", paths(&["/things/{name}/x"]), "`name` is `id` in another path"),
        ("path-router", paths(&["/a/{b}.json"]), "only a part of its segment"),
        ("path-variables", paths(&["/a/{b}/{b}"]), "`b` is in the path twice"),
        (
            "path-variables",
            with("{name: id, in: path, required: true,", "{name: id, in: path,"),
            "not required",
        ),
        (
            "path-variables",
            with("name: id, in: path", "name: di, in: path"),
            "no parameter declares the variable `id`",
        ),
        ("path-variables", with("name: id, in: path", "name: di, in: path"), "has no variable `di`"),
        ("unreadable", with("/things/{id}", "/things/{}"), "no name between its braces"),
        ("unreadable", with("/things/{id}", "things"), "starts with a slash"),
    ] {
        check(rule, &broken, message, &clean);
    }
    for (rule, harmless) in [
        ("path-ambiguous", "/things/mine"),
        ("path-ambiguous", "/other/{id}"),
        ("path-identical", "/things/{id}/{name}"),
        ("path-router", "/things/{id}/x"),
    ] {
        assert_eq!(found(&paths(&[harmless]), rule), [""; 0], "{harmless}");
    }
}

#[test]
fn what_a_variable_can_be_tells_paths_apart() {
    for (schema, is_ambiguous) in [
        ("{}", true),
        ("{type: integer}", false),
        ("{type: string}", true),
        ("{type: string, enum: [users, things]}", true),
        ("{type: string, enum: [users]}", false),
        ("{type: string, format: uuid}", false),
    ] {
        let source = paths(&["/{kind}/mine"]);
        let source = source.replace(
            "name: kind, in: path, required: true, schema: {}",
            &format!("name: kind, in: path, required: true, schema: {schema}"),
        );
        assert_eq!(!found(&source, "path-ambiguous").is_empty(), is_ambiguous, "{schema}");
    }
}
