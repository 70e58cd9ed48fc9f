//! What the pages have in common, whatever their framework.

use async_nats::{Client, Error};

/// Asks what time it is.
///
/// # Errors
/// When there is no connection, or nobody answers.
pub async fn time(client: Option<Client>) -> Result<String, Error> {
    let reply = client.ok_or("there is no connection")?.request("time", "".into()).await?;
    Ok(String::from_utf8_lossy(&reply.payload).into_owned())
}

/// Returns the server's address, which may be part of the page's own: `?server=ws://…`.
pub fn server() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let asked = web_sys::UrlSearchParams::new_with_str(&search).ok().and_then(|query| query.get("server"));
    asked.unwrap_or_else(|| "ws://127.0.0.1:8080".into())
}
