package io.tidemark.detectors.relearn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.avro.BandStage;
import io.tidemark.detectors.assignment.Exclusions;
import io.tidemark.detectors.baseline.RelearnRequest;
import io.tidemark.detectors.baseline.Relearnt;
import io.tidemark.detectors.relearn.History.Home;
import io.tidemark.detectors.relearn.Questions.Asked;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuestionsTest {
    private static final Home FIRST = new Home(BandStage.DIRECT, 0);
    private static final Home SECOND = new Home(BandStage.DIRECT, 1);

    private final Questions questions = new Questions();

    @Test
    void fewRequestsGoOutTogetherAndALaterOneReplacesAnEarlier() throws Exception {
        questions.want(FIRST, requests(2, 5));
        questions.want(SECOND, requests(1, 5));
        questions.want(FIRST, requests(1, 9));
        assertThat(questions.next())
                .extracting(
                        Asked::home,
                        asked -> asked.request().name(),
                        asked -> asked.request().requestMillis())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FIRST, "d\ng0", 9L),
                        org.assertj.core.groups.Tuple.tuple(FIRST, "d\ng1", 5L),
                        org.assertj.core.groups.Tuple.tuple(SECOND, "d\ng0", 5L));
    }

    @Test
    void veryManyGoOutTaskByTaskAndTheNextWhenAnswersAreTaken() throws Exception {
        questions.want(FIRST, requests(Questions.TOGETHER_MAX, 5));
        questions.want(SECOND, requests(Questions.TOGETHER_MAX, 5));
        assertThat(questions.next())
                .hasSize(Questions.TOGETHER_MAX)
                .allMatch(asked -> asked.home().equals(FIRST));
        questions.answer(FIRST, answer(100));
        questions.answer(FIRST, answer(100));
        CompletableFuture<List<Asked>> next = nextElsewhere();
        assertThat(questions.take(FIRST, 1)).hasSize(1);
        assertThat(next).isNotDone();
        assertThat(questions.take(FIRST, 1)).hasSize(1);
        assertThat(next.get(10, TimeUnit.SECONDS))
                .hasSize(Questions.TOGETHER_MAX)
                .allMatch(asked -> asked.home().equals(SECOND));
    }

    @Test
    void answersAreGivenOnceAndNoMoreThanAskedFor() {
        questions.want(FIRST, requests(1, 5));
        IntStream.range(0, 5).forEach(i -> questions.answer(FIRST, answer(100)));
        int two = 2 * answer(100).bytes();
        assertThat(questions.take(SECOND, two)).isEmpty();
        assertThat(questions.take(FIRST, two + 1)).hasSize(2);
        assertThat(questions.take(FIRST, 0)).hasSize(1);
        assertThat(questions.take(FIRST, Integer.MAX_VALUE)).hasSize(2);
        assertThat(questions.take(FIRST, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void whoGoesAwayKeepsNobodyWaiting() throws Exception {
        questions.want(FIRST, requests(1, 5));
        questions.want(SECOND, requests(1, 5));
        questions.leave(SECOND);
        assertThat(questions.next()).extracting(Asked::home).containsExactly(FIRST);
        questions.answer(FIRST, answer(1));
        questions.leave(FIRST);
        questions.answer(FIRST, answer(1));
        assertThat(questions.take(FIRST, Integer.MAX_VALUE)).isEmpty();
        questions.want(SECOND, requests(1, 6));
        assertThat(questions.next()).hasSize(1);
    }

    @Test
    void whatIsHeldGoesOutWhenItMay() throws Exception {
        questions.hold(true);
        questions.want(FIRST, requests(1, 5));
        CompletableFuture<List<Asked>> next = nextElsewhere();
        assertThatThrownBy(() -> next.get(1, TimeUnit.SECONDS))
                .as("longer than requests wait for others")
                .isInstanceOf(TimeoutException.class);
        questions.hold(false);
        assertThat(next.get(10, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void closedNobodyWaits() throws Exception {
        CompletableFuture<List<Asked>> next = nextElsewhere();
        questions.close();
        assertThat(next.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(questions.isClosed()).isTrue();
    }

    /** Asked for in a thread of its own, which waits without a limit: what comes after a limit has come too early. */
    private CompletableFuture<List<Asked>> nextElsewhere() {
        CompletableFuture<List<Asked>> next = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                next.complete(questions.next());
            } catch (InterruptedException e) {
                next.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(next).isNotDone();
            Thread.onSpinWait();
        }
        return next;
    }

    private static List<RelearnRequest> requests(int count, long millis) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RelearnRequest(null, "d\ng" + i, millis, 0, 0, true, Exclusions.NONE))
                .toList();
    }

    private static Relearnt answer(int bytes) {
        return new Relearnt("d", 1, "g0", 5, true, new byte[bytes]);
    }
}
