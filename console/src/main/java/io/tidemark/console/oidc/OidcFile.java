package io.tidemark.console.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Role;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the file that names the OpenID provider.
 *
 * <pre>
 *   issuer: https://login.example.org/realms/ops
 *   client_id: tidemark
 *   client_secret: "${env:OIDC_SECRET}"
 *   address: https://tidemark.example.org
 *   role_claim: realm_access.roles
 *   roles: {admin: [tidemark-admins], editor: [sre], viewer: ["*"]}
 * </pre>
 */
public final class OidcFile {

    private static final Set<String> FIELDS = new TreeSet<>(
            Set.of("issuer", "client_id", "client_secret", "address", "scopes", "user_claim", "role_claim", "roles"));
    private static final String ENVIRONMENT = "${env:";
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private OidcFile() {}

    /**
     * @param environment where {@code ${env:NAME}} of the secret is looked up
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static OidcSettings read(String text, Function<String, Optional<String>> environment) {
        JsonNode root = tree(text);
        root.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw bad(name + " is not known (expected " + String.join(", ", FIELDS) + "). Correct it.");
            }
        });
        return new OidcSettings(
                address(root, "issuer"),
                text(root, "client_id").orElseThrow(() -> missing("client_id")),
                text(root, "client_secret").map(secret -> secret(secret, environment)),
                address(root, "address"),
                root.has("scopes") ? texts("scopes", root.path("scopes")) : List.of("openid", "profile", "email"),
                text(root, "user_claim").orElse("preferred_username"),
                text(root, "role_claim").orElse("roles"),
                roles(root.path("roles")));
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode root = YAML.readTree(text);
            if (root != null && root.isObject()) {
                return root;
            }
            throw bad("The file is no object (expected issuer, client_id, address and roles). Write it so.");
        } catch (JsonProcessingException notYaml) {
            throw bad("line " + notYaml.getLocation().getLineNr() + ", column "
                    + notYaml.getLocation().getColumnNr() + ": " + notYaml.getOriginalMessage());
        }
    }

    private static Map<Role, Set<String>> roles(JsonNode node) {
        Map<Role, Set<String>> roles = new EnumMap<>(Role.class);
        node.fields().forEachRemaining(field -> {
            Role role = Role.named(field.getKey())
                    .orElseThrow(() -> bad("roles." + field.getKey() + " is no role (expected "
                            + String.join(", ", Role.names()) + "). Correct it."));
            roles.put(role, Set.copyOf(texts("roles." + field.getKey(), field.getValue())));
        });
        return roles;
    }

    private static Optional<String> text(JsonNode root, String name) {
        JsonNode node = root.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual() || node.asText().isBlank()) {
            throw bad(name + " is " + Problem.quote(node.toString()) + " (expected a text). Correct it.");
        }
        return Optional.of(node.asText());
    }

    private static URI address(JsonNode root, String name) {
        String text = text(root, name).orElseThrow(() -> missing(name));
        try {
            return URI.create(text);
        } catch (IllegalArgumentException notOne) {
            throw bad(name + " is " + Problem.quote(text) + " (expected an address). Correct it.");
        }
    }

    private static List<String> texts(String name, JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        if (!node.isArray() || texts.isEmpty() || texts.contains("")) {
            throw bad(name + " is " + Problem.quote(node.toString()) + " (expected a list of texts). Correct it.");
        }
        return texts;
    }

    private static String secret(String text, Function<String, Optional<String>> environment) {
        if (!text.startsWith(ENVIRONMENT) || !text.endsWith("}")) {
            return text;
        }
        String name = text.substring(ENVIRONMENT.length(), text.length() - 1);
        return environment
                .apply(name)
                .orElseThrow(() -> bad("client_secret names the variable " + Problem.quote(name)
                        + ", which is not set. Set it in the environment."));
    }

    private static IllegalArgumentException missing(String name) {
        return bad(name + " is missing. Add it.");
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException(message + " [bad-oidc]");
    }
}
