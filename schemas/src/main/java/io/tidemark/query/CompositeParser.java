package io.tidemark.query;

/** Reads a condition over monitors: or, then and, then not. */
final class CompositeParser {

    private static final String PART = "the id of a monitor, ! or (";

    private final Scanner in;

    CompositeParser(Scanner in) {
        this.in = in;
    }

    CompositeQuery parse() {
        CompositeQuery query = any();
        in.skipSpace();
        if (!in.atEnd()) {
            throw in.fault("&&, || or the end", "", "unexpected");
        }
        if (query.monitors().size() > CompositeQuery.MONITORS_MAX) {
            throw in.faultAt(0, "at most " + CompositeQuery.MONITORS_MAX + " monitors", "", "too-many-monitors");
        }
        return query;
    }

    private CompositeQuery any() {
        CompositeQuery left = all();
        while (in.take("||")) {
            left = new CompositeQuery.Or(left, all());
        }
        return left;
    }

    private CompositeQuery all() {
        CompositeQuery left = part();
        while (in.take("&&")) {
            left = new CompositeQuery.And(left, part());
        }
        return left;
    }

    private CompositeQuery part() {
        in.skipSpace();
        in.descend();
        CompositeQuery part;
        if (in.take("!")) {
            part = new CompositeQuery.Not(part());
        } else if (in.take("(")) {
            part = any();
            in.expect(")", "to close the parenthesis");
        } else {
            int start = in.position();
            String id = in.run(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'));
            if (id.isEmpty() || !Character.isLetterOrDigit(id.charAt(0))) {
                throw in.faultAt(start, PART, "", "unexpected");
            }
            part = new CompositeQuery.Monitor(id);
        }
        in.ascend();
        return part;
    }
}
