// Revokes a refresh token: `node revoke.mjs URL CLIENT TOKEN`.
const [url, client, token] = process.argv.slice(2);
const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: client, token }) });
console.log(response.status);
