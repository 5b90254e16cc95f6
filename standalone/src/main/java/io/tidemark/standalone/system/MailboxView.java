package io.tidemark.standalone.system;

import io.tidemark.alerting.channel.mailbox.Mailbox;
import io.tidemark.console.api.Mails;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The built-in mailbox as the console shows it: the mail's own parts, with its pictures put into the HTML. */
final class MailboxView implements Mails {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxView.class);

    private final Mailbox mailbox;

    MailboxView(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    @Override
    public List<MailHead> list(int limit) {
        return mailbox.list().stream().limit(limit).map(MailboxView::head).toList();
    }

    @Override
    public Optional<Mail> get(String id) {
        Optional<MailHead> head = mailbox.list().stream()
                .filter(mail -> mail.id().equals(id))
                .map(MailboxView::head)
                .findFirst();
        return head.flatMap(h -> mailbox.get(id).map(bytes -> opened(h, bytes)));
    }

    private static MailHead head(io.tidemark.alerting.channel.mailbox.Mail mail) {
        return new MailHead(mail.id(), mail.date(), mail.from(), mail.to(), mail.subject());
    }

    private static Mail opened(MailHead head, byte[] bytes) {
        Parts parts = new Parts();
        try {
            parts.take(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
        } catch (MessagingException | IOException e) {
            LOG.warn("A mail of the mailbox cannot be taken apart. id={}", head.id(), e);
        }
        return new Mail(head, parts.html(), parts.text, new String(bytes, StandardCharsets.UTF_8));
    }

    /** What is inside a mail. */
    private static final class Parts {
        private final Map<String, String> pictures = new HashMap<>();
        private String text = "";
        private String html = "";

        void take(Part part) throws MessagingException, IOException {
            if (part.isMimeType("multipart/*")) {
                Multipart parts = (Multipart) part.getContent();
                for (int i = 0; i < parts.getCount(); i++) {
                    take(parts.getBodyPart(i));
                }
            } else if (part.isMimeType("text/html")) {
                html = (String) part.getContent();
            } else if (part.isMimeType("text/plain") && text.isEmpty()) {
                text = (String) part.getContent();
            } else if (part.isMimeType("image/*") && part instanceof BodyPart) {
                String[] ids = part.getHeader("Content-ID");
                if (ids != null && ids.length > 0) {
                    String type = part.getContentType().split(";")[0].trim();
                    byte[] picture = part.getInputStream().readAllBytes();
                    pictures.put(
                            ids[0].replaceAll("[<>]", "").trim(),
                            "data:" + type + ";base64," + Base64.getEncoder().encodeToString(picture));
                }
            }
        }

        String html() {
            String shown = html;
            for (Map.Entry<String, String> picture : pictures.entrySet()) {
                shown = shown.replace("cid:" + picture.getKey(), picture.getValue());
            }
            return shown;
        }
    }
}
