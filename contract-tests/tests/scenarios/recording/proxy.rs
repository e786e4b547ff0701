//! A listener that passes each request on by way of the recorder and gives back what came, so that a client of any make
//! is recorded. It reads no more of HTTP/1.1 than clients need who send whole bodies of known length.

use contract_tests::live::client::Client;
use contract_tests::live::exchange::{Received, Sent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Header fields of a request.
const FIELDS_MAX: usize = 32;

/// What is of one connection and not of the message (RFC 9110 §7.6.1), and the host, which is another beyond the proxy.
const OWN: [&str; 5] = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"];

/// The listener. It and its connections end with this.
pub(crate) struct Proxy {
    /// Where it listens, as the base of a client.
    pub(crate) url: String,
    accepting: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Proxy {
    pub(super) async fn start(client: Client) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, client.clone()));
            }
        });
        Proxy { url, accepting }
    }
}

async fn serve(mut stream: TcpStream, client: Client) {
    let mut bytes = Vec::new();
    while let Some(sent) = read(&mut stream, &mut bytes).await {
        let exchange = client.conversation(0).send(None, sent).await;
        let Some(received) = exchange.received() else { return };
        if stream.write_all(&written(received)).await.is_err() {
            return;
        }
    }
}

/// The next request; `None` at the end of the connection.
async fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Sent> {
    let (mut sent, head_bytes, body_bytes) = loop {
        if let Some(head) = head(bytes) {
            break head;
        }
        more(stream, bytes).await?;
    };
    while bytes.len() < head_bytes + body_bytes {
        more(stream, bytes).await?;
    }
    let rest = bytes.split_off(head_bytes + body_bytes);
    let body = std::mem::replace(bytes, rest).split_off(head_bytes);
    sent.body = (!body.is_empty()).then_some(body);
    Some(sent)
}

/// A request without its body, and the lengths of its head and of its body; `None` while the head is not whole.
fn head(bytes: &[u8]) -> Option<(Sent, usize, usize)> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = request.parse(bytes).unwrap() else { return None };
    let mut sent = Sent::new(request.method.unwrap(), request.path.unwrap());
    let mut body_bytes = 0;
    for field in request.headers.iter() {
        assert!(!field.name.eq_ignore_ascii_case("Transfer-Encoding"), "the length of the body is not known");
        if field.name.eq_ignore_ascii_case("Content-Length") {
            body_bytes = std::str::from_utf8(field.value).unwrap().parse().unwrap();
        }
        if !is_own(field.name) {
            sent = sent.header(field.name, field.value);
        }
    }
    Some((sent, length, body_bytes))
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}

fn written(received: &Received) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} \r\n", received.status).into_bytes();
    for (name, value) in received.headers.iter().filter(|(name, _)| !is_own(name)) {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    if !matches!(received.status, 204 | 304) {
        bytes.extend(format!("Content-Length: {}\r\n", received.body.len()).into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(&received.body);
    bytes
}

fn is_own(name: &str) -> bool {
    OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}
