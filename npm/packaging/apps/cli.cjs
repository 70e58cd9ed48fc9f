// The program in Node or Bun, as a CommonJS module.
const { connect, ErrorCode, headers, JSONCodec } = require("nats-web");

import("./program.mjs").then(async ({ program }) => {
  console.log(await program({ connect, ErrorCode, headers, JSONCodec }, process.argv[2]));
});
