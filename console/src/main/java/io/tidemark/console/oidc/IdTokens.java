package io.tidemark.console.oidc;

import com.linecorp.armeria.common.HttpStatus;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tidemark.console.access.Guest;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads ID tokens (OpenID Connect Core 1.0, 3.1.3.7): signature, issuer, audience, authorized party, end, nonce; then who it is
 * and which role that gives. Clocks may differ by a minute, the library's default.
 */
final class IdTokens {

    /** Signatures with a public key. None at all, or with a shared secret, is never taken. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final Clock clock;

    IdTokens(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws Problem 403 for a token that is not right, or of somebody without a role here */
    Guest read(String token, String nonce, Provider.Known provider) {
        JWTClaimsSet claims = checked(token, nonce, provider);
        try {
            if (claims.getAudience().size() > 1 && !settings.clientId().equals(claims.getStringClaim("azp"))) {
                throw refused("it is for several audiences and its azp is not this console");
            }
            String name = claims.getStringClaim(settings.userClaim());
            if (name == null || name.isBlank()) {
                throw refused("it has no " + settings.userClaim() + ". Name another user_claim in the file of --oidc");
            }
            Set<String> texts = texts(claims.getClaims(), settings.roleClaim());
            Role role = settings.role(texts)
                    .orElseThrow(() -> new NoRoleException(subject(claims), name, settings.roleClaim(), texts));
            String email = claims.getStringClaim("email");
            return new Guest(name, subject(claims), email == null ? "" : email, role, token);
        } catch (ParseException e) {
            throw refused("a claim has the wrong type: " + e.getMessage());
        }
    }

    private String subject(JWTClaimsSet claims) {
        return settings.issuer() + " " + claims.getSubject();
    }

    private JWTClaimsSet checked(String token, String nonce, Provider.Known provider) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, provider.keys()));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(
                        settings.clientId(),
                        new JWTClaimsSet.Builder()
                                .issuer(settings.issuer().toString())
                                .claim("nonce", nonce)
                                .build(),
                        Set.of("sub", "iat", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                });
        try {
            return processor.process(token, null);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** The texts of a claim, with dots into objects: {@code realm_access.roles}. A name with dots in it comes first. */
    static Set<String> texts(Map<String, Object> claims, String path) {
        Object value = claims.get(path);
        if (value == null) {
            value = claims;
            for (String step : path.split("\\.")) {
                value = value instanceof Map<?, ?> object ? object.get(step) : null;
            }
        }
        if (value instanceof Collection<?> many) {
            return many.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .collect(Collectors.toSet());
        }
        return value instanceof String one ? Set.of(one) : Set.of();
    }

    private static Problem refused(String why) {
        return Problem.of(
                HttpStatus.FORBIDDEN,
                "oidc-token",
                "The provider's ID token cannot be taken: " + Problem.quote(why) + ". Start again at /.");
    }
}
