// An authority by the package oidc-provider, with routes as the Microsoft identity platform has them:
// `node server.mjs TENANT CLIENT [SECONDS]` prints its URL. Access tokens live that long.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [tenant, client, seconds = '3600'] = process.argv.slice(2);
const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://localhost:${server.address().port}`;
const below = `/${tenant}/oauth2/v2.0`;
const life = Number(seconds);
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: client,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      redirect_uris: ['http://localhost'],
    },
  ],
  routes: {
    authorization: `${below}/authorize`,
    token: `${below}/token`,
    device_authorization: `${below}/devicecode`,
    revocation: `${below}/revoke`,
  },
  scopes: ['openid', 'profile', 'offline_access', 'https://graph.microsoft.com/.default'],
  features: { deviceFlow: { enabled: true }, devInteractions: { enabled: true }, revocation: { enabled: true } },
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  ttl: { AccessToken: life, AuthorizationCode: 60, DeviceCode: 600, IdToken: 600, RefreshToken: 600, Session: 600, Interaction: 600, Grant: 600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@contoso.example` }) }),
});
// One line for each request to the token endpoint: the grant and what became of it.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path.endsWith('/token')) {
    const grant = ctx.oidc?.params?.grant_type?.split(':').pop();
    console.log(`token ${grant} ${ctx.status} ${ctx.body?.error ?? ''}`.trim());
  }
});
provider.on('server_error', (_, error) => console.error(error));
server.on('request', provider.callback());
console.log(`listening ${issuer}`);
