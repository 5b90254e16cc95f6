package io.tidemark.ingest.check.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.RecordingReport;
import io.tidemark.testkit.process.ChildJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;

class JmxCheckTest {

    private final RecordingReport report = new RecordingReport();

    /** A JVM that is looked at: waits until its input ends. */
    public static final class Watched {

        private Watched() {}

        public static void main(String[] args) throws IOException {
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    void theAgentsOwnJvmIsReadUnderDatadogsNames() throws Exception {
        run(Map.of("local", true, "name", "me"));

        assertThat(report.lines())
                .anyMatch(line -> line.matches("gauge jvm.heap_memory \\d.* \\[instance:me]"))
                .anyMatch(line -> line.startsWith("gauge jvm.thread_count "))
                .anyMatch(line -> line.startsWith("rate jvm.gc.minor_collection_count "))
                .anyMatch(line -> line.startsWith("gauge jvm.buffer_pool.direct.used "))
                .contains("check jmx.can_connect OK  [instance:me]");
    }

    @Test
    void anyNumberOfAnyBeanIsReadWithItsPropertiesAsTags() throws Exception {
        run(Map.of(
                "local",
                true,
                "conf",
                List.of(Map.of(
                        "include",
                        Map.of(
                                "bean",
                                "java.lang:type=MemoryPool,*",
                                "attribute",
                                Map.of("Usage.used", Map.of("alias", "pool.used", "metric_type", "gauge")))))));

        assertThat(report.lines())
                .filteredOn(line -> line.startsWith("gauge pool.used"))
                .isNotEmpty()
                .allMatch(line -> line.contains("type:MemoryPool") && line.contains("name:"));
    }

    @Test
    void anotherJvmIsReadOverRemoteJmx() throws Exception {
        JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"), Map.of(), ManagementFactory.getPlatformMBeanServer());
        server.start();
        try {
            run(Map.of("jmx_url", server.getAddress().toString()));
            assertThat(report.lines()).anyMatch(line -> line.startsWith("gauge jvm.heap_memory_max "));
        } finally {
            server.stop();
        }
    }

    @Test
    void aJvmOfThisHostIsFoundByItsCommandLine() throws Exception {
        try (ChildJvm watched = ChildJvm.of(Watched.class.getName(), "marker-9127")
                .withJvmOptions("-Xmx32m")
                .start()) {
            watched.awaitLine(line -> line.equals("ready"), Duration.ofSeconds(30));

            run(Map.of("process_name_regex", "Watched marker-9127$"));
        }
        assertThat(report.lines()).anyMatch(line -> line.startsWith("gauge jvm.heap_memory_max "));
    }

    @Test
    void aJvmThatDoesNotAnswerIsCriticalAndAnError() {
        assertThatThrownBy(() -> run(Map.of("host", "127.0.0.1", "port", 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> run(Map.of("process_name_regex", "no such jvm")))
                .hasMessageContaining("[no-such-jvm]");

        assertThat(report.lines()).hasSize(2).allMatch(line -> line.startsWith("check jmx.can_connect CRITICAL"));
    }

    private void run(Map<String, Object> instance) throws Exception {
        try (Check check = JmxCheck.type().create(CheckSettings.of(instance))) {
            check.run(report);
        }
    }
}
