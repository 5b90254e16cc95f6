package io.tidemark.detectors.relearn;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import java.util.List;

/** Where models are learnt again, aside from the stream. Called by all tasks; answers may be late, lost or out of date. */
public interface History {
    /** Nothing was kept. */
    History NONE = new History() {
        @Override
        public void want(Home home, List<RelearnRequest> requests) {}

        @Override
        public List<Relearnt> take(Home home, int bytesMax) {
            return List.of();
        }

        @Override
        public void leave(Home home) {}
    };

    /** Which task asks. */
    record Home(BandStage stage, int partition) {}

    /** Takes requests; a later one for the same group replaces an earlier one. Returns at once. */
    void want(Home home, List<RelearnRequest> requests);

    /** Answers that are ready for this task, at most so much of them ({@link Relearnt#bytes}) but one at least; each is given once. */
    List<Relearnt> take(Home home, int bytesMax);

    /** The task goes away: what it asked for is asked for again by the one that takes over. */
    void leave(Home home);
}
