package io.tidemark.query;

import java.util.Locale;

/** The season that a model is told to expect, instead of finding it in the data. */
public enum Seasonality {
    NONE,
    HOURLY,
    DAILY,
    WEEKLY;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
