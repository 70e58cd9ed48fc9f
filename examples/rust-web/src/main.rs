//! A board that everybody sees who has the page open: messages as they come, one that is pinned, and questions that another
//! page answers.

use async_nats::jetstream::{self, kv};
use async_nats::{Client, Error, Event};
use futures_util::StreamExt as _;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

fn main() {
    mount_to_body(Board);
}

/// What the page shows.
#[derive(Clone, Copy)]
struct Shown {
    status: RwSignal<String>,
    messages: RwSignal<Vec<String>>,
    answer: RwSignal<String>,
    pinned: RwSignal<String>,
    client: RwSignal<Option<Client>>,
}

#[component]
fn Board() -> impl IntoView {
    let shown = Shown {
        status: RwSignal::new("connecting".into()),
        messages: RwSignal::new(Vec::new()),
        answer: RwSignal::new(String::new()),
        pinned: RwSignal::new(String::new()),
        client: RwSignal::new(None),
    };
    spawn_local(async move {
        if let Err(error) = run(shown).await {
            shown.status.set(format!("failed: {error}"));
        }
    });

    let text = NodeRef::<leptos::html::Input>::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = text.get() else { return };
        let message = input.value();
        input.set_value("");
        act(shown, |client| async move { Ok(client.publish("board.messages", message.into()).await?) });
    };
    let pin = move |line: String| {
        act(shown, |client| async move {
            bucket(client).await?.put("pinned", line.into()).await?;
            Ok(())
        });
    };
    let ask = move |_| {
        act(shown, move |client| async move {
            let reply = client.request("board.time", "".into()).await?;
            shown.answer.set(String::from_utf8_lossy(&reply.payload).into_owned());
            Ok(())
        });
    };
    let is_waiting = move || shown.client.with(Option::is_none);

    view! {
        <h1>"Board"</h1>
        <p id="status">{shown.status}</p>
        <p>"Pinned: " <strong id="pinned">{shown.pinned}</strong></p>
        <form on:submit=send>
            <fieldset disabled=is_waiting>
                <label>"Message " <input node_ref=text /></label>
                <button>"Send"</button>
                <button type="button" on:click=ask>"What time is it over there?"</button>
            </fieldset>
        </form>
        <output id="answer">{shown.answer}</output>
        <ul id="messages">
            {move || {
                let item = |line: String| {
                    let pinned = line.clone();
                    view! { <li>{line} " " <button on:click=move |_| pin(pinned.clone())>"Pin"</button></li> }
                };
                shown.messages.get().into_iter().map(item).collect_view()
            }}
        </ul>
    }
}

/// Connects, and shows what comes.
async fn run(shown: Shown) -> Result<(), Error> {
    let client = async_nats::ConnectOptions::new()
        .event_callback(move |event| async move {
            match event {
                Event::Connected => shown.status.set("connected".into()),
                Event::Disconnected => shown.status.set("the connection is lost, and dialled again".into()),
                _ => {}
            }
        })
        .connect(server())
        .await?;

    let mut questions = client.queue_subscribe("board.time", "pages".into()).await?;
    let answering = client.clone();
    spawn_local(async move {
        while let Some(question) = questions.next().await {
            if let Some(reply) = question.reply {
                let time = String::from(js_sys::Date::new_0().to_time_string());
                // If it cannot be sent, whoever asked hears nothing and asks again.
                let _ = answering.publish(reply, time.into()).await;
            }
        }
    });

    let mut pins = bucket(client.clone()).await?.watch_with_history("pinned").await?;
    spawn_local(async move {
        while let Some(Ok(entry)) = pins.next().await {
            shown.pinned.set(String::from_utf8_lossy(&entry.value).into_owned());
        }
    });

    let mut messages = client.subscribe("board.messages").await?;
    // Once the server has the subscriptions, nothing is missed any more.
    client.flush().await?;
    shown.client.set(Some(client));
    while let Some(message) = messages.next().await {
        shown.messages.update(|lines| lines.push(String::from_utf8_lossy(&message.payload).into_owned()));
    }
    Ok(())
}

/// Returns the bucket for what is pinned, made by the first page that asks for it.
async fn bucket(client: Client) -> Result<kv::Store, Error> {
    let config = kv::Config { bucket: "board".into(), ..Default::default() };
    Ok(jetstream::new(client).create_key_value(config).await?)
}

/// Does something with the client, and shows why it could not be done.
fn act<F: Future<Output = Result<(), Error>> + 'static>(shown: Shown, action: impl FnOnce(Client) -> F) {
    let Some(client) = shown.client.get_untracked() else { return };
    let acting = action(client);
    spawn_local(async move {
        if let Err(error) = acting.await {
            shown.answer.set(error.to_string());
        }
    });
}

/// Returns the server's address, which may be part of the page's own: `?server=ws://…`.
fn server() -> String {
    let search = window().location().search().unwrap_or_default();
    let asked = web_sys::UrlSearchParams::new_with_str(&search).ok().and_then(|query| query.get("server"));
    asked.unwrap_or_else(|| "ws://127.0.0.1:8080".into())
}
