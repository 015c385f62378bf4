// An OpenID Connect client that others wrote, as a customer would use it. Arguments: issuer, client, redirect address.
// It prints the address at which the person signs in, reads from standard input the address that the browser came back with, and prints what it got.
import * as oidc from 'openid-client';
import { createInterface } from 'node:readline/promises';

const [issuer, client, redirect] = process.argv.slice(2);
const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();

const config = await oidc.discovery(new URL(issuer), client, undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });
const verifier = oidc.randomPKCECodeVerifier();
const state = oidc.randomState();
const nonce = oidc.randomNonce();
const address = oidc.buildAuthorizationUrl(config, {
  redirect_uri: redirect,
  scope: 'openid profile email api offline_access',
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
console.log(address.href);

const back = new URL((await lines.next()).value);
const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const first = await oidc.authorizationCodeGrant(config, back, checks);
const second = await oidc.refreshTokenGrant(config, first.refresh_token);
const refused = [];
for (const [what, attempt] of Object.entries({
  'the code again': () => oidc.authorizationCodeGrant(config, back, checks),
  'another state': () => oidc.authorizationCodeGrant(config, back, { ...checks, expectedState: oidc.randomState() }),
  'a wrong refresh token': () => oidc.refreshTokenGrant(config, first.refresh_token.slice(0, -6) + 'AAAAAA'),
})) {
  try {
    await attempt();
  } catch (error) {
    refused.push(`${what}: ${error.error ?? error.code}`);
  }
}
console.log(JSON.stringify({
  claims: first.claims(),
  expiresIn: first.expires_in,
  first: first.access_token,
  second: second.access_token,
  signedBy: config.serverMetadata().id_token_signing_alg_values_supported,
  challenges: config.serverMetadata().code_challenge_methods_supported,
  issuerInAnswer: config.serverMetadata().authorization_response_iss_parameter_supported,
  refused,
}));
input.close();
