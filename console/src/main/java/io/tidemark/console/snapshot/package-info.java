/**
 * Graphs as pictures, drawn here and kept in a folder under names that cannot be guessed, so that a mail or a chat can show them
 * without a sign-in.
 */
package io.tidemark.console.snapshot;
