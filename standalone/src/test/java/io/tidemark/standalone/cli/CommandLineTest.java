package io.tidemark.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandHasAHelpWithTwoExamples() {
        assertExamples(Tidemark.commandLine());
    }

    @Test
    void anUnknownCommandIsWrongUseAndTheNearestIsNamed() {
        assertThat(run("dead-leters")).isEqualTo(2);
        assertThat(err.toString()).contains("'dead-leters'").contains("dead-letters");
    }

    @Test
    void anUnknownOptionIsWrongUseAndTheNearestIsNamed() {
        assertThat(run("topics", "--creat")).isEqualTo(2);
        assertThat(err.toString()).contains("'--creat'").contains("--create");
    }

    @Test
    void noCommandAtAllIsWrongUse() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing").contains("topics");
    }

    @Test
    void aMissingFileIsWrongUseWithTheValueAndAReason() {
        assertThat(run("replay", "--csv", "/does/not/exist", "--metric", "m")).isEqualTo(2);
        assertThat(err.toString())
                .contains("\"/does/not/exist\"")
                .contains("[no-file]")
                .doesNotContain("\tat ");
    }

    @Test
    void aMissingBrokerIsAFailureWithoutAStackTraceUnlessDebugIsAsked() {
        String[] command = {"topics", "--create", "--bootstrap-servers", "no port"};
        assertThat(run(command)).isEqualTo(1);
        assertThat(err.toString())
                .contains("\"no port\"")
                .contains("[no-broker]")
                .doesNotContain("\tat ");

        assertThat(run("--debug", "topics", "--create", "--bootstrap-servers", "no port"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void theTopicsArePrintedWithoutABroker() {
        assertThat(run("topics", "--prefix", "my.")).isZero();
        assertThat(out.toString()).contains("my.points").contains("PointBatch");
    }

    @Test
    void durationsAreWrittenAsPeopleDo() {
        assertThat(DurationText.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(DurationText.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(DurationText.parse("1d")).isEqualTo(Duration.ofDays(1));
        assertThatThrownBy(() -> DurationText.parse("5 mins"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("5 mins")
                .hasMessageContaining("90s");
    }

    private int run(String... args) {
        return Tidemark.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static void assertExamples(CommandLine line) {
        String name = line.getCommandSpec().qualifiedName();
        assertThat(line.getCommandSpec().usageMessage().footer())
                .as("examples of " + name)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(example -> assertThat(example).contains("tidemark "));
        assertThat(line.getUsageMessage()).contains("Examples:").contains("--help");
        line.getSubcommands().values().forEach(CommandLineTest::assertExamples);
    }
}
