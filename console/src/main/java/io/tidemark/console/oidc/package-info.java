/**
 * Sign-in at an OpenID provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).
 *
 * <p>Invariants: a sign-in is begun here, ends in the same browser, within ten minutes, and once; an ID token counts only with
 * a signature by a key of the provider, this console's audience, this sign-in's nonce, and before its end. Nothing that the
 * browser brings says who somebody is. Not done: implicit and hybrid flows, encrypted tokens, back-channel sign-out.
 */
package io.tidemark.console.oidc;
