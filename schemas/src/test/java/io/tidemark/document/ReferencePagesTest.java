package io.tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.CompositeQuery;
import io.tidemark.query.EventQuery;
import io.tidemark.query.MonitorQuery;
import io.tidemark.query.Query;
import io.tidemark.query.Scope;
import io.tidemark.query.ServiceCheckQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Goal: every example of the reference pages is read as the page says. */
class ReferencePagesTest {

    private static final Path PAGES = Path.of("..", "docs", "reference");

    @Test
    void everyQueryOnThePageIsRead() throws IOException {
        assertThat(lines("query.md", "query")).isNotEmpty().allSatisfy(Query::parse);
        assertThat(lines("query.md", "scope")).isNotEmpty().allSatisfy(Scope::parse);
        assertThat(lines("query.md", "monitor")).isNotEmpty().allSatisfy(MonitorQuery::parse);
        assertThat(lines("query.md", "composite")).isNotEmpty().allSatisfy(CompositeQuery::parse);
        assertThat(lines("query.md", "events")).isNotEmpty().allSatisfy(EventQuery::parse);
        assertThat(lines("query.md", "check")).isNotEmpty().allSatisfy(ServiceCheckQuery::parse);
    }

    @Test
    void theFaultOnThePageIsTheOneThatIsTold() throws IOException {
        List<String> fault = lines("query.md", "fault");

        assertThatThrownBy(() -> Query.parse(fault.get(0))).hasMessage(fault.get(1));
    }

    @Test
    void everyDocumentOnThePageIsAccepted() throws IOException {
        List<String> blocks = blocks("documents.md", "yaml");

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            assertThat(Documents.parseFile(Optional.empty(), block.getBytes(StandardCharsets.UTF_8)))
                    .isNotEmpty()
                    .allSatisfy(parsed -> assertThat(parsed).isInstanceOf(Parsed.Accepted.class));
        }
    }

    @Test
    void thePageNamesTheSchemaOfEveryKind() throws IOException {
        String page = Files.readString(PAGES.resolve("documents.md"));

        for (DocumentKind kind : DocumentKind.values()) {
            assertThat(page)
                    .contains("| " + kind.text() + " | " + kind.topic().shortName() + " | `" + kind.text()
                            + ".schema.json`");
        }
    }

    private static List<String> lines(String page, String language) throws IOException {
        List<String> lines = new ArrayList<>();
        blocks(page, language)
                .forEach(block -> lines.addAll(block.strip().lines().toList()));
        return lines;
    }

    private static List<String> blocks(String page, String language) throws IOException {
        Matcher block =
                Pattern.compile("(?s)```" + language + "\\R(.*?)```").matcher(Files.readString(PAGES.resolve(page)));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
