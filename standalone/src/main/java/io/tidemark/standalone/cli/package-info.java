/**
 * The command line: one class for each command, all under {@link io.tidemark.standalone.cli.Tidemark}.
 *
 * <p>Invariants: exit code 0 for ok, 1 where faults were found or something failed, 2 for wrong use; an error is one
 * sentence with a reason id on the error stream, its stack trace only with {@code --debug}; what a command found goes to
 * the output stream, and nothing else does. The commands hold no logic of their own beyond asking and printing.
 */
package io.tidemark.standalone.cli;
