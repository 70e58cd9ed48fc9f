//! Messages.

use crate::{Place, ensure, said};
use async_nats::{Error, HeaderMap};
use futures_util::StreamExt as _;
use js_sys::Function;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::spawn_local;

pub(crate) async fn in_order(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut numbers = client.subscribe("numbers.*").await?;
    for number in 0..100 {
        client.publish(format!("numbers.{number}"), number.to_string().into()).await?;
    }
    for number in 0..100 {
        let message = numbers.next().await.ok_or("the subscription ended")?;
        ensure!(message.subject.as_str() == format!("numbers.{number}"), "{} came", message.subject);
        ensure!(message.payload == number.to_string(), "{:?} came", message.payload);
    }
    Ok(())
}

pub(crate) async fn headers(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut inbox = client.subscribe("headers").await?;
    let mut headers = HeaderMap::new();
    headers.insert("Kind", "first");
    headers.append("Kind", "zweitens: größer");
    client.publish_with_headers("headers", headers.clone(), "x".into()).await?;
    let message = inbox.next().await.ok_or("the subscription ended")?;
    ensure!(message.headers.as_ref() == Some(&headers), "{:?} came", message.headers);
    Ok(())
}

pub(crate) async fn large(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut questions = client.subscribe("large").await?;
    let answering = client.clone();
    spawn_local(async move {
        while let Some(question) = questions.next().await {
            if let Some(reply) = question.reply {
                let _ = answering.publish(reply, question.payload).await;
            }
        }
    });
    let payload: Vec<u8> = (0..1024 * 1024_u32).map(|at| (at % 251) as u8).collect();
    let reply = client.request("large", payload.clone().into()).await?;
    ensure!(reply.payload == payload, "{} bytes came", reply.payload.len());
    Ok(())
}

pub(crate) async fn much(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    for _ in 0..64 {
        client.publish("much", vec![b'x'; 1024 * 1024].into()).await?;
    }
    client.flush().await?;
    let sent = client.statistics().out_bytes.load(std::sync::atomic::Ordering::Relaxed);
    ensure!(sent >= 64 * 1024 * 1024, "{sent} bytes are out");
    Ok(())
}

pub(crate) async fn flood(at: Place) -> Result<(), Error> {
    let (client, sender) = (at.client().await?, at.client().await?);
    let mut flood = client.subscribe("flood").await?;
    client.flush().await?;
    let turns = Rc::new(Cell::new(0));
    let counting = Rc::clone(&turns);
    let timer = Closure::<dyn FnMut()>::new(move || counting.set(counting.get() + 1));
    let set: Function = js_sys::Reflect::get(&js_sys::global(), &"setInterval".into()).map_err(said)?.unchecked_into();
    let clear: Function =
        js_sys::Reflect::get(&js_sys::global(), &"clearInterval".into()).map_err(said)?.unchecked_into();
    let handle = set.call2(&JsValue::NULL, timer.as_ref(), &1.into()).map_err(said)?;
    spawn_local(async move {
        for _ in 0..COUNT {
            let _ = sender.publish("flood", vec![b'x'; 512].into()).await;
        }
        let _ = sender.drain().await;
    });
    for got in 0..COUNT {
        ensure!(flood.next().await.is_some(), "the subscription ended after {got}");
    }
    clear.call1(&JsValue::NULL, &handle).map_err(said)?;
    ensure!(turns.get() > 0, "no timer had its turn");
    Ok(())
}

const COUNT: usize = 50_000;
