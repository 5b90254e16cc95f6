package io.tidemark.bench;

/** One benchmark by name. */
public interface Benchmark {

    /** What {@code bench/run} calls it. */
    String name();

    /** What is measured against what, and what is left out; a few lines. */
    String describe();

    /** Runs it; says on {@code progress} what it is doing. */
    Figures run(Progress progress) throws Exception;

    /** Where a benchmark says what it is doing: one line at a time. */
    interface Progress {
        void say(String line);
    }
}
