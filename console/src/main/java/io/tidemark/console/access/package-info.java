/**
 * Who may come in: users with hashed passwords, API and application keys, sessions, signed links.
 *
 * <p>Invariants: no password or key is kept, only what it is checked with (PBKDF2 for passwords, SHA-256 for keys, which are
 * random); comparisons take the same time for every wrong one; an unknown name costs as much as a wrong password; after ten
 * wrong tries a minute from an address or on a name, the next are refused unread. What is kept stands in one file that only
 * its owner can read.
 */
package io.tidemark.console.access;
