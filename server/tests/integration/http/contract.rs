//! What dropshot says of the server is what the document says.

use selfsame_server::http::description;
use selfsame_spec::generated::OPERATIONS;
use selfsame_spec::runtime::differences;

#[test]
fn the_server_has_the_documents_operations() {
    let version = "0.0.0".parse().unwrap();
    let emitted = description().unwrap().openapi("Selfsame", version).json().unwrap();
    assert_eq!(differences(&emitted, OPERATIONS), Vec::<String>::new());
    assert_ne!(differences(&emitted, &OPERATIONS[1..]), Vec::<String>::new());
}
