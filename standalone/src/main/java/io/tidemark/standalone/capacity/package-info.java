/** How much of a machine a number of series takes. */
package io.tidemark.standalone.capacity;
