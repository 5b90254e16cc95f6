package io.tidemark.ingest.check.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.RecordingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecCheckTest {

    @TempDir
    Path folder;

    private final RecordingReport report = new RecordingReport();

    @Test
    void linesOfDogStatsDAndJsonAreUnderstoodSideBySide() throws Exception {
        shell("""
                echo 'queue.length:7|g|#queue:mail'
                echo 'jobs:3|c|@0.5'
                echo 'time:1:2|h'
                echo 'users:anna|s'
                echo '_sc|queue.up|1|m:slow'
                echo '{"metric": "bytes", "type": "monotonic_count", "value": 12, "tags": ["a:b"]}'
                echo '{"check": "disk.ok", "status": 0, "tags": []}'
                echo '{"title": "Emptied", "text": "by hand"}'
                """).run(report);

        assertThat(report.lines())
                .containsExactly(
                        "gauge queue.length 7.0 [queue:mail]",
                        "count jobs 6.0 []",
                        "histogram time 1.0 []",
                        "histogram time 2.0 []",
                        "set users anna []",
                        "check queue.up WARNING slow []",
                        "monotonic bytes 12.0 [a:b]",
                        "check disk.ok OK  []",
                        "event Emptied by hand []");
    }

    @Test
    void oneJsonArrayIsUnderstood() throws Exception {
        shell("echo '[{\"metric\":\"a\",\"value\":1},'; echo ' {\"metric\":\"b\",\"type\":\"rate\",\"value\":2}]'")
                .run(report);

        assertThat(report.lines()).containsExactly("gauge a 1.0 []", "rate b 2.0 []");
    }

    @Test
    void aBadLineIsExplainedAndCostsThatLineOnly() {
        Check check = shell("echo 'a:1|g'; echo 'b:x|g'; echo '{\"metric\":\"c\",\"type\":\"tide\",\"value\":1}';"
                + " echo '{no'; echo 'd:4|g'");

        assertThatThrownBy(() -> check.run(report))
                .hasMessageContaining("line 2.value is \"x\"")
                .hasMessageContaining("[bad_value]")
                .hasMessageContaining("And 2 more.");
        assertThat(report.lines()).containsExactly("gauge a 1.0 []", "gauge d 4.0 []");
    }

    @Test
    void aProgramOverItsTimeIsEndedWithItsChildrenAndWhatItSaidIsKept() throws Exception {
        Path pid = folder.resolve("pid");
        Check check = shell("echo 'a:1|g'; sleep 600 & echo $! > " + pid + "; wait", Map.of("timeout", 0.5));

        assertThatThrownBy(() -> check.run(report)).hasMessageContaining("[timeout]");

        assertThat(report.lines()).containsExactly("gauge a 1.0 []");
        long child = Long.parseLong(Files.readString(pid).trim());
        await().until(() ->
                ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void aProgramThatPrintsWithoutEndIsEnded() {
        assertThatThrownBy(() -> shell("while :; do echo 'a:1|g                       '; done")
                        .run(report))
                .hasMessageContaining("[long-output]");
    }

    @Test
    void aProgramThatFailsShowsItsLastError() {
        assertThatThrownBy(() ->
                        shell("echo 'a:1|g'; echo 'no such queue' >&2; exit 4").run(report))
                .hasMessageContaining("code 4: no such queue [exit-code]");
        assertThat(report.lines()).hasSize(1);
    }

    @Test
    void itGetsItsSettingsAsJsonAndItsVariables() throws Exception {
        shell(
                        "read all; echo \"$all\" > settings; echo \"v:$LEVEL|g\"",
                        Map.of("env", Map.of("LEVEL", "5"), "queue", "mail"))
                .run(report);

        assertThat(report.lines()).containsExactly("gauge v 5.0 []");
        assertThat(Files.readString(folder.resolve("settings"))).contains("\"queue\":\"mail\"");
    }

    @Test
    void withoutAProgramItSaysWhatWasExpected() {
        assertThatThrownBy(() -> ExecCheck.type("nix", folder, Optional.empty()).create(CheckSettings.of(Map.of())))
                .hasMessageContaining("[no-such-check]");
        assertThatThrownBy(() -> ExecCheck.type("nix", folder, Optional.empty())
                        .create(CheckSettings.of(Map.of("command", "./nothing-here")))
                        .run(report))
                .hasMessageContaining("[no-program]");
    }

    private Check shell(String script) {
        return shell(script, Map.of());
    }

    private Check shell(String script, Map<String, Object> more) {
        Map<String, Object> instance = new java.util.HashMap<>(more);
        instance.put("command", List.of("sh", "-c", script));
        return ExecCheck.type("test", folder, Optional.empty()).create(CheckSettings.of(instance));
    }
}
