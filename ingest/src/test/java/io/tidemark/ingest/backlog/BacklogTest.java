package io.tidemark.ingest.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the queue on disk is a bounded queue, whatever happens to the process and to the files. */
class BacklogTest {

    private static final BacklogLimits SMALL = new BacklogLimits(1_024, 2_048, 0, 256);
    private static final int OPERATIONS = 150;

    @TempDir
    Path folder;

    private long dropped;

    /**
     * Method: random operations on the queue and on a plain list; a kill is a copy of the folder as it stands, damage is one
     * byte or a cut end of one file of that copy.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void itBehavesAsAListThatLosesOnlyWhatWasDamagedOrOverTheLimit(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Entry> model = new ArrayList<>();
        long put = 0;
        long released = 0;
        long damaged = 0;
        int generation = 0;
        Backlog backlog = open(folder.resolve("0"));
        for (int i = 0; i < OPERATIONS; i++) {
            int choice = random.nextInt(100);
            if (choice < 60) {
                byte[] payload = new byte[random.nextInt(120)];
                random.nextBytes(payload);
                int items = 1 + random.nextInt(9);
                long droppedBefore = dropped;
                long number = backlog.put(random.nextInt(4), items, payload);
                model.add(new Entry(number, 0, items, payload));
                put += items;
                dropOldest(model, dropped - droppedBefore, seed);
            } else if (choice < 85 && !model.isEmpty()) {
                int upTo = random.nextInt(model.size());
                long items = backlog.release(model.get(upTo).number());
                assertThat(items).isEqualTo(items(model.subList(0, upTo + 1)));
                released += items;
                model.subList(0, upTo + 1).clear();
            } else if (choice < 90) {
                backlog.close();
                backlog = open(folder.resolve(Integer.toString(generation)));
            } else {
                Path next = copy(folder.resolve(Integer.toString(generation)), ++generation);
                backlog.close();
                if (choice >= 95) {
                    damaged += damage(next, model, random);
                }
                backlog = open(next);
            }
            assertThat(backlog.head(Long.MAX_VALUE))
                    .as("seed %s, operation %s", seed, i)
                    .usingElementComparator(Comparator.comparingLong(Entry::number)
                            .thenComparing(Entry::items)
                            .thenComparing(e -> java.util.Arrays.hashCode(e.payload())))
                    .isEqualTo(model);
            Backlog.Level level = backlog.level();
            assertThat(level.items()).isEqualTo(put - released - dropped - damaged);
            assertThat(level.diskBytes()).isLessThanOrEqualTo(SMALL.diskBytesMax() + SMALL.segmentBytes());
        }
        backlog.close();
    }

    @Test
    void numbersRiseEvenWhereTheNewestFileWasLost() throws IOException {
        Backlog before = open(folder);
        before.put(0, 1, new byte[10]);
        long last = before.put(0, 1, new byte[10]);
        before.close();
        for (Path segment : segments(folder)) {
            Files.delete(segment);
        }

        Backlog after = open(folder);

        assertThat(after.put(0, 1, new byte[10])).isGreaterThan(last);
        assertThat(after.id()).isEqualTo(before.id());
        after.close();
    }

    @Test
    void whatWasReleasedDoesNotComeBackWithARestart() {
        Backlog before = open(folder);
        long first = before.put(0, 1, new byte[] {1});
        before.put(0, 1, new byte[] {2});
        before.release(first);
        before.close();

        Backlog after = open(folder);

        assertThat(after.head(Long.MAX_VALUE))
                .singleElement()
                .satisfies(entry -> assertThat(entry.payload()).containsExactly(2));
        after.close();
    }

    @Test
    void aFolderThatWasCopiedToAnotherHostIsAnotherQueue() {
        Backlog here = open(folder);
        here.close();

        Backlog there = Backlog.inFolder(folder, "other-host", "new-id", SMALL, this::drop);

        assertThat(there.id()).isEqualTo("new-id").isNotEqualTo(here.id());
        there.close();
    }

    @Test
    void onlyOneProcessMayHaveAFolder() {
        Backlog first = open(folder);

        assertThatThrownBy(() -> open(folder)).hasMessageContaining("[folder-in-use]");
        first.close();
    }

    @Test
    void whereTheDiskHasNoRoomItWaitsInMemoryAndSaysSo() {
        BacklogLimits guarded = new BacklogLimits(1_024, 2_048, 1_000_000, 256);
        Backlog backlog = Backlog.inFolder(folder, "host", "id", guarded, this::drop, OptionalLong.of(1_000_100));

        for (int i = 0; i < 20; i++) {
            backlog.put(0, 1, new byte[100]);
        }

        assertThat(backlog.isDurable()).isFalse();
        assertThat(backlog.diskFault()).contains("[disk-guard]");
        assertThat(backlog.level().memoryBytes()).isLessThanOrEqualTo(1_024);
        assertThat(backlog.level().items() + dropped).isEqualTo(20);
        assertThat(dropped).isPositive();
        backlog.close();
    }

    @Test
    void aQueueInMemoryDropsTheOldestFirst() {
        Backlog backlog = Backlog.inMemory(SMALL, "id", this::drop);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            numbers.add(backlog.put(0, 1, new byte[100]));
        }

        List<Long> waiting =
                backlog.head(Long.MAX_VALUE).stream().map(Entry::number).toList();

        assertThat(waiting).isEqualTo(numbers.subList((int) dropped, numbers.size()));
        assertThat(dropped).isPositive();
    }

    @Test
    void whatAloneIsOverTheLimitIsRefused() {
        Backlog backlog = Backlog.inMemory(SMALL, "id", this::drop);

        assertThat(backlog.put(0, 1, new byte[1_000])).isEqualTo(-1);
        assertThat(backlog.level().items()).isZero();
    }

    private Backlog open(Path path) {
        return Backlog.inFolder(path, "host", "id", SMALL, this::drop);
    }

    private void drop(long items) {
        dropped += items;
    }

    private static void dropOldest(List<Entry> model, long items, int seed) {
        long left = items;
        while (left > 0) {
            left -= model.remove(0).items();
        }
        assertThat(left).as("seed %s: items dropped from the old end", seed).isZero();
    }

    private static long items(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::items).sum();
    }

    /** Flips a byte of one file, or cuts its end; takes what that hits out of the model. @return items it hit */
    private static long damage(Path folder, List<Entry> model, SplittableRandom random) throws IOException {
        List<Path> segments = segments(folder);
        if (segments.isEmpty()) {
            return 0;
        }
        Path file = segments.get(random.nextInt(segments.size()));
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            return 0;
        }
        int from = random.nextInt(bytes.length);
        boolean cut = random.nextInt(2) == 0;
        int to = cut ? bytes.length : from + 1;
        List<Entry> hit = new ArrayList<>();
        for (Entry entry : EntryFormat.read(bytes).entries()) {
            byte[] written = EntryFormat.bytes(entry).array();
            int at = indexOf(bytes, written);
            if (at < to && at + written.length > from) {
                model.stream().filter(e -> e.number() == entry.number()).forEach(hit::add);
            }
        }
        if (cut) {
            Files.write(file, java.util.Arrays.copyOf(bytes, from));
        } else {
            bytes[from] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, bytes);
        }
        model.removeAll(hit);
        return items(hit);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        int at = 0;
        while (!java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    private Path copy(Path from, int generation) throws IOException {
        Path to = Files.createDirectory(folder.resolve(Integer.toString(generation)));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }
}
