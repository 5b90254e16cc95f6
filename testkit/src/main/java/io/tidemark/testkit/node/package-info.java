/** Clients that come from npm. Each runs in a folder of its own, installed from a committed lock that names no registry. */
package io.tidemark.testkit.node;
