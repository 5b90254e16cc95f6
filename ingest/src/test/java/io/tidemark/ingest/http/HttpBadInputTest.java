package io.tidemark.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingest.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goal: every HTTP row of the catalogue has exactly the answer and the outcome written beside it. */
class HttpBadInputTest {

    static List<String> rows() {
        return BadInput.rows("http");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheCatalogueHasItsAnswerAndItsOutcomeAndNoOther(String row) throws Exception {
        HttpSettings settings =
                row.startsWith("H01") ? HttpSettings.DEFAULTS.withApiKeys(Set.of("secret")) : HttpSettings.DEFAULTS;
        try (HttpDoor door = new HttpDoor(settings)) {
            String answer = door.raw(request(BadInput.input("http", row)));

            String seen = HttpDoor.statusOf(answer) + "\n" + shown(answer) + "\n" + outcome(door);
            assertThat(seen).isEqualTo(BadInput.expected("http", row, seen));
        }
    }

    private static byte[] request(String input) {
        int blank = input.indexOf("\n\n");
        String body = input.substring(blank + 2, input.length() - 1);
        byte[] bytes = BadInput.unescaped(body);
        String head = input.substring(0, blank).replaceFirst("\n|$", " HTTP/1.1\r\nHost: localhost\r\n");
        head = head.replaceAll("(?<!\r)\n", "\r\n");
        head += (head.endsWith("\r\n") ? "" : "\r\n") + "Connection: close\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(bytes, 0, request, start.length, bytes.length);
        return request;
    }

    /** Our own answers are JSON; those of the server for paths and methods that are not ours are left to it. */
    private static String shown(String answer) {
        String body = HttpDoor.bodyOf(answer);
        return body.startsWith("{") ? body : "(the server's own words)";
    }

    private static String outcome(HttpDoor door) {
        List<String> seen = new ArrayList<>(BadInput.counts(door.refusals));
        door.outlet.pointsInFull().forEach(point -> seen.add("point " + point));
        door.outlet
                .events()
                .forEach(event -> seen.add("event " + event.getTitle() + " " + event.getAt() + " " + event.getTags()
                        + " from " + event.getSource()));
        door.outlet
                .checks()
                .forEach(check -> seen.add("check " + check.getCheck() + " " + check.getHost() + " " + check.getStatus()
                        + " " + check.getMessage()));
        door.outlet.hostTags().forEach(tags -> seen.add("host-tags " + tags));
        return seen.isEmpty() ? "" : String.join("\n", seen) + "\n";
    }
}
