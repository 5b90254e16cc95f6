package io.tidemark.ingest.agent;

import io.tidemark.ingest.collector.CheckPlan;
import java.util.List;

/**
 * What the folder says.
 *
 * @param faults what is wrong in it; what they are about is left out
 * @param notes what has no effect
 */
record AgentConfig(AgentSettings settings, List<CheckPlan> plans, List<String> faults, List<String> notes) {

    AgentConfig {
        plans = List.copyOf(plans);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }
}
