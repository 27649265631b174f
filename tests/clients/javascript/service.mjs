// The service that a custom extension calls: it takes callouts and keeps them.

import { once } from "node:events";
import { createServer } from "node:http";

// Listens at a free port of this machine, and responds with 200 to each callout.
export async function startService() {
  const received = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) {
      parts.push(part);
    }
    response.writeHead(200).end();
    const callout = JSON.parse(Buffer.concat(parts).toString());
    const taker = waiting.shift();
    taker ? taker(callout) : received.push(callout);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/callout`,
    // The next callout's body.
    next: () =>
      received.length > 0
        ? Promise.resolve(received.shift())
        : new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error("no callout within 10 seconds")), 10_000);
            waiting.push((callout) => {
              clearTimeout(timer);
              resolve(callout);
            });
          }),
    stop: () => server.close(),
  };
}
