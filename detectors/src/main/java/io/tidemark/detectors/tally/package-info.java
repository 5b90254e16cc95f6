/**
 * What the detectors count: every point read, every row told, and every drop by its reason. The numbers are kept here and shown
 * by the service's metrics page; nothing is decided by them.
 */
package io.tidemark.detectors.tally;
