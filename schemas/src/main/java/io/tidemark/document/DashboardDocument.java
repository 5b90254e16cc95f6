package io.tidemark.document;

/** A board of graphs; what stands inside its widgets is the pages' business. */
public record DashboardDocument(String id, String title, String description, int widgets) implements Document {
    @Override
    public DocumentKind kind() {
        return DocumentKind.DASHBOARD;
    }
}
