package io.tidemark.document;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What came of reading one document. */
public sealed interface Parsed {

    <R> R fold(Function<Accepted, R> accepted, Function<Refused, R> refused);

    /**
     * A good document.
     *
     * @param json the document exactly as it was posted; for YAML the same as JSON
     * @param version the number that its writer gave it, where they number their versions
     * @param warnings what is odd but allowed
     */
    record Accepted(Document document, String json, OptionalLong version, List<Fault> warnings) implements Parsed {
        public Accepted {
            warnings = List.copyOf(warnings);
        }

        @Override
        public <R> R fold(Function<Accepted, R> accepted, Function<Refused, R> refused) {
            return accepted.apply(this);
        }
    }

    /**
     * A bad document.
     *
     * @param id its id, where that much could be read
     * @param faults all of them, at least one, in the order of their lines
     */
    record Refused(Optional<DocumentKind> kind, Optional<String> id, List<Fault> faults) implements Parsed {
        public Refused {
            faults = List.copyOf(faults);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("A refusal needs a fault");
            }
        }

        @Override
        public <R> R fold(Function<Accepted, R> accepted, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }
}
