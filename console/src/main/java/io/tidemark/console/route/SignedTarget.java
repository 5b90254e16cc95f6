package io.tidemark.console.route;

import com.linecorp.armeria.common.QueryParams;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Path and query of a request in one form, without the link and keys: what a signed link signs. */
public final class SignedTarget {

    private static final List<String> NOT_SIGNED = List.of("link", "api_key", "application_key");

    private SignedTarget() {}

    static String of(String path, QueryParams query) {
        List<String> parts = new ArrayList<>();
        query.forEach((name, value) -> {
            if (!NOT_SIGNED.contains(name)) {
                parts.add(encoded(name) + "=" + encoded(value));
            }
        });
        parts.sort(null);
        return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
    }

    /** The same of a text {@code /path?query}. */
    public static String of(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? target
                : of(target.substring(0, question), QueryParams.fromQueryString(target.substring(question + 1)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
