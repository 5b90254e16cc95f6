package io.tidemark.standalone.cli;

/** The entry of the command {@code tidemark}. */
public final class TidemarkMain {
    private TidemarkMain() {}

    public static void main(String[] args) {
        System.exit(Tidemark.commandLine().execute(args));
    }
}
