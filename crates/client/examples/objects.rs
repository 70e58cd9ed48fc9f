//! A store of objects: a megabyte is put, found, read back and checked.
//!
//! ```sh
//! cargo run -p nats-web --example objects -- nats://127.0.0.1:4222
//! ```

use futures_util::TryStreamExt;
use nats_web::jetstream::{self, object_store};
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() -> Result<(), nats_web::Error> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned());
    let client = nats_web::connect(server).await?;
    let context = jetstream::new(client.clone());
    let config = object_store::Config { bucket: "photos".to_owned(), ..Default::default() };
    let photos = context.create_object_store(config).await?;

    // Anything that is `AsyncRead` can be put: a file, a socket, bytes.
    let data: Vec<u8> = (0..1_000_000_u32).flat_map(|number| number.to_le_bytes()).take(1_000_000).collect();
    let info = photos.put("sunset.jpg", &mut data.as_slice()).await?;
    println!("{}: {} bytes in {} chunks", info.name, info.size, info.chunks);

    let mut photo = photos.get("sunset.jpg").await?;
    let mut read = Vec::new();
    // The last read fails if the bytes are not those that were put.
    photo.read_to_end(&mut read).await?;
    println!("the same: {}", read == data);

    let names: Vec<String> = photos.list().await?.map_ok(|info| info.name).try_collect().await?;
    println!("stored: {}", names.join(", "));
    photos.delete("sunset.jpg").await?;
    println!("deleted: {}", photos.get("sunset.jpg").await.is_err());

    context.delete_object_store("photos").await?;
    client.drain().await?;
    Ok(())
}
