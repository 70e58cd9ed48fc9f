//! A client on one thread, with a face of its own around `nats-web-core`.
//!
//! ```sh
//! cargo run -p nats-web --example blocking_face -- ws://127.0.0.1:8080
//! ```

mod face;

use face::Face;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    let mut nats = Face::connect(&server)?;

    let news = nats.subscribe("news.*")?;
    nats.publish("news.weather", b"rain")?;
    // Longer than what one frame or one read brings.
    nats.publish("news.photo", &vec![b'#'; 3_000_000])?;
    for _ in 0..2 {
        let message = nats.next(news).ok_or("the subscription has ended")?;
        let text = String::from_utf8_lossy(&message.payload);
        println!("{}: {:.4} ({} bytes)", message.subject, text, message.payload.len());
    }

    // Both sides of a request are on this thread: the reply is not waited for before it is sent.
    let greetings = nats.subscribe("greet")?;
    let request = nats.request("greet", b"ada")?;
    let question = nats.next(greetings).ok_or("the subscription has ended")?;
    nats.publish(&question.reply, &[b"hello, ", &question.payload[..]].concat())?;
    match nats.reply(request) {
        Ok(reply) => println!("{}", String::from_utf8_lossy(&reply.payload)),
        Err(failure) => println!("{failure:?}"),
    }
    let request = nats.request("nobody", b"")?;
    println!("{:?}", nats.reply(request).err());

    // What is published while there is no link waits for the next one.
    nats.reconnect()?;
    for number in 1..=1_000 {
        nats.publish("news.number", format!("{number}").as_bytes())?;
    }
    let last = (0..1_000).filter_map(|_| nats.next(news)).last().ok_or("the subscription has ended")?;
    println!("{}: {}", last.subject, String::from_utf8_lossy(&last.payload));

    match nats.drain() {
        None => Ok(()),
        Some(error) => Err(format!("{error:?}").into()),
    }
}
