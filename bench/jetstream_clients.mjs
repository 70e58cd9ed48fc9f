/** The same program for all clients: how each of them is asked for JetStream, buckets and object stores. */

/** Everything hangs on the connection, as with `nats.ws`. */
export const whole = {
  jetstream: (connection) => connection.jetstream(),
  bucket: (js, name) => js.views.kv(name),
  store: (js, name, options) => js.views.os(name, options),
};

/** JetStream, key-value and object store are packages of their own, whose exports `modules` holds. */
export function packages(modules) {
  return {
    jetstream: (connection) => modules.jetstream(connection),
    bucket: (js, name) => new modules.Kvm(js).create(name),
    store: (js, name, options) => new modules.Objm(js).create(name, options),
  };
}
