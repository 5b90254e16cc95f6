package io.tidemark.ingest.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what a check reported, in a form that reads well in an expectation. */
public final class RecordingReport implements Report {

    private final List<String> lines = new ArrayList<>();

    /** {@code gauge name value [tags]}, in order. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void gauge(String metric, double value, String... tags) {
        add("gauge", metric, value, tags);
    }

    @Override
    public void count(String metric, double value, String... tags) {
        add("count", metric, value, tags);
    }

    @Override
    public void monotonicCount(String metric, double value, String... tags) {
        add("monotonic", metric, value, tags);
    }

    @Override
    public void rate(String metric, double value, String... tags) {
        add("rate", metric, value, tags);
    }

    @Override
    public void histogram(String metric, double value, String... tags) {
        add("histogram", metric, value, tags);
    }

    @Override
    public void distribution(String metric, double value, String... tags) {
        add("distribution", metric, value, tags);
    }

    @Override
    public void set(String metric, String text, String... tags) {
        add("set", metric, text, tags);
    }

    @Override
    public void serviceCheck(String name, Status status, String message, String... tags) {
        add("check", name, status + " " + message, tags);
    }

    @Override
    public void event(Happening event) {
        add("event", event.title(), event.text(), event.tags().toArray(String[]::new));
    }

    private void add(String kind, String name, Object value, String... tags) {
        lines.add(kind + " " + name + " " + value + " " + Arrays.toString(tags));
    }
}
