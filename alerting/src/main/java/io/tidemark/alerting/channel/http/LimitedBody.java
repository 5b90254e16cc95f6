package io.tidemark.alerting.channel.http;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Keeps the first characters of an answer for the report and stops reading it at 64 KiB. */
final class LimitedBody implements BodySubscriber<String> {

    static final int BYTES_MAX = 64 * 1024;
    private static final int KEPT_MAX = 300;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final byte[] kept = new byte[KEPT_MAX];
    private int keptBytes;
    private int seenBytes;
    private Flow.Subscription subscription;

    private LimitedBody() {}

    static BodyHandler<String> handler() {
        return info -> new LimitedBody();
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription next) {
        subscription = next;
        next.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            seenBytes += buffer.remaining();
            int take = Math.min(buffer.remaining(), KEPT_MAX - keptBytes);
            buffer.get(kept, keptBytes, take);
            keptBytes += take;
        }
        if (seenBytes > BYTES_MAX) {
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        text.complete(new String(kept, 0, keptBytes, StandardCharsets.UTF_8).strip());
    }
}
