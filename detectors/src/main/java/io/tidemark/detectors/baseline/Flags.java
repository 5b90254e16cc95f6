package io.tidemark.detectors.baseline;

import io.tidemark.avro.View;
import io.tidemark.detectors.assignment.Unit;
import io.tidemark.detectors.model.Judgement;
import io.tidemark.detectors.model.ModelSettings;
import io.tidemark.wire.BandFlags;

/** A judgement in the bits of a band row. A value out of band on the side that nobody looks at is no anomaly. */
final class Flags {

    private Flags() {}

    static int of(Judgement judgement, Unit unit, boolean excluded) {
        ModelSettings.Direction direction =
                unit.definition().model().map(ModelSettings::direction).orElse(ModelSettings.Direction.BOTH);
        boolean lookedAt = switch (direction) {
            case BOTH -> true;
            case ABOVE -> judgement.above || !judgement.below;
            case BELOW -> judgement.below || !judgement.above;
        };
        int flags = judgement.anomalous && lookedAt ? BandFlags.ANOMALOUS : 0;
        flags |= judgement.borrowed ? BandFlags.BORROWED : 0;
        if ((flags & BandFlags.ANOMALOUS) != 0) {
            flags |= BandFlags.ofView(View.valueOf(judgement.view.name()));
        }
        flags |= excluded ? BandFlags.EXCLUDED : 0;
        flags |= judgement.above ? BandFlags.ABOVE : 0;
        flags |= judgement.below ? BandFlags.BELOW : 0;
        flags |= judgement.provisional ? BandFlags.PROVISIONAL : 0;
        if (judgement.channel == Judgement.Channel.INCIDENT) {
            flags |= BandFlags.INCIDENT;
        } else if (judgement.channel == Judgement.Channel.BEHAVIOUR) {
            flags |= BandFlags.BEHAVIOUR;
        }
        return flags;
    }
}
