package io.tidemark.console.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpStatus;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.tidemark.console.route.Json;
import io.tidemark.console.route.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The provider: what its discovery document says, its keys, and its token endpoint. Asked when first needed. Thread-safe. */
final class Provider {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 256 << 10;

    /** How long the discovery document is believed; keys are looked up again whenever a token names an unknown one. */
    private static final Duration KEPT = Duration.ofHours(1);

    /**
     * What the document says.
     *
     * @param endSession where a browser signs out; not every provider has it
     */
    record Known(
            URI authorization, URI token, Optional<URI> endSession, JWKSource<SecurityContext> keys, Instant until) {}

    private final OidcSettings settings;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private Known known;

    Provider(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    synchronized Known known() {
        if (known == null || !known.until().isAfter(clock.instant())) {
            known = discover();
        }
        return known;
    }

    /** The ID token for a code, which the provider takes once. */
    String idToken(String code, String verifier) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", code);
        fields.put("redirect_uri", settings.returnAddress().toString());
        fields.put("code_verifier", verifier);
        if (settings.clientSecret().isEmpty()) {
            fields.put("client_id", settings.clientId()); // Otherwise it is in the header, with the secret.
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(known().token())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(fields)));
        settings.clientSecret().ifPresent(secret -> request.header("authorization", basic(secret)));
        return ask(request).path("id_token").asText("");
    }

    /** RFC 6749, 2.3.1: both are encoded as in a form before they are joined. */
    private String basic(String secret) {
        String pair = encoded(settings.clientId()) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Known discover() {
        JsonNode document = ask(HttpRequest.newBuilder(settings.discovery()));
        String issuer = document.path("issuer").asText("");
        if (!issuer.equals(settings.issuer().toString())) {
            throw trouble("its discovery document is of " + Problem.quote(issuer)
                    + " (expected exactly the issuer of the file)");
        }
        URI keys = endpoint(document, "jwks_uri").orElseThrow(() -> trouble("its discovery document has no jwks_uri"));
        try {
            return new Known(
                    endpoint(document, "authorization_endpoint")
                            .orElseThrow(() -> trouble("its discovery document has no authorization_endpoint")),
                    endpoint(document, "token_endpoint")
                            .orElseThrow(() -> trouble("its discovery document has no token_endpoint")),
                    endpoint(document, "end_session_endpoint"),
                    JWKSourceBuilder.create(
                                    keys.toURL(),
                                    new DefaultResourceRetriever(
                                            (int) TIMEOUT.toMillis(), (int) TIMEOUT.toMillis(), ANSWER_BYTES_MAX))
                            .refreshAheadCache(false)
                            .build(),
                    clock.instant().plus(KEPT));
        } catch (IOException notAnAddress) {
            throw trouble("its jwks_uri is no address");
        }
    }

    private Optional<URI> endpoint(JsonNode document, String name) {
        String text = document.path(name).asText("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            OidcSettings.secure(name, uri);
            return Optional.of(uri);
        } catch (IllegalArgumentException bad) {
            throw trouble(bad.getMessage());
        }
    }

    private JsonNode ask(HttpRequest.Builder request) {
        HttpRequest whole =
                request.timeout(TIMEOUT).header("accept", "application/json").build();
        String where = whole.uri().getPath();
        try {
            HttpResponse<InputStream> response = http.send(whole, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(ANSWER_BYTES_MAX);
            }
            JsonNode answer = Json.read(new String(body, StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                // The provider's own word ("invalid_grant"); its free text may repeat what was sent.
                throw trouble(where + " answered " + response.statusCode() + " "
                        + Problem.quote(answer.path("error").asText("")));
            }
            return answer;
        } catch (JsonProcessingException notJson) {
            throw trouble(where + " answered no JSON");
        } catch (IOException e) {
            throw trouble(where + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw trouble("the console is stopping");
        }
    }

    private Problem trouble(String what) {
        return Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "oidc-provider",
                "The OpenID provider " + settings.issuer() + " cannot be used: " + what
                        + ". Check the provider and the file of --oidc, then start again at /.");
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
