//! Files of policies that are not valid: each is told with its line, its column and what is wrong.

use std::fs;

use super::directory;
use crate::authorization::{Authorizer, PolicyError};

/// What an operator reads who has these files.
fn refused(files: &[(&str, &str)]) -> String {
    let directory = directory(files);
    let error = Authorizer::load(Some(directory.path())).err().unwrap().to_string();
    error.replace(&directory.path().display().to_string(), "DIR")
}

/// The faults alone.
fn faults(text: &str) -> String {
    let told = refused(&[("x.cedar", text)]);
    let lines: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    lines.join("\n")
}

#[test]
fn what_is_told_says_where_and_what_to_do() {
    let files = [
        ("good.cedar", "forbid (principal is User, action == Action::\"me_delete\", resource);"),
        ("bad.cedar", "// A comment.\npermit (principal, action, resource)\nwhen { principal.tenant = 1 };"),
        ("worse.cedar", "permit (principal, action, resource)\n"),
    ];
    insta::assert_snapshot!(refused(&files), @"
    the policies are not valid:
      DIR/bad.cedar:3:8: '=' is not a valid operator in Cedar; try using '==' instead
      DIR/worse.cedar:1:37: unexpected end of input: expected `;` or identifier
    mend them; `selfsame policies --policies-dir DIR` checks them without serving
    ");
}

#[test]
fn syntax() {
    insta::assert_snapshot!(faults("permit (principal, action);"), @"DIR/x.cedar:1:26: this policy is missing the `resource` variable in the scope; policy scopes must contain a `principal`, `action`, and `resource` element in that order");
    insta::assert_snapshot!(faults("allow (principal, action, resource);"), @"DIR/x.cedar:1:1: invalid policy effect: allow; effect must be either `permit` or `forbid`");
    insta::assert_snapshot!(faults("permit (principal, action, resource) when { \"ä\" == };"), @"DIR/x.cedar:1:52: unexpected token `}`: expected `!`, `(`, `-`, `[`, `{`, `false`, identifier, `if`, number, `?principal`, `?resource`, string literal, or `true`");
    insta::assert_snapshot!(faults("permit (principal == ?principal, action, resource);"), @"DIR/x.cedar:1:1: has ?principal or ?resource, and nothing fills them in here; write out who and what is meant");
}

#[test]
fn names_that_the_schema_lacks() {
    insta::assert_snapshot!(faults("forbid (principal, action == Action::\"referral_lists\", resource);"), @r#"DIR/x.cedar:1:30: for policy `x.cedar#1`, unrecognized action `Action::"referral_lists"`; did you mean `Action::"referral_list"`?"#);
    insta::assert_snapshot!(faults("forbid (principal is Users, action, resource);"), @"DIR/x.cedar:1:22: for policy `x.cedar#1`, unrecognized entity type `Users`; did you mean `User`?");
    insta::assert_snapshot!(
        faults("forbid (principal is User, action == Action::\"me_view\", resource)\nwhen { principal.email == \"a\" };"),
        @"DIR/x.cedar:2:8: for policy `x.cedar#1`, attribute `email` on entity type `User` not found; did you mean `tenant`?"
    );
}

#[test]
fn types_that_do_not_fit() {
    insta::assert_snapshot!(
        faults("forbid (principal is User, action == Action::\"me_view\", resource) when { principal.status == 1 };"),
        @"DIR/x.cedar:1:74: the types Long and String are not compatible; for policy `x.cedar#1`, both operands to a `==` expression must have compatible types. Types must be exactly equal to be compatible"
    );
    insta::assert_snapshot!(
        faults("forbid (principal, action == Action::\"me_delete\", resource) when { resource.owner == principal };"),
        @"DIR/x.cedar:1:68: for policy `x.cedar#1`, unable to guarantee safety of access to optional attribute `owner` on entity type `Account`; try testing for the attribute's presence with `e has owner && ..`"
    );
    insta::assert_snapshot!(
        faults("forbid (principal, action == Action::\"me_view\", resource) when { principal.tenant.tenant == principal.tenant };"),
        @"DIR/x.cedar:1:66: for policy `x.cedar#1`, this policy requires level 2, which exceeds the maximum allowed level (1); ask for what `principal` and `resource` themselves have"
    );
}

#[test]
fn policies_that_can_never_apply() {
    insta::assert_snapshot!(faults("forbid (principal is Service, action == Action::\"me_view\", resource);"), @"
    DIR/x.cedar:1:1: for policy `x.cedar#1`, unable to find an applicable action given the policy scope constraints
    DIR/x.cedar:1:1: for policy `x.cedar#1`, policy is impossible: the policy expression evaluates to false for all valid requests
    ");
    insta::assert_snapshot!(faults("forbid (principal, action, resource) when { false };"), @"DIR/x.cedar:1:1: for policy `x.cedar#1`, policy is impossible: the policy expression evaluates to false for all valid requests");
}

#[test]
fn annotations() {
    insta::assert_snapshot!(faults("\n  @notice(\" \")\npermit (principal, action, resource);"), @"DIR/x.cedar:2:3: has a @notice without a text; write what callers are to be told");
    let long = format!("@notice(\"{}\") permit (principal, action, resource);", "x".repeat(501));
    insta::assert_snapshot!(faults(&long), @"DIR/x.cedar:1:1: has a @notice of more than 500 characters");
    let conceal = "@conceal permit (principal, action, resource);";
    insta::assert_snapshot!(faults(conceal), @"DIR/x.cedar:1:1: has @conceal and permits; only a forbid can conceal what it refuses");
    let twice =
        "@id(\"a\") permit (principal, action, resource);\n@id(\"a\") forbid (principal, action, resource);";
    insta::assert_snapshot!(faults(twice), @r#"DIR/x.cedar:2:1: is the second policy with the @id "a""#);
}

#[test]
fn files_that_cannot_be_used() {
    let large = format!("// {}", "x".repeat(64 * 1024));
    insta::assert_snapshot!(faults(&large), @"DIR/x.cedar: has more than 65536 bytes; split it");
    let folder = directory(&[]);
    fs::create_dir(folder.path().join("x.cedar")).unwrap();
    fs::write(folder.path().join("y.cedar"), b"// caf\xe9").unwrap();
    let error = Authorizer::load(Some(folder.path())).err().unwrap().to_string();
    insta::assert_snapshot!(error.replace(&folder.path().display().to_string(), "DIR"), @"
    the policies are not valid:
      DIR/x.cedar: is not a file; rename it, since its name ends in .cedar
      DIR/y.cedar: is not UTF-8 from byte 6 on; save it as UTF-8
    mend them; `selfsame policies --policies-dir DIR` checks them without serving
    ");
    let many: Vec<_> = (0..101).map(|number| format!("{number}.cedar")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), "")).collect();
    insta::assert_snapshot!(refused(&many), @"
    the policies are not valid:
      DIR: has 101 files, and at most 100 are read; join some
    mend them; `selfsame policies --policies-dir DIR` checks them without serving
    ");
    let many = "forbid (principal, action == Action::\"me_delete\", resource);\n".repeat(501);
    insta::assert_snapshot!(refused(&[("a.cedar", &many), ("b.cedar", &many)]), @"
    the policies are not valid:
      DIR: has more than 1000 policies; leave out or join some
    mend them; `selfsame policies --policies-dir DIR` checks them without serving
    ");
}

#[test]
fn a_directory_that_is_not_there() {
    let folder = directory(&[]);
    let missing = folder.path().join("missing");
    let error = Authorizer::load(Some(&missing)).err().unwrap();
    assert!(matches!(error, PolicyError::Directory { .. }), "{error}");
    let told = error.to_string().replace(&folder.path().display().to_string(), "DIR");
    insta::assert_snapshot!(told, @"cannot read the policies in DIR/missing: No such file or directory (os error 2); --policies-dir must name a directory that can be read");
}

#[test]
fn faults_beyond_the_first_are_counted_out() {
    let many = "forbid (principal is Person, action, resource);\n".repeat(30);
    let told = refused(&[("x.cedar", &many)]);
    assert_eq!(told.lines().filter(|line| line.contains("x.cedar:")).count(), 20, "{told}");
    assert!(told.contains("\n  and more\n"), "{told}");
}
