// A person with a browser, in the way of an HTTP client: follows redirects, keeps cookies, and sends the forms of
// oidc-provider's pages. `node person.mjs URL USER [CODE] [decline]`.
const [start, user, code, decline] = process.argv.slice(2);
const cookies = new Map();

async function go(url, options = {}) {
  for (let steps = 0; steps < 20; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...options, redirect: 'manual', headers: { ...options.headers, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [pair] = set.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const next = response.headers.get('location');
    if (!next) return { url, status: response.status, text: await response.text() };
    url = new URL(next, url).href;
    options = {};
  }
  throw new Error('too many redirects');
}

function post(page, action, fields) {
  const body = new URLSearchParams(fields).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-dest': 'document' };
  return go(new URL(action, page.url).href, { method: 'POST', body, headers });
}

function form(page) {
  const action = /<form[^>]*action="([^"]*)"/.exec(page.text)?.[1].replaceAll('&amp;', '&');
  const fields = {};
  for (const [tag] of page.text.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? '';
  }
  return { action, fields };
}

// This server gives a refresh token to who consents anew (OpenID Connect Core, section 11).
const first = new URL(start);
if (first.pathname.endsWith('/authorize')) first.searchParams.set('prompt', 'consent');
let page = await go(first.href);
for (let steps = 0; steps < 10; steps += 1) {
  const { action, fields } = form(page);
  if (!action) break;
  if ('user_code' in fields && code && !('confirm' in fields)) fields.user_code = code;
  const cancel = /href="([^"]*\/abort)"/.exec(page.text)?.[1];
  if (decline && cancel) {
    page = await go(new URL(cancel, page.url).href);
    continue;
  }
  if (decline && page.text.includes('name="abort"')) {
    page = await post(page, action, { ...fields, abort: 'yes' });
    continue;
  }
  if ('login' in fields) Object.assign(fields, { login: user, password: 'x' });
  page = await post(page, action, fields);
}
console.log(page.status, page.text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim().slice(0, 200));
