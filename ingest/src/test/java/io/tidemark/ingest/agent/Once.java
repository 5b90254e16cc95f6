package io.tidemark.ingest.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether everything that was taken has arrived, and nothing twice. */
final class Once {

    private Once() {}

    /** @return one sentence a fault; empty where there is none */
    static List<String> faults(Collection<Long> taken, Collection<Long> arrived) {
        Map<Long, Integer> times = new HashMap<>();
        arrived.forEach(number -> times.merge(number, 1, Integer::sum));
        List<String> faults = new ArrayList<>();
        taken.stream()
                .filter(number -> !times.containsKey(number))
                .forEach(number -> faults.add(number + " is missing"));
        times.forEach((number, count) -> {
            if (count > 1) {
                faults.add(number + " arrived " + count + " times");
            }
        });
        return faults;
    }
}
