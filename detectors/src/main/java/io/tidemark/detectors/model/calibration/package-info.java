/**
 * From raw deviations to comparable scores and to a threshold that keeps a promise.
 *
 * <p>{@link io.tidemark.detectors.model.calibration.Peaks} turns a deviation into -log10 of its chance, judged by the tail
 * of the same series' past deviations; {@link io.tidemark.detectors.model.calibration.AlarmGate} turns scores into alarms
 * at the stated rate. Both keep a few floats inside the model's block and know nothing about models.
 */
package io.tidemark.detectors.model.calibration;
