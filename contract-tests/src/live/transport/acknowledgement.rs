//! Acknowledging received bytes at once.
//!
//! A server that writes the head and the body of a response apart does not send the second before the first is
//! acknowledged (Nagle's algorithm, RFC 9293 §3.7.4), and acknowledgements wait for something to travel with
//! (§3.8.6.3), 40 ms on Linux. It must not know what is received.

use std::io;

use tokio::net::TcpStream;

/// A second hold on a connection's socket, by which its acknowledgements are sent for.
#[cfg(target_os = "linux")]
#[derive(Debug)]
pub(super) struct Acknowledgement(std::os::fd::OwnedFd);

#[cfg(target_os = "linux")]
impl Acknowledgement {
    /// That of a connection.
    pub(super) fn of(stream: &TcpStream) -> io::Result<Self> {
        std::os::fd::AsFd::as_fd(stream).try_clone_to_owned().map(Self)
    }

    /// Sends what is due. Where the system refuses, it is sent later.
    pub(super) fn send(&self) {
        let _ = socket2::SockRef::from(&self.0).set_tcp_quickack(true);
    }
}

/// Elsewhere there is no such switch.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub(super) struct Acknowledgement;

#[cfg(not(target_os = "linux"))]
impl Acknowledgement {
    /// That of a connection.
    pub(super) fn of(_stream: &TcpStream) -> io::Result<Self> {
        Ok(Self)
    }

    /// Nothing.
    pub(super) fn send(&self) {}
}
