package io.tidemark.console.query;

import java.util.List;

/**
 * One query answered.
 *
 * @param frame the buckets of all lines
 * @param lines groups that hold something: the chosen ones of a top in their order, else by name
 * @param groups how many there were
 */
public record Answer(GraphQuery of, Frame frame, List<Line> lines, int groups) {

    public Answer {
        lines = List.copyOf(lines);
    }
}
