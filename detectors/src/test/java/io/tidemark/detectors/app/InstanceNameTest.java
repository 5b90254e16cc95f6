package io.tidemark.detectors.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceNameTest {
    @TempDir
    Path folder;

    @Test
    void aFolderKeepsItsNameAndAnotherHasAnother() {
        String name = nameOf("a");
        assertThat(nameOf("a")).isEqualTo(name).hasSize(36);
        assertThat(nameOf("b")).isNotEqualTo(name);
    }

    @Test
    void whatIsInUseIsNotGivenTwice() {
        try (InstanceName name = InstanceName.claim(folder).orElseThrow()) {
            assertThat(name.text()).hasSize(36);
            assertThat(InstanceName.claim(folder)).isEmpty();
        }
        assertThat(InstanceName.claim(folder)).isPresent().get().satisfies(InstanceName::close);
    }

    /** Such as after a crash of the machine in the middle of writing it. */
    @Test
    void whatIsNoNameIsReplaced() throws IOException {
        for (String damaged : new String[] {"", "\0\0\0\0", "half-a-na", "long".repeat(100)}) {
            Files.createDirectories(folder.resolve("a"));
            Files.writeString(folder.resolve("a").resolve("instance-name"), damaged);
            String name = nameOf("a");
            assertThat(name).hasSize(36);
            assertThat(nameOf("a")).isEqualTo(name);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> InstanceName.claim(file.resolve("state")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("file/state")
                .hasMessageContaining("[state-dir]");
    }

    private String nameOf(String of) {
        try (InstanceName name = InstanceName.claim(folder.resolve(of)).orElseThrow()) {
            return name.text();
        }
    }
}
