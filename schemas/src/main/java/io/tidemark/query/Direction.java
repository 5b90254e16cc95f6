package io.tidemark.query;

import java.util.Locale;

/** On which side of the band a value counts as out of it. */
public enum Direction {
    BOTH,
    ABOVE,
    BELOW;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
