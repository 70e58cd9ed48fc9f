//! A page with Yew: what comes on `news` as it comes, and what `time` answers.

use async_nats::{Client, Error};
use futures_util::StreamExt as _;
use yew::platform::spawn_local;
use yew::prelude::*;

fn main() {
    yew::Renderer::<Page>::new().render();
}

/// Something for the page to show.
enum Shown {
    Connected(Client),
    Failed(Error),
    News(String),
    Answer(String),
}

#[derive(Default)]
struct Page {
    client: Option<Client>,
    status: String,
    news: Vec<String>,
    answer: String,
}

impl Component for Page {
    type Message = Shown;
    type Properties = ();

    fn create(page: &Context<Self>) -> Self {
        let show = page.link().callback(|shown| shown);
        spawn_local(async move {
            if let Err(error) = run(&show).await {
                show.emit(Shown::Failed(error));
            }
        });
        Self { status: "connecting".into(), ..Self::default() }
    }

    fn update(&mut self, _: &Context<Self>, shown: Shown) -> bool {
        match shown {
            Shown::Connected(client) => {
                self.client = Some(client);
                self.status = "connected".into();
            }
            Shown::Failed(error) => self.status = error.to_string(),
            Shown::News(text) => self.news.push(text),
            Shown::Answer(text) => self.answer = text,
        }
        true
    }

    fn view(&self, page: &Context<Self>) -> Html {
        let client = self.client.clone();
        let ask = page.link().callback_future(move |_: MouseEvent| {
            let client = client.clone();
            async move {
                match news::time(client).await {
                    Ok(answer) => Shown::Answer(answer),
                    Err(error) => Shown::Failed(error),
                }
            }
        });
        html! {
            <>
                <h1>{"News, by Yew"}</h1>
                <p id="status">{&self.status}</p>
                <button onclick={ask} disabled={self.client.is_none()}>{"What time is it?"}</button>
                <output id="answer">{&self.answer}</output>
                <ul id="news">{for self.news.iter().map(|text| html! { <li>{text}</li> })}</ul>
            </>
        }
    }
}

/// Connects, and has the page show what comes.
async fn run(show: &Callback<Shown>) -> Result<(), Error> {
    let client = async_nats::connect(news::server()).await?;
    let mut news = client.subscribe("news").await?;
    // Once the server has the subscription, nothing is missed any more.
    client.flush().await?;
    show.emit(Shown::Connected(client));
    while let Some(message) = news.next().await {
        show.emit(Shown::News(String::from_utf8_lossy(&message.payload).into_owned()));
    }
    Ok(())
}
