package io.tidemark.standalone.cli;

import io.tidemark.document.Document;
import io.tidemark.document.DocumentKind;
import io.tidemark.document.Documents;
import io.tidemark.document.Fault;
import io.tidemark.document.Parsed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the files that are given to commands on documents, and says all that is wrong with them at once. */
final class DocumentFiles {
    private DocumentFiles() {}

    /** The documents of all files, in the order in which they should be published; nothing if one is bad. */
    static Optional<List<Parsed.Accepted>> read(List<Path> files, PrintWriter err) {
        return read(files, Optional.empty(), err);
    }

    /** @param kind what a document is that does not say it */
    static Optional<List<Parsed.Accepted>> read(List<Path> files, Optional<DocumentKind> kind, PrintWriter err) {
        List<Parsed.Accepted> accepted = new ArrayList<>();
        int refused = 0;
        for (Path file : files) {
            for (Parsed parsed : Documents.parseFile(kind, bytes(file))) {
                refused += parsed.fold(
                        good -> {
                            good.warnings().forEach(warning -> print(err, file, "warning: ", good.document(), warning));
                            accepted.add(good);
                            return 0;
                        },
                        bad -> {
                            bad.faults()
                                    .forEach(fault -> err.println(file + ": "
                                            + bad.id()
                                                    .map(id -> "'" + id + "': ")
                                                    .orElse("") + fault));
                            return 1;
                        });
            }
        }
        if (refused > 0) {
            err.println(refused + " of " + (refused + accepted.size()) + " documents refused; nothing was changed");
            return Optional.empty();
        }
        // Detectors before the monitors that use them, and downtimes before what they hold back.
        List<DocumentKind> order =
                List.of(DocumentKind.DOWNTIME, DocumentKind.EXCLUSION, DocumentKind.DETECTOR, DocumentKind.MONITOR);
        accepted.sort(Comparator.comparingInt(a -> order.indexOf(a.document().kind())));
        return Optional.of(accepted);
    }

    /** Which kinds are among them. */
    static Set<DocumentKind> kinds(List<Parsed.Accepted> documents) {
        return documents.stream().map(a -> a.document().kind()).collect(Collectors.toUnmodifiableSet());
    }

    static DocumentKind kind(String text) {
        String singular = text.endsWith("s") && !text.equals(DocumentKind.HOST_TAGS.text())
                ? text.substring(0, text.length() - 1)
                : text;
        return DocumentKind.named(singular)
                .orElseThrow(() -> CommandFault.wrongUse("KIND is \"" + text + "\" (expected "
                        + String.join(
                                ", ",
                                Arrays.stream(DocumentKind.values())
                                        .map(DocumentKind::text)
                                        .toList())
                        + ") [unknown-kind]"));
    }

    private static void print(PrintWriter err, Path file, String what, Document document, Fault fault) {
        err.println(file + ": " + what + "'" + document.id() + "': " + fault);
    }

    private static byte[] bytes(Path file) {
        try {
            return file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw CommandFault.wrongUse(
                    "-f is \"" + file + "\" (expected a file that is there, or - for the input) [no-file]");
        } catch (IOException e) {
            throw CommandFault.failed("cannot read " + file + ": " + e.getMessage() + " [bad-file]", e);
        }
    }
}
