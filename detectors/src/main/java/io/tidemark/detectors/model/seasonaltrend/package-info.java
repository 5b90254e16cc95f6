/** {@code seasonal-trend}, alias {@code robust}: a slow decomposition for long anomalies. */
package io.tidemark.detectors.model.seasonaltrend;
