// An API client as a customer would write it, with a library that others wrote. Arguments: issuer, client, secret, scope. It prints what it got.
import * as oidc from 'openid-client';

const [issuer, client, secret, scope] = process.argv.slice(2);
const got = {};
for (const [name, method] of Object.entries({ post: oidc.ClientSecretPost, basic: oidc.ClientSecretBasic })) {
  const config = await oidc.discovery(new URL(issuer), client, undefined, method(secret), { execute: [oidc.allowInsecureRequests] });
  const tokens = await oidc.clientCredentialsGrant(config, { scope });
  const sites = await oidc.fetchProtectedResource(config, tokens.access_token, new URL('/api/v1/sites', issuer), 'GET');
  got[name] = { expiresIn: tokens.expires_in, type: tokens.token_type, refresh: tokens.refresh_token ?? null, sites: await sites.json() };
  got.methods = config.serverMetadata().token_endpoint_auth_methods_supported;
}
got.refused = [];
for (const [what, wrong, wanted] of [['a wrong secret', secret + 'x', scope], ['a scope of others', secret, 'load.control']]) {
  try {
    const config = await oidc.discovery(new URL(issuer), client, undefined, oidc.ClientSecretPost(wrong), { execute: [oidc.allowInsecureRequests] });
    await oidc.clientCredentialsGrant(config, { scope: wanted });
  } catch (error) {
    got.refused.push(`${what}: ${error.error ?? error.code}`);
  }
}
console.log(JSON.stringify(got));
