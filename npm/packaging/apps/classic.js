// The program in a classic script, which has the package by `import()`.
const servers = new URLSearchParams(location.search).get("nats");
Promise.all([import("nats-web"), import("./program.mjs")]).then(async ([nats, { program }]) => {
  document.title = await program(nats, servers);
});
