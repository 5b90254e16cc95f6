package io.tidemark.console.route;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Puts the headers on every answer that keep a browser from doing more with it than the page needs. */
public final class SecurityHeaders extends SimpleDecoratingHttpService {

    /** Only our own files; no inline script; no frame around us; mails are shown in a frame of ours. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public SecurityHeaders(HttpService delegate) {
        super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        return unwrap().serve(context, request).mapHeaders(headers -> {
            var builder = headers.toBuilder()
                    .set("x-content-type-options", "nosniff")
                    .set("referrer-policy", "no-referrer")
                    .set("cross-origin-opener-policy", "same-origin")
                    .set("cross-origin-resource-policy", "same-origin")
                    .set("permissions-policy", "camera=(), microphone=(), geolocation=()");
            if (!headers.contains("content-security-policy")) {
                builder.set("content-security-policy", CONTENT_SECURITY_POLICY).set("x-frame-options", "DENY");
            }
            return builder.build();
        });
    }
}
