package io.tidemark.ingest.check;

/**
 * Makes checks of one name. To add one from a jar: implement it with a public constructor without parameters, name the class in
 * {@code META-INF/services/io.tidemark.ingest.check.CheckType}, and put the jar into {@code checks.d}.
 */
public interface CheckType {

    /** As in {@code conf.d/NAME.d}. */
    String name();

    /**
     * A check for one instance.
     *
     * @throws IllegalArgumentException where the settings are wrong, saying what was expected
     */
    Check create(CheckSettings settings);
}
