/**
 * Runs checks ({@link io.tidemark.ingest.check}), each at its own interval, and hands over what they found.
 *
 * <p>Each run has a thread of its own: a check that hangs blocks no other, is interrupted after 60 s, and is not started again
 * before it has come back; starts that fall away meanwhile are counted. What a check throws is shown in its status and ends
 * there. All that is found carries {@code host:NAME}, the instance's tags and the host's. Not done here: what is measured.
 */
package io.tidemark.ingest.collector;
