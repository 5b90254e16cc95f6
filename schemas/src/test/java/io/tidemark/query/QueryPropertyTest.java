package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: whatever can be built can be printed and read back; whatever is read is a query or a fault with a place. */
class QueryPropertyTest {

    private static final long SEED = Long.getLong("seed", 20260131L);

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void parsingWhatWasPrintedGivesAnEqualQuery() {
        for (int i = 0; i < 1_500; i++) {
            Query query = query();
            String text = query.text();

            assertThat(Query.parse(text)).as("seed %d, %s", SEED, text).isEqualTo(query);
            assertThat(Query.parse(text).text()).as("seed %d", SEED).isEqualTo(text);
        }
    }

    @Test
    void parsingAPrintedMonitorGivesAnEqualOne() {
        for (int i = 0; i < 800; i++) {
            MonitorQuery.Comparison[] all = MonitorQuery.Comparison.values();
            boolean change = random.nextBoolean();
            MonitorQuery monitor = new MonitorQuery(
                    TimeAggregator.AVG,
                    window(),
                    change ? Optional.of(new MonitorQuery.Change(random.nextBoolean(), window())) : Optional.empty(),
                    random.nextBoolean() ? metric(grouping()) : arithmetic(grouping(), 2),
                    all[random.nextInt(all.length)],
                    number());

            assertThat(MonitorQuery.parse(monitor.text()))
                    .as("seed %d, %s", SEED, monitor.text())
                    .isEqualTo(monitor);
        }
    }

    @Test
    void scopesMeanTheSameAfterPrinting() {
        for (int i = 0; i < 1_500; i++) {
            Scope scope = scope(3);
            Scope again = Scope.parse(scope.text());
            List<String> tags = tags();

            assertThat(again).as("seed %d", SEED).isEqualTo(scope);
            assertThat(again.matches(tags))
                    .as("seed %d, %s on %s", SEED, scope.text(), tags)
                    .isEqualTo(scope.matches(tags));
        }
    }

    @Test
    void damagedTextsAreReadOrRefusedWithAPlaceInsideThem() {
        String alphabet = "avgsum:{}()*,.!-' =\"09<>|&é\u0000";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(query().text());
            for (int edits = 1 + random.nextInt(3); edits > 0 && text.length() > 0; edits--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            try {
                Query read = Query.parse(text.toString());
                assertThat(Query.parse(read.text()))
                        .as("seed %d, %s", SEED, text)
                        .isEqualTo(read);
            } catch (QuerySyntaxException refused) {
                assertThat(refused.position()).as("seed %d, %s", SEED, text).isBetween(1, text.length() + 1);
                assertThat(refused.reason()).matches("[a-z-]+");
                assertThat(refused.expected()).isNotBlank();
            }
        }
    }

    private Query query() {
        Grouping grouping = grouping();
        Query plain = random.nextBoolean() ? metric(grouping) : arithmetic(grouping, 3);
        return switch (random.nextInt(5)) {
            case 0 ->
                new AnomaliesQuery(
                        plain,
                        "sarima",
                        1 + random.nextInt(5),
                        random.nextBoolean() ? AnomaliesQuery.Options.DEFAULT : options());
            case 1 ->
                new Query.Outliers(
                        plain, Query.OutlierAlgorithm.SCALED_MAD, 0.5 + random.nextInt(4), Optional.of(20.0));
            case 2 ->
                new Query.Forecast(
                        plain,
                        Query.ForecastAlgorithm.SEASONAL,
                        2,
                        random.nextBoolean() ? 0 : 600,
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new Window(Window.Kind.LAST, 1, Window.Unit.WEEKS)),
                        Query.ForecastModel.values()[random.nextInt(3)],
                        Optional.of(Seasonality.DAILY));
            default -> plain;
        };
    }

    private AnomaliesQuery.Options options() {
        return new AnomaliesQuery.Options(
                Direction.values()[random.nextInt(3)],
                random.nextBoolean() ? Optional.of(window()) : Optional.empty(),
                60 * random.nextInt(5),
                random.nextBoolean(),
                Optional.of(Seasonality.values()[random.nextInt(4)]),
                Zones.named("Europe/Berlin").orElseThrow());
    }

    private Window window() {
        return new Window(Window.Kind.LAST, 1 + random.nextInt(50), Window.Unit.MINUTES);
    }

    private Query arithmetic(Grouping grouping, int depth) {
        if (grouping.kind() == Grouping.Kind.EVERY_SERIES) {
            return new Query.Arithmetic(Query.Operator.TIMES, metric(grouping), new Query.Number(number()));
        }
        Query right = depth > 0 && random.nextBoolean() ? arithmetic(grouping, depth - 1) : new Query.Number(number());
        Query left = depth > 0 && random.nextBoolean() ? arithmetic(grouping, depth - 1) : metric(grouping);
        return new Query.Arithmetic(Query.Operator.values()[random.nextInt(4)], left, right);
    }

    private double number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(100);
            case 1 -> -random.nextInt(1, 1_000);
            case 2 -> random.nextDouble() * 1e-6;
            default -> random.nextDouble() * 1e20;
        };
    }

    private Grouping grouping() {
        return switch (random.nextInt(3)) {
            case 0 -> Grouping.NONE;
            case 1 -> Grouping.EVERY_SERIES;
            default -> Grouping.by(List.of("host", "page").subList(0, 1 + random.nextInt(2)));
        };
    }

    private MetricQuery metric(Grouping grouping) {
        Aggregator[] all = Aggregator.values();
        return new MetricQuery(
                all[random.nextInt(all.length)],
                List.of("m", "system.load.1", "a-b/c_d").get(random.nextInt(3)),
                random.nextBoolean() ? Scope.EVERYTHING : scope(2),
                grouping,
                MetricQuery.Reading.values()[random.nextInt(3)],
                Optional.of(new MetricQuery.Rollup(
                        random.nextBoolean() ? Optional.empty() : Optional.of(TimeAggregator.MAX), 60)),
                random.nextBoolean() ? MetricQuery.Fill.UNSAID : new MetricQuery.Fill(MetricQuery.FillMethod.ZERO, 0));
    }

    private Scope scope(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 1 -> Scope.not(scope(depth - 1));
            case 2 -> Scope.and(scopes(depth - 1));
            case 3 -> Scope.or(scopes(depth - 1));
            default ->
                Scope.parse(List.of("env:prod", "host:web-*", "prod", "*:a", "host:a", "*")
                        .get(random.nextInt(6)));
        };
    }

    private List<Scope> scopes(int depth) {
        List<Scope> scopes = new ArrayList<>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            scopes.add(scope(depth));
        }
        return scopes;
    }

    private List<String> tags() {
        List<String> all = List.of("env:prod", "host:a", "host:web-1", "prod", "zone:a");
        return all.stream().filter(t -> random.nextBoolean()).toList();
    }
}
