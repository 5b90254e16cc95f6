/**
 * A JVM's own figures and any numbers of its MBeans, read over remote JMX, from a JVM of this host by its process, or from the
 * agent itself. Names of the JVM's figures are those of Datadog's JMX integrations.
 */
package io.tidemark.ingest.check.jmx;
