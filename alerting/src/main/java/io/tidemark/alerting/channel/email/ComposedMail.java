package io.tidemark.alerting.channel.email;

/**
 * A message ready to be sent.
 *
 * @param messageId with its angle brackets
 * @param from envelope sender
 * @param to envelope recipient
 * @param subject as people read it
 * @param bytes the whole message as it goes over the wire, lines ended by CR LF
 * @param pictured whether the graph is in it
 */
public record ComposedMail(
        String messageId, EmailAddress from, EmailAddress to, String subject, byte[] bytes, boolean pictured) {}
