package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Shown;
import io.tidemark.alerting.chart.GraphPicture;
import io.tidemark.alerting.chart.PictureUnavailableException;
import io.tidemark.avro.Notification;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** Turns a notification into the bytes of a mail. The same notification gives the same bytes, whoever composes it and when. */
public final class EmailComposer {

    /** Which form: all of it, or less where a server did not want all of it. */
    public enum Form {
        /** Text, HTML and the picture. */
        FULL,
        /** Text only, body cut: for a server that found it too big. */
        SHORT,
        /** Text only, no links: for a server that refused the content. */
        PLAIN
    }

    private static final int SUBJECT_CHARACTERS_MAX = 200;

    /** Without properties or providers of its own: only the MIME classes are used. */
    private static final Session NO_SESSION = Session.getInstance(new Properties());

    private final EmailIdentity identity;

    public EmailComposer(EmailIdentity identity) {
        this.identity = Objects.requireNonNull(identity, "identity");
    }

    /**
     * Composes the mail of a notification.
     *
     * @param to where it goes: the notification's recipient, checked
     */
    public ComposedMail compose(Notification notification, EmailAddress to, Form form) {
        EmailWords words = EmailWords.of(notification, identity.console());
        Optional<byte[]> picture = form == Form.FULL ? picture(notification) : Optional.empty();
        String messageId =
                "<" + token(notification.getId()) + "@" + identity.from().domain() + ">";
        try {
            FixedIdMessage message = new FixedIdMessage(messageId);
            headers(message, notification, to);
            switch (form) {
                case FULL -> rich(message, words, picture, token(notification.getId()));
                case SHORT -> text(message, EmailText.shortened(words));
                case PLAIN -> text(message, EmailText.withoutLinks(words));
            }
            message.saveChanges();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
            message.writeTo(bytes);
            return new ComposedMail(
                    messageId, identity.from(), to, message.getSubject(), bytes.toByteArray(), picture.isPresent());
        } catch (MessagingException cannotBe) {
            throw new IllegalStateException("mail of notification " + notification.getId() + " not composed", cannotBe);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private void headers(MimeMessage message, Notification n, EmailAddress to) throws MessagingException, IOException {
        message.setFrom(new InternetAddress(identity.from().text(), identity.fromName(), "UTF-8"));
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(to.text()));
        message.setSubject(Shown.oneLine(n.getSubject(), SUBJECT_CHARACTERS_MAX), "UTF-8");
        message.setSentDate(Date.from(n.getDecidedAt()));
        // All messages of an incident answer the same root, so that they thread whichever of them arrived.
        String root = "<thread-" + token(n.getThread()) + "@" + identity.from().domain() + ">";
        message.setHeader("In-Reply-To", root);
        message.setHeader("References", root);
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Auto-Response-Suppress", "All");
        String monitor = n.getMonitorId().isEmpty() ? "downtimes" : token(n.getMonitorId());
        message.setHeader(
                "List-Id", "<" + monitor + ".monitors." + identity.from().domain() + ">");
        message.setHeader("X-Tidemark-Kind", n.getKind().name().toLowerCase(Locale.ROOT));
        message.setHeader("X-Tidemark-Notification", token(n.getId()));
    }

    private static void rich(MimeMessage message, EmailWords words, Optional<byte[]> picture, String id)
            throws MessagingException {
        String pictureId = "graph." + id + "@tidemark";
        MimeBodyPart plain = new MimeBodyPart();
        text(plain, EmailText.of(words));
        MimeBodyPart html = new MimeBodyPart();
        html.setText(EmailHtml.of(words, picture.map(png -> pictureId)), "UTF-8", "html");
        html.setHeader("Content-Transfer-Encoding", "quoted-printable");
        MimeMultipart alternative = new FixedBoundary("alternative", "=_tidemark_a_" + id);
        alternative.addBodyPart(plain);
        if (picture.isPresent()) {
            MimeBodyPart image = new MimeBodyPart();
            image.setDataHandler(new DataHandler(new ByteArrayDataSource(picture.get(), "image/png")));
            image.setHeader("Content-Type", "image/png; name=\"graph.png\"");
            image.setHeader("Content-Transfer-Encoding", "base64");
            image.setContentID("<" + pictureId + ">");
            image.setDisposition(MimeBodyPart.INLINE);
            image.setFileName("graph.png");
            MimeMultipart related = new FixedBoundary("related", "=_tidemark_r_" + id);
            related.addBodyPart(html);
            related.addBodyPart(image);
            MimeBodyPart both = new MimeBodyPart();
            both.setContent(related);
            alternative.addBodyPart(both);
        } else {
            alternative.addBodyPart(html);
        }
        message.setContent(alternative);
    }

    private static void text(MimePart part, String text) throws MessagingException {
        part.setText(text, "UTF-8");
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    }

    /** A mail without its picture is better than none: a graph that cannot be drawn is left out. */
    private static Optional<byte[]> picture(Notification notification) {
        if (notification.getGraph() == null) {
            return Optional.empty();
        }
        try {
            return GraphPicture.png(notification.getGraph());
        } catch (PictureUnavailableException | IllegalArgumentException cannotDraw) {
            return Optional.empty();
        }
    }

    /** An id as it may stand in a header: what is not a letter, digit, dot or dash is spelled as hexadecimal. */
    static String token(String id) {
        StringBuilder out = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "_%02x", (int) c));
        }
        return out.length() > 200 ? out.substring(0, 200) : out.toString();
    }

    private static final class FixedIdMessage extends MimeMessage {
        private final String messageId;

        FixedIdMessage(String messageId) {
            super(NO_SESSION);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }

    /** The library's own boundary holds the time of day and an object's address. */
    private static final class FixedBoundary extends MimeMultipart {
        FixedBoundary(String subtype, String boundary) {
            super(subtype);
            ParameterList parameters = new ParameterList();
            parameters.set("boundary", boundary.length() > 70 ? boundary.substring(0, 70) : boundary);
            contentType = new ContentType("multipart", subtype, parameters).toString();
        }
    }
}
