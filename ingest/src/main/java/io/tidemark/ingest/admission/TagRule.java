package io.tidemark.ingest.admission;

import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes tags as Datadog does: lower case, starting at the first letter; letters, digits and {@code _ - : . /} stay, everything
 * else becomes {@code _}; no run of {@code _}, none at the end. Of two tags with one key the first stays. Keys that mean
 * something to Tidemark itself are taken off. Example: {@code Page:Front Door} becomes {@code page:front_door}.
 */
final class TagRule {

    private static final int KEY_MAX = 200;
    private static final int VALUE_MAX = 1_024;
    private static final Set<String> RESERVED = Set.of("tenant", "overflow");

    private final int tagsMax;
    private final Tally tally;

    TagRule(int tagsMax, Tally tally) {
        this.tagsMax = tagsMax;
        this.tally = tally;
    }

    /** @return the tags, sorted */
    Verdict<List<String>> admit(Collection<String> raw) {
        if (raw.size() > tagsMax) {
            return Verdict.refused(new Refusal(
                    Reason.TOO_MANY_TAGS, "tags", raw.size() + " tags", "expected at most " + tagsMax + " tags"));
        }
        List<String> tags = new ArrayList<>(raw.size());
        Set<String> keys = new HashSet<>();
        for (String one : raw) {
            if (one.isBlank()) {
                tally.count(Reason.EMPTY_TAG);
                continue;
            }
            Refusal refusal = refusalOf(one);
            if (refusal != null) {
                return Verdict.refused(refusal);
            }
            String tag = normalised(one);
            String key = keyOf(tag);
            if (key.isEmpty()) {
                return Verdict.refused(new Refusal(Reason.BAD_TAG, "tag", one, "expected a key that has a letter"));
            }
            if (isReserved(one, key)) {
                tally.count(Reason.RESERVED_TAG);
            } else if (keys.add(key)) {
                tags.add(tag);
            } else {
                tally.count(Reason.DUPLICATE_TAG);
            }
        }
        Collections.sort(tags);
        return Verdict.admitted(List.copyOf(tags));
    }

    private static Refusal refusalOf(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (Character.isISOControl(raw.charAt(i))) {
                return new Refusal(Reason.BAD_TAG, "tag", raw, "expected no control characters");
            }
        }
        int colon = raw.indexOf(':');
        if (colon == 0) {
            return new Refusal(Reason.BAD_TAG, "tag", raw, "expected a key before ':'");
        }
        int keyLength = colon < 0 ? raw.length() : colon;
        if (keyLength > KEY_MAX) {
            return new Refusal(Reason.LONG_TAG, "tag", raw, "expected a key of at most 200 characters");
        }
        if (raw.length() - keyLength - 1 > VALUE_MAX) {
            return new Refusal(Reason.LONG_TAG, "tag", raw, "expected a value of at most 1,024 characters");
        }
        return null;
    }

    static boolean isReserved(String raw, String key) {
        return raw.stripLeading().startsWith("__") || RESERVED.contains(key);
    }

    static String keyOf(String tag) {
        int colon = tag.indexOf(':');
        return colon < 0 ? tag : tag.substring(0, colon);
    }

    static String normalised(String raw) {
        return isNormal(raw) ? raw : rewritten(raw);
    }

    /** True for what nearly every sender sends: nothing would be changed. Errs towards false only. */
    private static boolean isNormal(String raw) {
        char before = '_';
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean other = c >= '0' && c <= '9' || c == '-' || c == ':' || c == '.' || c == '/';
            if (!letter && (i == 0 || !other && (c != '_' || before == '_'))) {
                return false;
            }
            before = c;
        }
        return before != '_';
    }

    private static String rewritten(String raw) {
        StringBuilder tag = new StringBuilder(raw.length());
        raw.codePoints().forEach(c -> append(tag, Character.toLowerCase(c)));
        while (tag.length() > 0 && tag.charAt(tag.length() - 1) == '_') {
            tag.setLength(tag.length() - 1);
        }
        return tag.toString();
    }

    private static void append(StringBuilder tag, int c) {
        if (Character.isLetter(c)) {
            tag.appendCodePoint(c);
        } else if (tag.length() == 0) {
            return;
        } else if (Character.isDigit(c) || c == '-' || c == ':' || c == '.' || c == '/') {
            tag.appendCodePoint(c);
        } else if (tag.charAt(tag.length() - 1) != '_') {
            tag.append('_');
        }
    }
}
