package io.tidemark.console.app;

import java.util.List;
import java.util.concurrent.Flow;

/** Collects the lines of a stream. */
record Lines(List<String> lines) implements Flow.Subscriber<String> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        lines.add(line);
    }

    @Override
    public void onError(Throwable error) {
        lines.add("error: " + error);
    }

    @Override
    public void onComplete() {
        lines.add("end");
    }
}
