package io.tidemark.ingest.remotewrite;

import io.tidemark.ingest.admission.Verdict;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Labels, checked: a metric name, and tags {@code name:value}. Labels with an empty value are absent; of names that
 * begin with two
 * underscores only the metric's is read.
 */
record Labels(String metric, List<String> tags) {

    private static final String NAME = "__name__";

    /** @throws IOException where the bytes of a label are no label */
    static Verdict<Labels> of(WrittenSeries series) throws IOException {
        if (series.hasTooManyLabels()) {
            return Verdict.refused(tooMany(series));
        }
        List<String> texts = new ArrayList<>(2 * series.labels());
        series.eachLabel((bytes, nameFrom, nameTo, valueFrom, valueTo) -> {
            texts.add(new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8));
            texts.add(new String(bytes, valueFrom, valueTo - valueFrom, StandardCharsets.UTF_8));
        });
        String metric = "";
        List<String> tags = new ArrayList<>(series.labels());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < texts.size(); i += 2) {
            String name = texts.get(i);
            String value = texts.get(i + 1);
            if (value.indexOf('\uFFFD') >= 0 || name.indexOf('\uFFFD') >= 0) {
                return refused(Reason.BAD_ENCODING, "label", name + "=" + value, "expected well-formed UTF-8");
            }
            if (!names.add(name)) {
                return refused(Reason.BAD_LABEL, "label", name, "expected each name once");
            }
            if (!isName(name)) {
                return refused(Reason.BAD_LABEL, "label", name, "expected a name that begins with a letter or _");
            }
            if (name.equals(NAME)) {
                metric = value;
            } else if (!value.isEmpty() && !name.startsWith("__")) {
                tags.add(name + ':' + value);
            }
        }
        return metric.isEmpty()
                ? refused(Reason.MISSING_NAME, NAME, "", "expected the label __name__")
                : Verdict.admitted(new Labels(metric, tags));
    }

    static Refusal tooMany(WrittenSeries series) {
        return refusal(
                Reason.TOO_MANY_TAGS,
                "labels",
                series.labels() + " labels",
                "expected at most " + WrittenSeries.LABELS_MAX);
    }

    private static boolean isName(String name) {
        if (name.isEmpty()) {
            return false;
        }
        char first = name.charAt(0);
        return first == '_' || Character.isLetter(first);
    }

    private static Verdict<Labels> refused(Reason reason, String where, String found, String expected) {
        return Verdict.refused(refusal(reason, where, found, expected));
    }

    private static Refusal refusal(Reason reason, String where, String found, String expected) {
        return new Refusal(reason, where, found, expected).withFix("see the labels of the series");
    }
}
