//! A page with Dioxus: what comes on `news` as it comes, and what `time` answers.

use async_nats::{Client, Error};
use dioxus::prelude::*;
use futures_util::StreamExt as _;

fn main() {
    launch(Page);
}

#[component]
fn Page() -> Element {
    let mut status = use_signal(|| "connecting".to_owned());
    let mut answer = use_signal(String::new);
    let client = use_signal(|| None::<Client>);
    let news = use_signal(Vec::new);
    use_future(move || async move {
        if let Err(error) = run(status, client, news).await {
            status.set(error.to_string());
        }
    });
    let ask = move |_| async move {
        match news::time(client()).await {
            Ok(text) => answer.set(text),
            Err(error) => status.set(error.to_string()),
        }
    };
    rsx! {
        h1 { "News, by Dioxus" }
        p { id: "status", "{status}" }
        button { onclick: ask, disabled: client.read().is_none(), "What time is it?" }
        output { id: "answer", "{answer}" }
        ul { id: "news",
            for text in news() {
                li { "{text}" }
            }
        }
    }
}

/// Connects, and has the page show what comes.
async fn run(
    mut status: Signal<String>,
    mut shared: Signal<Option<Client>>,
    mut shown: Signal<Vec<String>>,
) -> Result<(), Error> {
    let client = async_nats::connect(news::server()).await?;
    let mut news = client.subscribe("news").await?;
    // Once the server has the subscription, nothing is missed any more.
    client.flush().await?;
    shared.set(Some(client));
    status.set("connected".into());
    while let Some(message) = news.next().await {
        shown.push(String::from_utf8_lossy(&message.payload).into_owned());
    }
    Ok(())
}
