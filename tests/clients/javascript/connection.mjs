// A client of Microsoft's that asks the local Graph.
//
// Three of its defaults stand in the way, and all are options of `Client.initWithMiddleware`:
//
// - The base URL is Microsoft's: `baseUrl` is another.
// - Its handler of authentication puts a token on https alone, and takes one off elsewhere, `customHosts` or not. So the
//   chain of middleware is given whole, with a handler of one's own in that place.
// - A link of a page is followed as it is where it begins with https alone; before another it puts the base URL, as if
//   it were a path. The same handler takes that off again.

import graph from "@microsoft/microsoft-graph-client";

const { Client, HTTPMessageHandler, RedirectHandler, RetryHandler, TelemetryHandler } = graph;

// Puts a token on requests to the local Graph, and makes links of http whole. The token is the user principal name of
// who asks.
class AsUser {
  constructor(url, version, token) {
    this.url = url;
    this.version = version;
    this.token = token;
  }

  async execute(context) {
    const before = `${this.url}/${this.version}/`;
    if (typeof context.request === "string" && context.request.startsWith(`${before}${this.url}/`)) {
      context.request = context.request.slice(before.length);
    }
    const url = typeof context.request === "string" ? context.request : context.request.url;
    if (url.startsWith(`${this.url}/`)) {
      context.options.headers = { ...context.options.headers, Authorization: `Bearer ${this.token}` };
    }
    await this.next.execute(context);
  }

  setNext(next) {
    this.next = next;
  }
}

// Keeps what was exchanged. It stands last but one, so each retry is an exchange of its own.
class Keep {
  constructor(exchanges) {
    this.exchanges = exchanges;
  }

  async execute(context) {
    await this.next.execute(context);
    const url = new URL(typeof context.request === "string" ? context.request : context.request.url);
    const method = context.options?.method ?? context.request.method ?? "GET";
    this.exchanges.push({ method, path: url.pathname + url.search, status: context.response.status });
  }

  setNext(next) {
    this.next = next;
  }
}

// A client for a user of the local Graph's directory.
//
// `url` is the local Graph's, without a version: http://127.0.0.1:8790.
export function connect(url, version, user, exchanges) {
  const middleware = [
    new AsUser(url, version, user),
    new RetryHandler(),
    new RedirectHandler(),
    new TelemetryHandler(),
    new Keep(exchanges),
    new HTTPMessageHandler(),
  ];
  return Client.initWithMiddleware({ baseUrl: `${url}/`, defaultVersion: version, middleware });
}

// Asks a page of the local Graph's own, below `/local`.
export async function local(url, method, path, body) {
  const response = await fetch(`${url}/local${path}`, {
    method,
    body: body && JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  const text = await response.text();
  return text ? JSON.parse(text) : undefined;
}
