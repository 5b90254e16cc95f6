package io.tidemark.console.route;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests whose Host is not one of ours. A page of somebody else can make its own name point at this address
 * (DNS rebinding); the browser then sends that name, and that gives it away.
 */
public final class HostCheck extends SimpleDecoratingHttpService {

    private final Set<String> names;

    /** @param names host names without port, in lower case */
    public HostCheck(HttpService delegate, Set<String> names) {
        super(delegate);
        this.names = Set.copyOf(names);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        String authority = request.authority();
        if (authority != null && names.contains(host(authority))) {
            return unwrap().serve(context, request);
        }
        return Reply.json(
                HttpStatus.MISDIRECTED_REQUEST,
                Reply.error(
                        "foreign-host",
                        "Host is " + Problem.quote(authority == null ? "" : authority) + " (expected one of " + names
                                + "). Use the configured address, or add the name to console.hostNames."));
    }

    public static String host(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(0, end + 1);
        }
        int colon = lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }
}
