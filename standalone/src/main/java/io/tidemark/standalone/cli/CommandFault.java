package io.tidemark.standalone.cli;

/** A reason to end a command with a sentence and an exit code instead of a stack trace. */
final class CommandFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFault(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Something failed or faults were found: exit code 1. */
    static CommandFault failed(String message, Throwable cause) {
        return new CommandFault(1, message, cause);
    }

    static CommandFault notFound(String kind, String id) {
        return failed(
                "there is no " + kind + " \"" + id.replaceAll("\\p{Cntrl}", "?") + "\". See tidemark get. [not-found]",
                null);
    }

    /** The command was used wrongly: exit code 2. */
    static CommandFault wrongUse(String message) {
        return new CommandFault(2, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
