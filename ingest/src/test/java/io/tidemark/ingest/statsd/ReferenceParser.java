package io.tidemark.ingest.statsd;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of DogStatsD once more, slow and obvious, to compare the parser with: split at bars, match with regular
 * expressions. Bytes are handled as ISO 8859-1 characters, so that positions are those of the bytes.
 */
final class ReferenceParser {

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");
    private static final Pattern EVENT = Pattern.compile("_e\\{([0-9]{1,18}),([0-9]{1,18})\\}:(.*)", Pattern.DOTALL);
    private static final Set<String> TYPES = Set.of("c", "g", "h", "ms", "d", "s");
    private static final long YEAR_2100 = 4_102_444_800L;
    private static final int EVENT_HEAD_MAX = 24;

    private ReferenceParser() {}

    /** What the line says, in one text; empty where it is refused. */
    static Optional<String> read(byte[] line) {
        if (!isUtf8(line)) {
            return Optional.empty();
        }
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (text.startsWith("_e{")) {
            return event(text);
        }
        return text.startsWith("_sc|") ? check(text) : metric(text);
    }

    private static Optional<String> metric(String text) {
        List<String> parts = Arrays.asList(text.split("\\|", -1));
        int colon = parts.get(0).indexOf(':');
        if (colon < 0 || parts.size() < 2 || !TYPES.contains(parts.get(1))) {
            return Optional.empty();
        }
        String name = parts.get(0).substring(0, colon).replaceAll("^ +| +$", "");
        String type = parts.get(1).equals("ms") ? "h" : parts.get(1);
        if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.empty();
        }
        Optional<String> values = values(parts.get(0).substring(colon + 1), type);
        Optional<Map<Character, String>> fields = fields(parts.subList(2, parts.size()));
        if (values.isEmpty() || fields.isEmpty()) {
            return Optional.empty();
        }
        String rate = fields.get().get('@');
        if (rate != null && !isRate(rate)) {
            return Optional.empty();
        }
        String time = fields.get().getOrDefault('T', "");
        if (fields.get().containsKey('T') && (!isTime(time) || !Set.of("c", "g").contains(type))) {
            return Optional.empty();
        }
        boolean rateCounts = rate != null && !Set.of("g", "s").contains(type);
        return Optional.of(String.join(
                "\u0001",
                name,
                type,
                values.get(),
                Double.toString(rateCounts ? Double.parseDouble(rate) : 1),
                fields.get().getOrDefault('#', ""),
                time.isEmpty() ? "0" : Long.toString(Long.parseLong(time))));
    }

    private static Optional<String> values(String text, String type) {
        if (type.equals("s")) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        List<String> read = new ArrayList<>();
        for (String value : text.split(":", -1)) {
            if (value.isEmpty()) {
                continue;
            }
            if (!isNumber(value) || Double.isInfinite(Double.parseDouble(value))) {
                return Optional.empty();
            }
            // −0 and 0 are one.
            read.add(Double.toString(Double.parseDouble(value) + 0.0));
        }
        return read.isEmpty() ? Optional.empty() : Optional.of(String.join(":", read));
    }

    /** By first letter; empty where a field that may stand once stands twice. */
    private static Optional<Map<Character, String>> fields(List<String> parts) {
        Map<Character, String> fields = new java.util.HashMap<>();
        Set<Character> seen = new HashSet<>();
        for (String part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            char letter = part.charAt(0);
            boolean known = "@#T".indexOf(letter) >= 0 || part.startsWith("c:");
            if (known && !seen.add(letter)) {
                return Optional.empty();
            }
            if (known) {
                fields.put(letter, part.substring(1));
            }
        }
        return Optional.of(fields);
    }

    private static boolean isNumber(String text) {
        return text.length() <= 64 && NUMBER.matcher(text).matches();
    }

    private static boolean isRate(String text) {
        if (!isNumber(text)) {
            return false;
        }
        double rate = Double.parseDouble(text);
        return rate > 0 && rate <= 1 && 1 / rate <= 1_000_000;
    }

    private static boolean isTime(String text) {
        return SECONDS.matcher(text).matches() && Long.parseLong(text) > 0 && Long.parseLong(text) <= YEAR_2100;
    }

    private static Optional<String> event(String text) {
        Matcher matcher = EVENT.matcher(text);
        int close = text.indexOf('}');
        if (!matcher.matches() || close >= EVENT_HEAD_MAX) {
            return Optional.empty();
        }
        String rest = matcher.group(3);
        long titleLength = Long.parseLong(matcher.group(1));
        long textEnd = titleLength + 1 + Long.parseLong(matcher.group(2));
        if (titleLength == 0 || textEnd > rest.length() || rest.charAt((int) titleLength) != '|') {
            return Optional.empty();
        }
        String title = rest.substring(0, (int) titleLength);
        boolean ends = textEnd == rest.length() || rest.charAt((int) textEnd) == '|';
        if (!ends || !isUtf8(title.getBytes(StandardCharsets.ISO_8859_1))) {
            return Optional.empty();
        }
        String said = rest.substring((int) titleLength + 1, (int) textEnd);
        String host = "";
        String tags = "";
        for (String field : rest.substring((int) textEnd).split("\\|", -1)) {
            host = field.startsWith("h:") ? field.substring(2) : host;
            tags = field.startsWith("#") ? field.substring(1) : tags;
        }
        return Optional.of(String.join("\u0001", unescaped(title), unescaped(said), host, tags));
    }

    private static Optional<String> check(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length < 3 || parts[1].isEmpty() || !parts[2].matches("[0-3]")) {
            return Optional.empty();
        }
        String host = "";
        String tags = "";
        String message = "";
        for (String field : Arrays.asList(parts).subList(3, parts.length)) {
            host = field.startsWith("h:") ? field.substring(2) : host;
            tags = field.startsWith("#") ? field.substring(1) : tags;
            message = field.startsWith("m:") ? unescaped(field.substring(2).replace("m\\:", "m:")) : message;
        }
        return Optional.of(String.join("\u0001", parts[1], parts[2], host, tags, message));
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
