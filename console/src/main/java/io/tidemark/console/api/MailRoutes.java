package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.MediaType;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The mailbox: a list, and one mail as it would look (in a sandbox), as text, and raw. */
final class MailRoutes {

    /** The mail's own style and its inlined pictures, nothing else: no script, no request to anywhere. */
    static final String MAIL_POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;" + " frame-ancestors 'self'";

    private static final int LIMIT_MAX = 500;

    private final Mails mails;

    MailRoutes(Mails mails) {
        this.mails = mails;
    }

    JsonNode list(Ask ask) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("mails");
        mails.list(ask.integer("limit", 50, 1, LIMIT_MAX))
                .forEach(head -> list.addObject()
                        .put("id", head.id())
                        .put("at", head.at().toEpochMilli())
                        .put("from", head.from())
                        .put("to", head.to())
                        .put("subject", head.subject()));
        return body;
    }

    Reply html(Ask ask) {
        return part(
                ask,
                mail -> mail.html().isEmpty() ? "<!doctype html><pre>" + escaped(mail.text()) + "</pre>" : mail.html(),
                MediaType.HTML_UTF_8);
    }

    Reply raw(Ask ask) {
        return part(ask, Mails.Mail::raw, MediaType.PLAIN_TEXT_UTF_8);
    }

    Reply text(Ask ask) {
        return part(ask, Mails.Mail::text, MediaType.PLAIN_TEXT_UTF_8);
    }

    private Reply part(Ask ask, Function<Mails.Mail, String> of, MediaType type) {
        String id = ask.path("id");
        if (id.length() > Ask.SEARCH_LENGTH_MAX) {
            throw Problem.parameter(
                    "id", id, "at most " + Ask.SEARCH_LENGTH_MAX + " characters", "Take it from the list.", "long-id");
        }
        Mails.Mail mail = mails.get(id)
                .orElseThrow(() -> Problem.notFound("Mail " + Problem.quote(id)
                        + " is not in the mailbox. It may have been pushed out by newer ones."));
        return Reply.bytes(type, of.apply(mail).getBytes(StandardCharsets.UTF_8))
                .with("content-security-policy", MAIL_POLICY)
                .with("x-frame-options", "SAMEORIGIN");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
