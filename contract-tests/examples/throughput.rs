//! How many requests a second the client sends and judges on one core, and in how much memory: against a server that
//! does nothing, in a process of its own so that its time is not counted. Run it with `--release`.
//!
//! `throughput [REQUESTS]`

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use contract_tests::api::Api;
use contract_tests::document::Document;
use contract_tests::live::base::Base;
use contract_tests::live::client::Client;
use contract_tests::live::exchange::Sent;
use contract_tests::live::transport::{Limits, Transport};
use futures_util::{StreamExt, stream};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Throughput, version: 1.0.0}
paths:
  /things/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200':
          description: A thing.
          content:
            application/json:
              schema:
                type: object
                required: [id, name, createdAt, tags]
                additionalProperties: false
                properties:
                  id: {type: integer}
                  name: {type: string, maxLength: 40, pattern: '^[a-z ]+$'}
                  createdAt: {type: string, format: date-time}
                  tags: {type: array, items: {type: string, enum: [a, b]}}
";

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 77\r\n\r\n\
    {\"id\":1,\"name\":\"a thing\",\"createdAt\":\"2024-05-17T12:30:00Z\",\"tags\":[\"a\",\"b\"]}";

const REQUESTS: usize = 200_000;
const CONCURRENCY: usize = 16;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    let done = match argument.as_deref() {
        Some("serve") => serve(),
        argument => measure(argument.and_then(|text| text.parse().ok()).unwrap_or(REQUESTS)),
    };
    done.map_or_else(|error| refuse(&*error), |()| ExitCode::SUCCESS)
}

#[expect(clippy::print_stderr, reason = "it is run by hand")]
fn refuse(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

/// Answers every request alike, on as many connections as come.
#[expect(clippy::print_stdout, reason = "the address is told to the other process")]
fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let mut stream = stream?;
        stream.set_nodelay(true)?;
        thread::spawn(move || answer(&mut stream));
    }
    Ok(())
}

/// Requests have no bodies, and come one at a time.
fn answer(stream: &mut TcpStream) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).is_ok_and(|count| count > 0) {
        if stream.write_all(ANSWER).is_err() {
            return;
        }
    }
}

#[expect(clippy::print_stdout, reason = "it is run by hand")]
fn measure(requests: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut server = Command::new(std::env::current_exe()?).arg("serve").stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let api =
        Api::read(&Document::parse("throughput.yaml", DOCUMENT)?).map_err(|_| "the document is not read")?;
    let transport = Transport::new(Base::parse(&format!("http://{}", line.trim()))?, Limits::default())?;
    let client = Client::new(Arc::new(api), transport, Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let started = Instant::now();
    let one = |at: usize| {
        let client = client.clone();
        async move {
            let mut conversation = client.conversation(0);
            conversation.send(None, Sent::new("GET", format!("/things/{}?limit=10", at + 1))).await.status()
        }
    };
    let good = runtime.block_on(async {
        let answers = stream::iter(0..requests).map(one).buffer_unordered(CONCURRENCY);
        answers.fold(0_usize, |good, status| async move { good + usize::from(status == Some(200)) }).await
    });
    let seconds = started.elapsed().as_secs_f64();
    server.kill()?;
    server.wait()?;
    let rate = f64::from(u32::try_from(requests)?) / seconds;
    println!(
        "{requests} requests, {good} answered, {} found, {rate:.0} a second on one core",
        client.found()
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    Ok(())
}
