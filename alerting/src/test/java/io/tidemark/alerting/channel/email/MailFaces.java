package io.tidemark.alerting.channel.email;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The two faces of a mail, the HTML with its picture inside, for being looked at. */
record MailFaces(String subject, String text, String html, boolean pictured) {

    private static final Path FOLDER = Path.of("target", "mails");

    static MailFaces of(MimeMessage message) throws MessagingException, IOException {
        Multipart alternative = (Multipart) message.getContent();
        String text = (String) alternative.getBodyPart(0).getContent();
        Object second = alternative.getBodyPart(1).getContent();
        if (!(second instanceof Multipart related)) {
            return new MailFaces(message.getSubject(), text, (String) second, false);
        }
        BodyPart image = related.getBodyPart(1);
        String id = image.getHeader("Content-ID")[0].replaceAll("[<>]", "");
        String data = Base64.getEncoder().encodeToString(image.getInputStream().readAllBytes());
        String html = (String) related.getBodyPart(0).getContent();
        return new MailFaces(
                message.getSubject(), text, html.replace("cid:" + id, "data:image/png;base64," + data), true);
    }

    /** Writes {@code target/mails/NAME.html} and {@code NAME.txt}. */
    void write(String name) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(name + ".html"), html);
        Files.writeString(FOLDER.resolve(name + ".txt"), "Subject: " + subject + "\n\n" + text);
    }
}
