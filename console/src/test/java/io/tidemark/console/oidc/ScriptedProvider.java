package io.tidemark.console.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.console.route.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** An OpenID provider on the loopback address that checks what it is sent and issues the tokens that a test wants. */
public final class ScriptedProvider implements AutoCloseable {

    /** What a test may change of a token before it is signed. */
    public interface Script extends UnaryOperator<JWTClaimsSet.Builder> {}

    private final HttpServer server;
    private final Clock clock;
    private final Map<String, Map<String, String>> askedByCode = new ConcurrentHashMap<>();
    private final AtomicInteger keySetReads = new AtomicInteger();
    private volatile RSAKey signing = key("one");
    private volatile List<RSAKey> published = List.of(signing);
    private volatile Script script = claims -> claims;
    private volatile String tokenSuffix = "";

    public ScriptedProvider(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, 200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                "jwks_uri":"%1$s/keys","end_session_endpoint":"%1$s/end"}""".formatted(issuer())));
        server.createContext("/keys", exchange -> {
            keySetReads.incrementAndGet();
            answer(exchange, 200, new JWKSet(List.copyOf(published)).toString());
        });
        server.createContext("/token", this::token);
        server.start();
    }

    public URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The user says yes: the address to which the browser is sent back. */
    public URI authorize(URI departure) {
        Map<String, String> asked = form(departure.getRawQuery());
        if (!asked.get("response_type").equals("code")
                || !asked.get("code_challenge_method").equals("S256")) {
            throw new IllegalStateException("not the code flow with PKCE: " + asked);
        }
        String code = "code-" + askedByCode.size();
        askedByCode.put(code, asked);
        return URI.create(asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state") + "&iss="
                + issuer() + "&session_state=x");
    }

    /** What a console is told of this provider. */
    public OidcSettings settings() {
        return new OidcSettings(
                issuer(),
                "tidemark",
                Optional.of("s:cret"),
                URI.create("http://127.0.0.1:8080"),
                List.of("openid", "email"),
                "preferred_username",
                "realm_access.roles",
                Map.of(Role.ADMIN, Set.of("tidemark-admins"), Role.EDITOR, Set.of("sre")));
    }

    /** From now on, tokens are so. */
    public void tokens(Script how) {
        script = how;
    }

    /** From now on, signatures are cut and lengthened by so much. */
    void spoilSignatures() {
        tokenSuffix = "AAAA";
    }

    /** Another key signs from now on; is it told of at the address of the keys? */
    void rotate(boolean publish) {
        signing = key("two");
        published = publish ? List.of(signing) : published;
    }

    /** Another key signs from now on, under the id of the first. */
    void forge() {
        signing = key("one");
    }

    int keySetReads() {
        return keySetReads.get();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = askedByCode.remove(form.getOrDefault("code", ""));
        String secret = exchange.getRequestHeaders().getFirst("authorization");
        boolean right = asked != null
                && challenge(form.get("code_verifier")).equals(asked.get("code_challenge"))
                && form.get("redirect_uri").equals(asked.get("redirect_uri"))
                && form.get("grant_type").equals("authorization_code")
                && ("Basic " + Base64.getEncoder().encodeToString("tidemark:s%3Acret".getBytes(StandardCharsets.UTF_8)))
                        .equals(secret);
        if (!right) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + sign(asked) + "\"}");
    }

    private String sign(Map<String, String> asked) {
        Date now = Date.from(clock.instant());
        JWTClaimsSet claims = script.apply(new JWTClaimsSet.Builder()
                        .issuer(issuer().toString())
                        .subject("subject-1")
                        .audience(asked.get("client_id"))
                        .issueTime(now)
                        .expirationTime(new Date(now.getTime() + 300_000))
                        .claim("nonce", asked.get("nonce"))
                        .claim("preferred_username", "ada")
                        .claim("email", "ada@example.org")
                        .claim("realm_access", Map.of("roles", List.of("sre"))))
                .build();
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(signing.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(signing));
            return token.serialize() + tokenSuffix;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2_048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String query) {
        return new HashMap<>(Arrays.stream(query.split("&"))
                .map(part -> part.split("=", 2))
                .collect(
                        Collectors.toMap(part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8))));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
