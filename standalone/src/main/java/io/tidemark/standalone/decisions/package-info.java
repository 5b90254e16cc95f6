/** The chain of a decision, read from the topics: what was judged, by which version, who was told and who was not. */
package io.tidemark.standalone.decisions;
