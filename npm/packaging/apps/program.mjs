// What every application here does. Each has the package in its own way, and hands it in.

/** Subscribes, publishes, requests and drains; resolves with what came of it. */
export async function program({ connect, ErrorCode, headers, JSONCodec }, servers) {
  const nc = await connect({ servers });
  const jc = JSONCodec();
  nc.subscribe("add", {
    callback: (err, m) => {
      if (err === null) {
        const { a, b } = jc.decode(m.data);
        m.respond(jc.encode({ sum: a + b }), { headers: m.headers });
      }
    },
  });
  const h = headers();
  h.set("unit", "apples");
  const reply = await nc.request("add", jc.encode({ a: 20, b: 22 }), { headers: h });

  const news = [];
  const sub = nc.subscribe("news.*", { max: 2 });
  nc.publish("news.weather", "rain");
  nc.publish("news.sport", new Uint8Array([50, 58, 49]));
  for await (const m of sub) {
    news.push(m.string());
  }

  const err = await nc.request("nobody.there").catch((e) => e);
  const nobody = err.code === ErrorCode.NoResponders ? "nobody there" : `${err}`;
  await nc.drain();
  return [`${reply.json().sum} ${reply.headers.get("unit")}`, ...news, nobody].join(", ");
}
