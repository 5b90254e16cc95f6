package io.tidemark.console.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.query.MetricKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Goal: the engine means what the slow reference means. Method: random rows and random queries from a seed; both answers are
 * compared to 1e-9 of their size; the seed stands in the failure.
 */
final class RandomQueriesTest {

    private static final int ROUNDS = 400;
    private static final List<String> AGGREGATORS = List.of("avg", "sum", "min", "max", "count", "last");
    private static final List<String> SCOPES = List.of("*", "host:a", "!host:b", "host:a OR host:c", "env:prod,host:*");
    private static final List<String> BY = List.of("", " by {host}", " by {env}", " by {env,host}");
    private static final List<String> METHODS = List.of("", "avg, ", "sum, ", "min, ", "max, ", "count, ");
    private static final List<String> READINGS = List.of("", ".as_count()", ".as_rate()");

    @Test
    void everyRandomQueryIsAnsweredAsTheReferenceAnswersIt() {
        int withValues = 0;
        for (int seed = 1; seed <= ROUNDS; seed++) {
            withValues += compare(new SplittableRandom(seed), "seed " + seed) ? 1 : 0;
        }
        assertThat(withValues).as("rounds that compared any value").isGreaterThan(ROUNDS * 3 / 4);
    }

    @Test
    void theTopAreThoseThatSortingFindsToo() {
        for (int seed = 1; seed <= ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Kept kept = rows(random);
            QueryEngine engine =
                    new QueryEngine(kept, new NoFunctions(), (detector, frame) -> Optional.empty(), Excluded.NOTHING);
            String plain = one(random, AGGREGATORS) + ":m{*} by {env,host}.rollup(60)";
            String by = one(random, List.of("mean", "max", "min", "sum", "last"));
            boolean largest = random.nextBoolean();
            int wanted = 1 + random.nextInt(7);
            List<Line> all = lines(engine, plain);
            List<Line> top = lines(
                    engine, "top(" + plain + ", " + wanted + ", '" + by + "', '" + (largest ? "desc" : "asc") + "')");

            List<Double> sorted = all.stream()
                    .map(line -> folded(by, line.values()))
                    .sorted(largest ? Comparator.reverseOrder() : Comparator.naturalOrder())
                    .limit(wanted)
                    .toList();
            String what = "seed " + seed + ": top " + wanted + " by " + by + " of " + plain;
            assertThat(top.stream().map(line -> folded(by, line.values())).toList())
                    .as(what)
                    .isEqualTo(sorted);
            Map<String, double[]> known = all.stream().collect(Collectors.toMap(Line::group, Line::values));
            assertThat(top)
                    .as(what)
                    .allSatisfy(line -> assertThat(line.values()).isEqualTo(known.get(line.group())));
        }
    }

    private static List<Line> lines(QueryEngine engine, String query) {
        return engine.answer(GraphQuery.parseAll(query).get(0), 0, 900, 350).lines();
    }

    private static double folded(String by, double[] values) {
        double[] known =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        return switch (by) {
            case "mean" -> Arrays.stream(known).average().orElseThrow();
            case "max" -> Arrays.stream(known).max().orElseThrow();
            case "min" -> Arrays.stream(known).min().orElseThrow();
            case "sum" -> Arrays.stream(known).sum();
            default -> known[known.length - 1];
        };
    }

    @Test
    void theComparisonNoticesAWrongAnswer() {
        Kept kept = rows(new SplittableRandom(7));
        Frame frame = Frame.of(0, 600, 60, 350);
        Map<String, List<Double>> right = new ReferenceEvaluator(kept)
                .evaluate(GraphQuery.parse("sum:m{*}.rollup(60)").query(), frame);
        Map<String, List<Double>> other = new ReferenceEvaluator(kept)
                .evaluate(GraphQuery.parse("avg:m{*}.rollup(60)").query(), frame);

        assertThat(right).isNotEqualTo(other);
    }

    private static boolean compare(SplittableRandom random, String seed) {
        Kept kept = rows(random);
        String query = query(random);
        QueryEngine engine =
                new QueryEngine(kept, new NoFunctions(), (detector, frame) -> Optional.empty(), Excluded.NOTHING);
        long from = random.nextInt(0, 300);
        long to = from + random.nextInt(30, 900);
        Answer answer = engine.answer(GraphQuery.parse(query), from, to, 350);
        Map<String, List<Double>> expected =
                new ReferenceEvaluator(kept).evaluate(answer.of().query(), answer.frame());
        String what = seed + ": " + query + " from " + from + " to " + to;
        Map<String, double[]> found = answer.lines().stream().collect(Collectors.toMap(Line::group, Line::values));
        assertThat(found.keySet()).as(what).isEqualTo(expected.keySet());
        expected.forEach((group, values) -> {
            for (int i = 0; i < values.size(); i++) {
                double right = values.get(i);
                double got = found.get(group)[i];
                String where = what + ", group " + group + ", bucket " + i;
                if (Double.isNaN(right)) {
                    assertThat(got).as(where).isNaN();
                } else {
                    assertThat(got).as(where).isCloseTo(right, within(1e-9 * Math.max(1, Math.abs(right))));
                }
            }
        });
        return !expected.isEmpty();
    }

    private static Kept rows(SplittableRandom random) {
        Kept kept = new Kept();
        MetricKind kind = MetricKind.values()[random.nextInt(3)];
        for (String host : List.of("a", "b", "c")) {
            for (String env : List.of("prod", "dev")) {
                for (long start = 0; start < 1_200; start += 10) {
                    if (random.nextInt(3) > 0) {
                        double[] points =
                                random.doubles(1 + random.nextInt(3), -10, 100).toArray();
                        kept.add("m{env:" + env + ",host:" + host + "}", kind, start, points);
                    }
                }
            }
        }
        return kept;
    }

    private static String query(SplittableRandom random) {
        String by = one(random, BY);
        int step = one(random, List.of(10, 30, 60, 120));
        String first = metric(random, by, step);
        return switch (random.nextInt(4)) {
            case 0 -> first + " " + one(random, List.of("+", "-", "*", "/")) + " " + metric(random, by, step);
            case 1 -> "(" + first + " - " + metric(random, by, step) + ") / " + metric(random, by, step) + " * 100";
            default -> first;
        };
    }

    private static String metric(SplittableRandom random, String by, int step) {
        String aggregator = one(random, AGGREGATORS);
        // How many points there were: of values folded first that has no meaning that a reference could state.
        String method = aggregator.equals("count") ? "" : one(random, METHODS);
        return aggregator + ":m{" + one(random, SCOPES) + "}" + by + one(random, READINGS) + ".rollup(" + method + step
                + ")";
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
