package io.tidemark.document;

/**
 * Somebody takes care of an incident: nobody is reminded of it any more, until its state changes.
 *
 * @param monitor id of the monitor
 * @param group canonical text of its group, {@code host:a}; {@code *} for a simple alert
 * @param by who
 */
public record AcknowledgementDocument(String id, String monitor, String group, String by, String note)
        implements Document {

    @Override
    public DocumentKind kind() {
        return DocumentKind.ACKNOWLEDGEMENT;
    }
}
