package io.tidemark.ingest.agent;

import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.exec.ExecCheck;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Which checks there are: built in, from the jars in {@code checks.d}, and the programs there. */
final class CheckTypes {

    private final Map<String, CheckType> builtIn = new HashMap<>();
    private final Path folder;
    private List<String> loadedJars = List.of();
    private Map<String, CheckType> fromJars = Map.of();
    private List<String> faults = List.of();

    /** @param folder {@code checks.d}, which need not exist */
    CheckTypes(List<CheckType> builtIn, Path folder) {
        builtIn.forEach(type -> this.builtIn.put(type.name(), type));
        this.folder = folder;
    }

    /** The check of a name; where there is none, one whose instances have to name their command. */
    CheckType named(String name) {
        CheckType found = fromJars.getOrDefault(name, builtIn.get(name));
        return found != null ? found : ExecCheck.type(name, workFolder(), program(name));
    }

    /** Looks at the jars again where they have changed. @return what is wrong with them */
    List<String> refresh() {
        List<Path> jars = files().stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .toList();
        List<String> state = jars.stream().map(CheckTypes::stateOf).toList();
        if (!state.equals(loadedJars)) {
            loadedJars = state;
            load(jars);
        }
        return faults;
    }

    private void load(List<Path> jars) {
        Map<String, CheckType> types = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Path jar : jars) {
            // Each jar with a loader of its own: two may bring different versions of a library. Old loaders are left to
            // the collector of garbage, since a check of theirs may still be running.
            URLClassLoader loader = new URLClassLoader(new URL[] {url(jar)}, CheckType.class.getClassLoader());
            Iterator<CheckType> found =
                    ServiceLoader.load(CheckType.class, loader).iterator();
            try {
                while (found.hasNext()) {
                    CheckType type = found.next();
                    if (type.getClass().getClassLoader() == loader) {
                        types.put(type.name(), type);
                    }
                }
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                wrong.add(jar + ": its checks cannot be loaded: " + e.getMessage() + " (expected META-INF/services/"
                        + CheckType.class.getName() + ") [bad-jar]");
            }
        }
        fromJars = types;
        faults = wrong;
    }

    private Optional<Path> program(String name) {
        return files().stream()
                .filter(file -> {
                    String fileName = file.getFileName().toString();
                    return (fileName.equals(name) || fileName.startsWith(name + ".")) && Files.isExecutable(file);
                })
                .map(Path::toAbsolutePath)
                .findFirst();
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Where programs are started: their own folder, else wherever the agent is. */
    private Path workFolder() {
        return Files.isDirectory(folder) ? folder.toAbsolutePath() : Path.of("").toAbsolutePath();
    }

    private static String stateOf(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            return jar + " gone";
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has no address: " + jar, e);
        }
    }
}
