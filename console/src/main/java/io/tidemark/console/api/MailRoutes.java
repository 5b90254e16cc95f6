package io.tidemark.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.concurrent.CompletableFuture;
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

    HttpService html() {
        return part(
                mail -> mail.html().isEmpty() ? "<!doctype html><pre>" + escaped(mail.text()) + "</pre>" : mail.html(),
                MediaType.HTML_UTF_8);
    }

    HttpService raw() {
        return part(Mails.Mail::raw, MediaType.PLAIN_TEXT_UTF_8);
    }

    HttpService text() {
        return part(Mails.Mail::text, MediaType.PLAIN_TEXT_UTF_8);
    }

    private HttpService part(Function<Mails.Mail, String> of, MediaType type) {
        return new HttpService() {
            @Override
            public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
                return HttpResponse.of(CompletableFuture.supplyAsync(
                        () -> answer(context.pathParam("id"), of, type), context.blockingTaskExecutor()));
            }
        };
    }

    private HttpResponse answer(String id, Function<Mails.Mail, String> of, MediaType type) {
        if (id.length() > Ask.SEARCH_LENGTH_MAX) {
            return Answers.problem(Problem.parameter(
                    "id", id, "at most " + Ask.SEARCH_LENGTH_MAX + " characters", "Take it from the list.", "long-id"));
        }
        return mails.get(id)
                .map(mail -> HttpResponse.of(
                        ResponseHeaders.builder(HttpStatus.OK)
                                .contentType(type)
                                .set("content-security-policy", MAIL_POLICY)
                                .set("x-frame-options", "SAMEORIGIN")
                                .set("cache-control", "no-store")
                                .build(),
                        HttpData.ofUtf8(of.apply(mail))))
                .orElseGet(() -> Answers.problem(Problem.notFound("Mail " + Problem.quote(id)
                        + " is not in the mailbox. It may have been pushed out by newer ones.")));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
