package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: whatever is posted, the answer is a document or faults with places and reasons, never an exception. */
class DamagedDocumentsTest {

    private static final long SEED = Long.getLong("seed", 20260201L);

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "5",
            "-1",
            "1e99",
            "0.5",
            "\"\"",
            "\"x\"",
            "[]",
            "[1]",
            "{}",
            "{\"a\":1}",
            "\"5m\"",
            "\"UTC\"",
            "\"avg:m{*}\"",
            "\"2026-01-01T00:00:00Z\"",
            "\"FREQ=DAILY;;\"",
            "[\"*\"]",
            "[{}]",
            "[null]");

    private final ObjectMapper mapper = new ObjectMapper();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void anyFieldMayHoldAnything() throws Exception {
        for (Parsed.Accepted good : goodDocuments()) {
            for (int i = 0; i < 120; i++) {
                ObjectNode root = (ObjectNode) mapper.readTree(good.json());
                for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                    edit(root);
                }
                check(good.document().kind(), mapper.writeValueAsBytes(root));
            }
        }
    }

    @Test
    void anyByteMayBeDamaged() {
        for (String file : List.of("detector.yaml", "monitor.yaml", "downtime.yaml", "others.yaml")) {
            byte[] good = SampleFilesTest.read("good/" + file);
            for (int i = 0; i < 120; i++) {
                byte[] bytes = good.clone();
                for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                    bytes[random.nextInt(bytes.length)] = (byte) " :-{}[],\"'\n\t#&*!|>%0aé".charAt(random.nextInt(21));
                }
                Documents.parseFile(Optional.empty(), bytes).forEach(DamagedDocumentsTest::checkFaults);
            }
        }
    }

    private List<Parsed.Accepted> goodDocuments() {
        List<Parsed.Accepted> good = new ArrayList<>();
        for (String file : List.of("detector.yaml", "monitor.yaml", "downtime.yaml", "others.yaml")) {
            Documents.parseFile(Optional.empty(), SampleFilesTest.read("good/" + file))
                    .forEach(parsed -> good.add(DocumentsTest.accepted(parsed)));
        }
        assertThat(good).hasSizeGreaterThan(10);
        return good;
    }

    /** Replaces or removes a field somewhere in the tree. */
    private void edit(ObjectNode root) throws Exception {
        JsonNode at = root;
        while (true) {
            List<String> names = new ArrayList<>();
            at.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty()) {
                return;
            }
            String name = names.get(random.nextInt(names.size()));
            JsonNode inner = at.get(name);
            JsonNode deeper = inner.isArray() && inner.size() > 0 ? inner.get(0) : inner;
            if (deeper.isObject() && deeper.size() > 0 && random.nextInt(3) > 0) {
                at = deeper;
                continue;
            }
            if (random.nextInt(4) == 0) {
                ((ObjectNode) at).remove(name);
            } else {
                ((ObjectNode) at).set(name, mapper.readTree(VALUES.get(random.nextInt(VALUES.size()))));
            }
            return;
        }
    }

    private static void check(DocumentKind kind, byte[] json) {
        try {
            checkFaults(Documents.parse(kind, "some-id", json));
        } catch (RuntimeException broken) {
            throw new AssertionError("seed " + SEED + ": " + new String(json, StandardCharsets.UTF_8), broken);
        }
    }

    private static void checkFaults(Parsed parsed) {
        List<Fault> faults = parsed.fold(accepted -> List.of(), Parsed.Refused::faults);
        assertThat(faults).isSorted();
        for (Fault fault : faults) {
            assertThat(fault.reason()).as("seed %d, %s", SEED, fault).matches("[a-z_-]+");
            assertThat(fault.line()).as("seed %d, %s", SEED, fault).isPositive();
            assertThat(fault.expected()).as("seed %d, %s", SEED, fault).isNotBlank();
        }
    }
}
