package io.tidemark.alerting.configuration;

import java.util.HashSet;
import java.util.Set;

/** Which checks any monitor has ever asked about, and whether any counts events: what need not be handed on at all. */
public final class Interest {

    private final ChangeLog log;
    private final Set<String> checks = new HashSet<>();
    private boolean events;
    private int place;

    public Interest(ChangeLog log) {
        this.log = log;
    }

    public boolean inCheck(String name) {
        read();
        return checks.contains(name);
    }

    public boolean inEvents() {
        read();
        return events;
    }

    private void read() {
        for (Change change : log.from(place)) {
            place++;
            if (change.content() instanceof Change.OfMonitor of && of.monitor().isPresent()) {
                Subject subject = of.monitor().get().subject();
                if (subject instanceof Subject.Answers answers) {
                    checks.add(answers.query().check());
                }
                events |= subject instanceof Subject.Happenings;
            }
        }
    }
}
