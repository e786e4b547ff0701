use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::{Limits, Transport};
use crate::live::base::Base;
use crate::live::exchange::{Failure, Outcome, Sent};

/// A server that answers each connection's requests with the given bytes, in order, and tells what it read. After the
/// last answer of a connection it closes, or stays silent when `hold`.
fn serve(connections: Vec<Vec<&'static [u8]>>, hold: bool) -> (Base, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = Base::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut held = Vec::new();
        for answers in connections {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut read = Vec::new();
                while !read.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if stream.read(&mut byte).unwrap() == 0 {
                        break;
                    }
                    read.push(byte[0]);
                }
                tell.send(String::from_utf8(read).unwrap()).ok();
                stream.write_all(answer).unwrap();
            }
            if hold {
                held.push(stream);
            } else {
                stream.shutdown(Shutdown::Both).ok();
            }
        }
        thread::park();
    });
    (base, told)
}

fn run(base: &Base, sents: &[Sent]) -> Vec<Outcome> {
    let limits =
        Limits { answer: Duration::from_secs(5), stall: Duration::from_millis(50), ..Limits::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let transport = Transport::new(base.clone(), limits).unwrap();
        let mut outcomes = Vec::new();
        for sent in sents {
            outcomes.push(transport.exchange(sent).await);
        }
        outcomes
    })
}

fn one(method: &str, answer: &'static [u8]) -> Outcome {
    let (base, _told) = serve(vec![vec![answer]], false);
    run(&base, &[Sent::new(method, "/")]).pop().unwrap()
}

#[test]
fn requests_go_out_as_they_are() {
    let (base, told) = serve(vec![vec![b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]], false);
    let sent = Sent::new("GET", "/a%2fb?x=%7E&x=+").header("X-a", "1").header("x-A", " 2");
    run(&base, &[sent]);
    let read = told.recv().unwrap();
    let expected = format!(
        "GET /a%2fb?x=%7E&x=+ HTTP/1.1\r\nHost: {}\r\nX-a: 1\r\nx-A:  2\r\nAccept: */*\r\nUser-Agent: contract-tests\r\n\r\n",
        base.authority
    );
    assert_eq!(read, expected);
}

#[test]
fn framings() {
    let body = |answer| one("GET", answer).map(|received| String::from_utf8(received.body).unwrap());
    let hello = Ok("hello".to_owned());
    assert_eq!(body(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), hello);
    assert_eq!(body(b"HTTP/1.1 200 OK\r\n\r\nhello"), hello);
    assert_eq!(body(b"HTTP/1.0 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello"), hello);
    let chunked =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nT: x\r\n\r\n";
    assert_eq!(body(chunked), hello);
    let interim = b"HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    assert_eq!(body(interim), hello);
}

#[test]
fn faults_of_framing() {
    let framing = |method, answer| one(method, answer).unwrap().framing;
    assert_eq!(framing("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").short, Some(Some(4)));
    assert_eq!(
        framing("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").short,
        Some(None)
    );
    assert_eq!(framing("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello").excess_bytes, 3);
    assert_eq!(framing("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").excess_bytes, 5);
    assert_eq!(framing("GET", b"HTTP/1.1 204 No\r\n\r\nhello").excess_bytes, 5);
    assert_eq!(framing("GET", b"HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n").excess_bytes, 0);
    let conflict = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello";
    assert!(framing("GET", conflict).length_conflict);
    assert!(framing("GET", b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello").length_conflict);
}

#[test]
fn no_readable_response() {
    assert_eq!(one("GET", b""), Err(Failure::Closed));
    assert!(matches!(one("GET", b"HTTP/1.1 2"), Err(Failure::Malformed(_))));
    assert!(matches!(one("GET", b"nonsense\r\n\r\n"), Err(Failure::Malformed(_))));
    assert!(matches!(
        one("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
        Err(Failure::Malformed(_))
    ));
    assert!(matches!(
        one("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n"),
        Err(Failure::TooLarge { .. })
    ));
    let refused = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = Base::parse(&format!("http://{}", refused.local_addr().unwrap())).unwrap();
    drop(refused);
    assert!(matches!(run(&base, &[Sent::new("GET", "/")])[..], [Err(Failure::Connect(_))]));
}

#[test]
fn stalls_end() {
    let (base, _told) = serve(vec![vec![b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"]], true);
    let outcome = run(&base, &[Sent::new("GET", "/")]).pop().unwrap();
    assert_eq!(outcome.unwrap().framing.short, Some(Some(4)));
}

#[test]
fn connections_are_reused_and_replaced() {
    let answer: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1";
    let last: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2";
    let (base, _told) = serve(vec![vec![answer, answer], vec![last]], false);
    let outcomes = run(&base, &[Sent::new("GET", "/"), Sent::new("GET", "/"), Sent::new("GET", "/")]);
    let bodies: Vec<Vec<u8>> = outcomes.into_iter().map(|outcome| outcome.unwrap().body).collect();
    assert_eq!(bodies, [b"1", b"1", b"2"]);
}

#[test]
fn an_early_answer_to_a_long_body_is_read() {
    let answer: &[u8] = b"HTTP/1.1 413 Long\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (base, _told) = serve(vec![vec![answer]], true);
    let sent = Sent::new("POST", "/").content("text/plain", vec![b'a'; 8 << 20]);
    let outcome = run(&base, &[sent]).pop().unwrap();
    assert_eq!(outcome.unwrap().status, 413);
}
