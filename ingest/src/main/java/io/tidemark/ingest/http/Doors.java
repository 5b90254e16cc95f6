package io.tidemark.ingest.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The doors of one route, by the form of the body: JSON, protobuf, or one door that looks at neither. */
record Doors(Optional<Door> json, Optional<Door> protobuf, boolean anyForm) {

    private static final Set<String> JSON = Set.of("", "application/json", "text/json");
    private static final Set<String> PROTOBUF =
            Set.of("application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf");

    static Doors json(Door door) {
        return new Doors(Optional.of(door), Optional.empty(), false);
    }

    static Doors protobuf(Door door) {
        return new Doors(Optional.empty(), Optional.of(door), false);
    }

    static Doors either(Door json, Door protobuf) {
        return new Doors(Optional.of(json), Optional.of(protobuf), false);
    }

    static Doors any(Door door) {
        return new Doors(Optional.of(door), Optional.empty(), true);
    }

    /** The door for a Content-Type; empty where none takes it. */
    Optional<Door> of(String contentType) {
        String essence = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (anyForm || JSON.contains(essence) && json.isPresent()) {
            return json;
        }
        // Without a type it is the one form that the route has.
        return PROTOBUF.contains(essence) || essence.isEmpty() ? protobuf : Optional.empty();
    }

    /** For an answer that says what is taken. */
    String accepted() {
        if (json.isPresent() && protobuf.isPresent()) {
            return "application/json or application/x-protobuf";
        }
        return json.isPresent() ? "application/json" : "application/x-protobuf";
    }
}
