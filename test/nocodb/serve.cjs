/** Runs in NocoDB's own Node, in the folder where it is installed. */
const { createRequire } = require("node:module");

const installed = createRequire(`${process.cwd()}/package.json`);
const express = installed("express");
const { Noco } = installed("nocodb");

const app = express();
const server = app.listen(Number(process.env.PORT ?? 0), "127.0.0.1", async () => {
  app.use(await Noco.init({}, server, app));
  console.log(`ready on ${server.address().port}`);
});
