/**
 * Reading the records that were put aside: the latest first, a page at a time, and one of them in full.
 *
 * <p>It does not publish them again and deletes nothing.
 */
package io.tidemark.standalone.deadletter;
