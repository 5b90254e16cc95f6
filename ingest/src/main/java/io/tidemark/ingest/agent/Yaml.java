package io.tidemark.ingest.agent;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads a YAML file as a map. */
final class Yaml {

    /** A settings file is written by a person. */
    private static final int FILE_BYTES_MAX = 1024 * 1024;

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Yaml() {}

    /** @throws IllegalArgumentException saying where and what is wrong; an empty file is an empty map */
    static Map<?, ?> read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IllegalArgumentException(
                        file + " is larger than " + FILE_BYTES_MAX + " bytes (expected settings) [bad-yaml]");
            }
            Object read = YAML.readValue(Files.readString(file), Object.class);
            if (read == null) {
                return Map.of();
            }
            if (read instanceof Map<?, ?> map) {
                return map;
            }
            throw new IllegalArgumentException(
                    file + " holds no map of keys and values (expected lines such as \"instances: [{}]\") [bad-yaml]");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            if (at == null || e.getMessage().contains("No content")) {
                return Map.of();
            }
            throw new IllegalArgumentException(
                    file + ":" + at.getLineNr() + ":" + at.getColumnNr() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("") + " (expected YAML) [bad-yaml]",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e + " [bad-file]", e);
        }
    }
}
