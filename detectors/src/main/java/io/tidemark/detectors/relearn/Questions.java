package io.tidemark.detectors.relearn;

import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tasks have asked a {@link History} for, and the answers that they have not taken yet. Requests that come together go out
 * together, unless they are very many: then task by task, and the next when the answers to the ones before are taken, so
 * that memory holds so many models and no more. Safe for several threads.
 */
public final class Questions implements History {
    /** Requests that go out together, unless one task alone has more: each means some kilobytes of models and rollups. */
    static final int TOGETHER_MAX = 50_000;

    private static final long TOGETHER_MILLIS = 500;

    /** A request and who made it. */
    public record Asked(Home home, RelearnRequest request) {}

    private final Map<Home, Map<String, RelearnRequest>> asked = new LinkedHashMap<>();
    private final Map<Home, ArrayDeque<Relearnt>> answers = new HashMap<>();
    private final Set<Home> present = new HashSet<>();
    private boolean held;
    private boolean closed;

    @Override
    public synchronized void want(Home home, List<RelearnRequest> requests) {
        present.add(home);
        Map<String, RelearnRequest> ofHome = asked.computeIfAbsent(home, unused -> new LinkedHashMap<>());
        requests.forEach(request -> ofHome.put(request.name(), request));
        notifyAll();
    }

    @Override
    public synchronized List<Relearnt> take(Home home, int bytesMax) {
        ArrayDeque<Relearnt> ready = answers.get(home);
        if (ready == null) {
            return List.of();
        }
        List<Relearnt> taken = new ArrayList<>();
        for (long bytes = 0;
                !ready.isEmpty() && (taken.isEmpty() || bytes + ready.peek().bytes() <= bytesMax); ) {
            bytes += ready.peek().bytes();
            taken.add(ready.poll());
        }
        if (ready.isEmpty()) {
            answers.remove(home);
            notifyAll();
        }
        return taken;
    }

    @Override
    public synchronized void leave(Home home) {
        present.remove(home);
        asked.remove(home);
        answers.remove(home);
        notifyAll();
    }

    /** Keeps questions back, or lets them go on: while tasks are restored, what they need is the processor. */
    public synchronized void hold(boolean back) {
        held = back;
        notifyAll();
    }

    /** Waits until answers are taken, then for requests and for those that come right after; none where it is closed. */
    public synchronized List<Asked> next() throws InterruptedException {
        while ((held || asked.isEmpty() || !answers.isEmpty()) && !closed) {
            wait();
        }
        if (!closed) {
            wait(TOGETHER_MILLIS);
        }
        List<Asked> next = new ArrayList<>();
        Iterator<Map.Entry<Home, Map<String, RelearnRequest>>> homes =
                asked.entrySet().iterator();
        while (homes.hasNext() && !closed) {
            Map.Entry<Home, Map<String, RelearnRequest>> home = homes.next();
            if (next.isEmpty() || next.size() + home.getValue().size() <= TOGETHER_MAX) {
                home.getValue().values().forEach(request -> next.add(new Asked(home.getKey(), request)));
                homes.remove();
            }
        }
        return next;
    }

    /** Keeps an answer until it is taken, unless who asked is gone. */
    public synchronized void answer(Home home, Relearnt answer) {
        if (present.contains(home)) {
            answers.computeIfAbsent(home, unused -> new ArrayDeque<>()).add(answer);
        }
    }

    /** Nobody waits here any longer. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
