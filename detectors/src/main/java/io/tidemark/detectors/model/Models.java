package io.tidemark.detectors.model;

import io.tidemark.detectors.model.auto.Auto;
import io.tidemark.detectors.model.sarima.Sarima;
import io.tidemark.detectors.model.seasonaltrend.SeasonalTrend;
import io.tidemark.detectors.model.zscore.RobustZScore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models by the names that users write. */
public final class Models {
    public static final String DEFAULT = "auto";

    private static final Map<String, Function<ModelSettings, Model>> BY_NAME = Map.of(
            "auto", Auto::new,
            "robust-zscore", RobustZScore::new,
            "sarima", Sarima::new,
            "seasonal-trend", SeasonalTrend::new);

    /** The names that Datadog users know. */
    private static final Map<String, String> ALIASES =
            Map.of("basic", "robust-zscore", "agile", "sarima", "robust", "seasonal-trend");

    private Models() {}

    /** All names and aliases, sorted. */
    public static List<String> names() {
        return Stream.concat(BY_NAME.keySet().stream(), ALIASES.keySet().stream())
                .sorted()
                .collect(Collectors.toUnmodifiableList());
    }

    public static boolean isKnown(String nameOrAlias) {
        return BY_NAME.containsKey(canonical(nameOrAlias));
    }

    /** The model's own name for a name or alias: {@code basic} is {@code robust-zscore}. */
    public static String canonical(String nameOrAlias) {
        String name = nameOrAlias.toLowerCase(Locale.ROOT);
        return ALIASES.getOrDefault(name, name);
    }

    /**
     * A model for the settings; one object serves all series of a detector within one thread.
     *
     * @throws IllegalArgumentException if the model's name is not known
     */
    public static Model create(ModelSettings settings) {
        Function<ModelSettings, Model> maker = BY_NAME.get(canonical(settings.model()));
        if (maker == null) {
            throw new IllegalArgumentException("no model is called \"" + cut(settings.model()) + "\" (expected one of "
                    + String.join(", ", names()) + ") [unknown-model]");
        }
        return maker.apply(settings);
    }

    private static String cut(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?").replace("\"", "\\\"");
        return printable.length() <= 64 ? printable : printable.substring(0, 61) + "...";
    }
}
