/**
 * A scripted SMTP server: says what the test tells it to, and nothing else.
 *
 * <p>Invariants: listens on 127.0.0.1 with a free port; each connection is answered by the script in force when it came; records every
 * command and every message it took. It is no mail server: it checks nothing.
 */
package io.tidemark.testkit.smtp;
