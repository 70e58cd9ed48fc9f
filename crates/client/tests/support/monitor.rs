//! What a server tells of itself over HTTP.

use super::server::free_port;
use std::net::Ipv4Addr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server's port for that.
pub struct Monitor(u16);

impl Monitor {
    /// A port that nobody listens on.
    pub fn new() -> Self {
        Self(free_port())
    }

    /// What the server's configuration says of it.
    pub fn config(&self) -> String {
        format!("http: \"127.0.0.1:{}\"", self.0)
    }

    /// How many clients are connected.
    pub async fn connections(&self) -> usize {
        self.list().await.len()
    }

    /// How many subscriptions all clients have.
    pub async fn subscriptions(&self) -> u64 {
        self.list().await.iter().map(|connection| connection["subscriptions"].as_u64().unwrap()).sum()
    }

    async fn list(&self) -> Vec<serde_json::Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.0)).await.unwrap();
        stream.write_all(b"GET /connz?limit=10000 HTTP/1.0\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["connections"].as_array().unwrap().clone()
    }
}
