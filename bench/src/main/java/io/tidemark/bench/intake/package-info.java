/** What the intake costs beside a loop that only reads the bytes, and whether UDP loses anything uncounted. */
package io.tidemark.bench.intake;
