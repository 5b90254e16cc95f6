package io.tidemark.console.query;

import io.tidemark.query.Query;
import io.tidemark.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One query of a graph, and what is done with its groups: {@code top(q, 10, 'mean', 'desc')}, also {@code top10(q)} and
 * {@code bottom5_max(q)} as old boards have them.
 *
 * @param text as it was written
 */
public record GraphQuery(String text, Query query, Optional<Top> top) {

    /** Queries in one question, at most. */
    public static final int QUERIES_MAX = 50;

    /** Longest question, characters. */
    public static final int TEXT_MAX = 16_000;

    /** Reads the queries of a question, which commas outside brackets and quotes set apart. */
    public static List<GraphQuery> parseAll(String text) {
        if (text.length() > TEXT_MAX) {
            throw new QueryRefusedException(
                    "query has " + text.length() + " characters (expected at most " + TEXT_MAX + "). Ask in parts.",
                    "long-query");
        }
        List<String> parts = split(text);
        if (parts.size() > QUERIES_MAX) {
            throw new QueryRefusedException(
                    "query holds " + parts.size() + " queries (expected at most " + QUERIES_MAX + "). Ask in parts.",
                    "many-queries");
        }
        return parts.stream().map(GraphQuery::parse).toList();
    }

    static GraphQuery parse(String text) {
        String trimmed = text.strip();
        int open = trimmed.indexOf('(');
        String name = open < 0 ? "" : trimmed.substring(0, open).strip().toLowerCase(Locale.ROOT);
        boolean isTop = name.matches("(top|bottom)\\d{0,3}(_[a-z0-9]+)?") && trimmed.endsWith(")");
        if (!isTop) {
            return new GraphQuery(trimmed, read(trimmed), Optional.empty());
        }
        List<String> arguments = split(trimmed.substring(open + 1, trimmed.length() - 1));
        return name.equals("top") ? top(trimmed, arguments) : named(trimmed, name, arguments);
    }

    private static GraphQuery top(String text, List<String> arguments) {
        if (arguments.size() < 2 || arguments.size() > 4) {
            throw refused("top(" + String.join(",", arguments) + ")", "top(query, 10, 'mean', 'desc')", "bad-top");
        }
        String order = arguments.size() < 4 ? "desc" : unquoted(arguments.get(3));
        if (!order.equals("desc") && !order.equals("asc")) {
            throw refused(arguments.get(3).strip(), "'desc' or 'asc' as the order of top", "bad-top");
        }
        Top.By by = by(arguments.size() < 3 ? "mean" : unquoted(arguments.get(2)));
        return new GraphQuery(
                text, read(arguments.get(0)), Optional.of(new Top(groups(arguments.get(1)), by, order.equals("desc"))));
    }

    private static GraphQuery named(String text, String name, List<String> arguments) {
        if (arguments.size() != 1) {
            throw refused(text, "one query in " + name + "(…)", "bad-top");
        }
        boolean descending = name.startsWith("top");
        int line = name.indexOf('_');
        String digits = name.substring(descending ? 3 : 6, line < 0 ? name.length() : line);
        int groups = digits.isEmpty() ? 10 : groups(digits);
        return new GraphQuery(
                text,
                read(arguments.get(0)),
                Optional.of(new Top(groups, by(line < 0 ? "mean" : name.substring(line + 1)), descending)));
    }

    private static Query read(String text) {
        try {
            return Query.parse(text.strip());
        } catch (QuerySyntaxException e) {
            throw new QueryRefusedException("query " + withoutReason(e), e.reason());
        }
    }

    private static String withoutReason(QuerySyntaxException e) {
        return e.getMessage().replace(" [" + e.reason() + "]", "");
    }

    private static int groups(String text) {
        String digits = text.strip();
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > Top.GROUPS_MAX) {
            throw refused(digits, "1 to " + Top.GROUPS_MAX + " groups in top", "bad-top");
        }
        return Integer.parseInt(digits);
    }

    private static Top.By by(String name) {
        return Top.By.named(name)
                .orElseThrow(() -> refused(name, "one of " + String.join(", ", Top.By.names()), "bad-top"));
    }

    private static String unquoted(String text) {
        return text.strip().replaceAll("^['\"]|['\"]$", "").toLowerCase(Locale.ROOT);
    }

    private static QueryRefusedException refused(String found, String expected, String reason) {
        String shown = found.length() > 64 ? found.substring(0, 64) + "…" : found;
        return new QueryRefusedException(
                "query has \"" + shown.replaceAll("\\p{Cntrl}", "?") + "\" (expected " + expected + "). Correct it.",
                reason);
    }

    /** Parts between the commas that stand outside brackets and quotes; brackets that do not match are the parser's to name. */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(' || c == '{') {
                depth++;
            } else if (c == ')' || c == '}') {
                depth--;
            } else if (c == ',' && depth <= 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
