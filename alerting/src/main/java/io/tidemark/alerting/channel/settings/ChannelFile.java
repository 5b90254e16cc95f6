package io.tidemark.alerting.channel.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidemark.alerting.channel.Secret;
import io.tidemark.alerting.channel.alertmanager.AlertmanagerTarget;
import io.tidemark.alerting.channel.webhook.WebhookBody;
import io.tidemark.alerting.channel.webhook.WebhookTarget;
import io.tidemark.alerting.template.Handles;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the channels' file.
 *
 * <pre>
 *   webhooks:
 *     chat: {url: "${env:CHAT_URL}", body: slack}
 *     pager:
 *       url: https://pager.example.org/hook
 *       headers: {Authorization: "Bearer ${env:PAGER_TOKEN}"}
 *       body: '{"title": "{{subject}}", "severity": "{{kind}}"}'
 *   alertmanagers:
 *     main: {url: http://127.0.0.1:9093}
 *   fallback: "@webhook-chat"
 * </pre>
 */
public final class ChannelFile {

    /** A file that cannot be used, with all that is wrong with it, a line each. */
    public static final class ChannelFileException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChannelFileException(List<String> faults) {
            super(String.join(System.lineSeparator(), faults));
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** Headers that carry a secret, by their names. */
    private static final Pattern SECRET_HEADER =
            Pattern.compile("authorization|cookie|token|secret|password|key", Pattern.CASE_INSENSITIVE);

    private final Function<String, Optional<String>> environment;
    private final Consumer<String> warnings;
    private final List<String> faults = new ArrayList<>();

    private ChannelFile(Function<String, Optional<String>> environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /**
     * Reads the file's text.
     *
     * @param environment where the names of secrets are looked up
     * @param warnings takes what works but should be otherwise, such as a secret that is written in clear (never the secret)
     * @throws ChannelFileException where anything is wrong with it
     */
    public static ChannelSettings read(
            String text, Function<String, Optional<String>> environment, Consumer<String> warnings) {
        return new ChannelFile(environment, warnings).read(text);
    }

    private ChannelSettings read(String text) {
        JsonNode root = tree(text);
        known("", root, Set.of("webhooks", "alertmanagers", "fallback"));
        List<WebhookTarget> webhooks = new ArrayList<>();
        each(root, "webhooks", (name, target) -> webhook(name, target).ifPresent(webhooks::add));
        List<AlertmanagerTarget> alertmanagers = new ArrayList<>();
        each(root, "alertmanagers", (name, target) -> alertmanager(name, target).ifPresent(alertmanagers::add));
        Optional<Handles.Handle> fallback = fallback(root.path("fallback"), webhooks, alertmanagers);
        if (!faults.isEmpty()) {
            throw new ChannelFileException(faults);
        }
        return new ChannelSettings(webhooks, alertmanagers, fallback);
    }

    private JsonNode tree(String text) {
        try {
            JsonNode root = YAML.readTree(text);
            if (root == null || root.isMissingNode() || root.isNull()) {
                return YAML.createObjectNode();
            }
            if (root.isObject()) {
                return root;
            }
            faults.add("the file is no object (expected webhooks, alertmanagers, fallback). [bad-channels]");
        } catch (JsonProcessingException notYaml) {
            faults.add("line " + notYaml.getLocation().getLineNr() + ", column "
                    + notYaml.getLocation().getColumnNr() + ": " + notYaml.getOriginalMessage() + " [bad-channels]");
        }
        throw new ChannelFileException(faults);
    }

    private interface Each {
        void read(String name, JsonNode target);
    }

    private void each(JsonNode root, String field, Each each) {
        JsonNode targets = root.path(field);
        if (!targets.isMissingNode() && !targets.isObject()) {
            faults.add(field + " is no object (expected NAME: {url: …} for each). [bad-channels]");
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = targets.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> target = fields.next();
            each.read(target.getKey(), target.getValue());
        }
    }

    private Optional<WebhookTarget> webhook(String name, JsonNode target) {
        String path = "webhooks." + name;
        known(path, target, Set.of("url", "headers", "body"));
        try {
            return Optional.of(new WebhookTarget(name, url(path, target), headers(path, target), body(target)));
        } catch (IllegalArgumentException refused) {
            faults.add(path + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    private static WebhookBody body(JsonNode target) {
        String body = target.path("body").asText("full");
        return switch (body) {
            case "full" -> WebhookBody.FULL;
            case "slack" -> WebhookBody.SLACK;
            default -> WebhookBody.of(body);
        };
    }

    private Optional<AlertmanagerTarget> alertmanager(String name, JsonNode target) {
        String path = "alertmanagers." + name;
        known(path, target, Set.of("url", "headers"));
        try {
            return Optional.of(new AlertmanagerTarget(name, url(path, target), headers(path, target)));
        } catch (IllegalArgumentException refused) {
            faults.add(path + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** An address often holds a token: what is wrong with it is told without it. */
    private URI url(String path, JsonNode target) {
        try {
            return URI.create(secret(path + ".url", target.path("url").asText("")));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("url is no address (expected http://… or https://…). [bad-channels]");
        }
    }

    private Map<String, Secret> headers(String path, JsonNode target) {
        Map<String, Secret> headers = new HashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields =
                        target.path("headers").fields();
                fields.hasNext(); ) {
            Map.Entry<String, JsonNode> header = fields.next();
            String at = path + ".headers." + header.getKey();
            if (SECRET_HEADER.matcher(header.getKey()).find()
                    && !VARIABLE.matcher(header.getValue().asText("")).find()) {
                warnings.accept(at + " is written in clear (expected the name of a variable of the environment, such as"
                        + " \"${env:PAGER_TOKEN}\"); whoever reads the file can use it. [secret-in-clear]");
            }
            headers.put(header.getKey(), Secret.of(secret(at, header.getValue().asText(""))));
        }
        return headers;
    }

    private String secret(String path, String text) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        environment.apply(variable.group(1)).orElseGet(() -> {
                            faults.add(path + " names " + variable.group(1)
                                    + ", which is not set (expected it in the environment). [unset-variable]");
                            return "unset";
                        })));
    }

    private Optional<Handles.Handle> fallback(
            JsonNode node, List<WebhookTarget> webhooks, List<AlertmanagerTarget> alertmanagers) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        List<Handles.Handle> named = Handles.in(node.asText()).known();
        if (named.size() != 1) {
            faults.add(
                    "fallback is \"" + node.asText()
                            + "\" (expected one handle, @webhook-NAME, @alertmanager-NAME or @name@example.org). [bad-fallback]");
            return Optional.empty();
        }
        Handles.Handle handle = named.get(0);
        boolean there = switch (handle.channel()) {
            case "webhook" -> webhooks.stream().anyMatch(target -> target.name().equals(handle.recipient()));
            case "alertmanager" ->
                alertmanagers.stream().anyMatch(target -> target.name().equals(handle.recipient()));
            default -> true;
        };
        if (!there) {
            faults.add("fallback is \"" + node.asText() + "\" (expected one of the channels of this file)."
                    + " [bad-fallback]");
        }
        return Optional.of(handle);
    }

    private void known(String path, JsonNode object, Set<String> names) {
        for (Iterator<String> fields = object.fieldNames(); fields.hasNext(); ) {
            String name = fields.next();
            if (!names.contains(name)) {
                faults.add((path.isEmpty() ? "" : path + ".") + name + " is not known (expected "
                        + String.join(", ", names.stream().sorted().toList()) + "). [unknown-field]");
            }
        }
    }
}
