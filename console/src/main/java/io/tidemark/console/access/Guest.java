package io.tidemark.console.access;

import io.tidemark.console.route.Role;

/**
 * Somebody whom the provider told of.
 *
 * @param name under which they are known here
 * @param subject issuer and subject, which together never mean anybody else
 * @param email empty where the provider told none
 * @param idToken as the provider signed it; shown to it again at sign-out
 */
public record Guest(String name, String subject, String email, Role role, String idToken) {}
