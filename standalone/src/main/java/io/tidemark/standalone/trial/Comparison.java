package io.tidemark.standalone.trial;

import java.util.ArrayList;
import java.util.List;

/**
 * What was expected held against what was told.
 *
 * @param missing expected, and not told
 * @param unexpected told, and not expected
 * @param otherText told as expected, but not with that text
 * @param agreed how many agreed
 */
public record Comparison(List<String> missing, List<String> unexpected, List<String> otherText, int agreed) {

    public Comparison {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        otherText = List.copyOf(otherText);
    }

    /** Each message may answer one expectation. */
    public static Comparison of(List<AlertTrial.Expected> expected, List<Told> told) {
        List<Told> left = new ArrayList<>(told);
        List<String> missing = new ArrayList<>();
        List<String> otherText = new ArrayList<>();
        int agreed = 0;
        for (AlertTrial.Expected one : expected) {
            Told found = left.stream()
                    .filter(t -> t.line().equals(one.line()))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                missing.add(one.line());
            } else {
                left.remove(found);
                agreed++;
                if (!found.text().contains(one.text())) {
                    otherText.add(one.line() + "\n    expected text: " + one.text() + "\n    text: "
                            + found.text().replace("\n", "\n          "));
                }
            }
        }
        return new Comparison(missing, left.stream().map(Told::line).toList(), otherText, agreed);
    }

    public boolean isGood() {
        return missing.isEmpty() && unexpected.isEmpty() && otherText.isEmpty();
    }

    /** For people: each difference with its sign. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        missing.forEach(one -> lines.add("missing     " + one));
        unexpected.forEach(one -> lines.add("unexpected  " + one));
        otherText.forEach(one -> lines.add("other text  " + one));
        return lines;
    }
}
