package io.tidemark.detectors.topology;

import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.relearn.History;
import io.tidemark.detectors.relearn.Replay;
import io.tidemark.wire.BandBatchReader;
import io.tidemark.wire.RollupBatchReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns again from records in memory, when a test says so; one partition. */
final class KeptHistory implements History {
    private final Map<String, RelearnRequest> asked = new LinkedHashMap<>();
    private final Map<String, Home> homes = new LinkedHashMap<>();
    private final Map<Home, List<Relearnt>> answers = new LinkedHashMap<>();

    @Override
    public void want(Home home, List<RelearnRequest> requests) {
        for (RelearnRequest request : requests) {
            asked.put(request.name(), request);
            homes.put(request.name(), home);
        }
    }

    @Override
    public List<Relearnt> take(Home home, int bytesMax) {
        List<Relearnt> ready = answers.remove(home);
        return ready == null ? List.of() : ready;
    }

    @Override
    public void leave(Home home) {
        // An answer to a task that is gone is allowed, and the one that took over must cope.
    }

    /** How many requests found something. */
    int answer(TopologySettings settings, List<byte[]> rollups, List<byte[]> bands) {
        Replay replay = new Replay(asked.values(), settings.judgeLimits(), 1);
        RollupBatchReader rollup = new RollupBatchReader(settings.wire());
        rollups.forEach(record -> replay.rollups(0, rollup.read(record)));
        BandBatchReader band = new BandBatchReader(settings.wire());
        bands.forEach(record -> replay.bands(band.read(record)));
        int found = 0;
        for (RelearnRequest request : asked.values()) {
            for (Relearnt answer : replay.answer(request).stream().toList()) {
                answers.computeIfAbsent(homes.get(request.name()), unused -> new ArrayList<>())
                        .add(answer);
                found += answer.isEmpty() ? 0 : 1;
            }
        }
        asked.clear();
        return found;
    }
}
