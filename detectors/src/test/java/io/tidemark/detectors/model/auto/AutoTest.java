package io.tidemark.detectors.model.auto;

import io.tidemark.detectors.model.ModelContract;

class AutoTest extends ModelContract {
    @Override
    protected String modelName() {
        return "auto";
    }

    @Override
    protected int stateBytesMax() {
        return 4_096;
    }
}
