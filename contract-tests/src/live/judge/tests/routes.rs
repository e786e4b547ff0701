use super::judge;
use crate::live::exchange::Sent;
use crate::live::judge::route::Route;

fn shown(method: &str, target: &str) -> String {
    let judge = judge();
    match judge.route(&Sent::new(method, target), "/v1") {
        Route::Nowhere => "nowhere".to_owned(),
        Route::Method { operations } => format!("other methods: {}", operations.len()),
        Route::Operation { operation, variables } => {
            let variables: Vec<String> =
                variables.into_iter().map(|(name, text)| format!("{name}={text}")).collect();
            format!("{} {}", judge.api.operations[operation], variables.join(" "))
        }
    }
}

#[test]
fn requests_find_their_operations() {
    for (method, target, expected) in [
        ("GET", "/v1/things?limit=1", "GET /things "),
        ("GET", "/v1/%74hings", "GET /things "),
        ("GET", "/v1/things/a%2Fb", "GET /things/{id} id=a%2Fb"),
        ("DELETE", "/v1/things", "other methods: 2"),
        ("GET", "/v1/things/", "nowhere"),
        ("GET", "/things", "nowhere"),
        ("GET", "/v1/things/all/parts", "GET /things/all/parts "),
        // The literal path does not have it, and the template does.
        ("DELETE", "/v1/things/all/parts", "nowhere"),
        ("DELETE", "/v1/things/1/parts", "DELETE /things/{id}/parts id=1"),
        ("GET", "/v1/things/1/parts", "other methods: 1"),
    ] {
        assert_eq!(shown(method, target), expected, "{method} {target}");
    }
}
