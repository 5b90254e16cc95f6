/**
 * Checks that are programs: started for each run, given their settings as JSON on the standard input, and read from the
 * standard output as DogStatsD lines or JSON. Bounded in time and output; the program and its children are ended with the run.
 */
package io.tidemark.ingest.check.exec;
