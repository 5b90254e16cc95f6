package io.tidemark.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of models that users may write, and Datadog's names for them. */
public final class ModelNames {

    /** Finds the season from the data; what a detector uses that names no model. */
    public static final String AUTO = "auto";

    private static final List<String> CANONICAL = List.of(AUTO, "robust-zscore", "sarima", "seasonal-trend");

    private static final Map<String, String> ALIASES = aliases();

    /** Datadog's retired name. */
    static final String RETIRED = "adaptive";

    private ModelNames() {}

    private static Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("basic", "robust-zscore");
        aliases.put("agile", "sarima");
        aliases.put("robust", "seasonal-trend");
        return aliases;
    }

    /** The canonical name of what a user wrote, ignoring case. */
    public static Optional<String> canonical(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        String meant = ALIASES.getOrDefault(name, name);
        return CANONICAL.contains(meant) ? Optional.of(meant) : Optional.empty();
    }

    /** All names that may be written: ours, then the aliases. */
    public static List<String> known() {
        List<String> names = new ArrayList<>(CANONICAL);
        names.addAll(ALIASES.keySet());
        return names;
    }

    /** What to write instead of an unknown name. */
    public static String hint(String written) {
        return written.equalsIgnoreCase(RETIRED)
                ? "'adaptive' was retired; use 'agile', which follows level shifts quickly, or 'robust', which is steadier."
                : NearestName.hint(written, known());
    }
}
