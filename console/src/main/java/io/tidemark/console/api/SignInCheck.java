package io.tidemark.console.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Asks for name and password (HTTP Basic) before anything is answered. */
final class SignInCheck extends SimpleDecoratingHttpService {

    private final SignIn signIn;

    SignInCheck(HttpService delegate, SignIn signIn) {
        super(delegate);
        this.signIn = signIn;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        if (signIn.allows(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
            return unwrap().serve(context, request);
        }
        return Answers.json(
                        HttpStatus.UNAUTHORIZED,
                        Answers.error("sign-in", "Sign in with the name and password that the console was given."))
                .mapHeaders(headers -> headers.toBuilder()
                        .set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Tidemark\", charset=\"UTF-8\"")
                        .build());
    }
}
