package io.tidemark.ingest.agent;

import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.collector.CheckPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the agent's folder. A file's fault costs that file only; a fault of the main file keeps the settings before. */
final class ConfigReader {

    private static final List<String> MAIN_FILES = List.of("tidemark.yaml", "datadog.yaml");

    private final Optional<Path> folder;
    private final SettingsReader settingsReader;
    private final Secrets secrets;
    private final CheckTypes types;
    private final List<String> defaultChecks;

    /**
     * @param folder empty: everything at its default
     * @param defaultChecks that run where the folder does not say otherwise
     */
    ConfigReader(
            Optional<Path> folder,
            SettingsReader settingsReader,
            Secrets secrets,
            CheckTypes types,
            List<String> defaultChecks) {
        this.folder = folder;
        this.settingsReader = settingsReader;
        this.secrets = secrets;
        this.types = types;
        this.defaultChecks = defaultChecks;
    }

    /** One that knows all checks of the agent. @param environment null for a variable that is not set */
    static ConfigReader of(
            Optional<Path> folder,
            Function<String, String> environment,
            Overrides overrides,
            Secrets secrets,
            Clock clock) {
        List<String> defaults =
                BuiltInChecks.ofTheHost().stream().map(CheckType::name).toList();
        CheckTypes types = new CheckTypes(
                BuiltInChecks.all(clock), folder.orElse(Path.of("")).resolve("checks.d"));
        return new ConfigReader(folder, new SettingsReader(environment, overrides), secrets, types, defaults);
    }

    /** @throws IllegalArgumentException where the main file is wrong */
    AgentConfig first() {
        Main main = main();
        return with(main.settings, main.notes, List.of());
    }

    /** What the folder says now. */
    AgentConfig next(AgentSettings before) {
        try {
            Main main = main();
            return with(main.settings, main.notes, List.of());
        } catch (IllegalArgumentException e) {
            return with(before, List.of(), List.of(e.getMessage() + " The settings before stay in force."));
        }
    }

    private record Main(AgentSettings settings, List<String> notes) {}

    private Main main() {
        Optional<Path> file = folder.flatMap(path ->
                MAIN_FILES.stream().map(path::resolve).filter(Files::exists).findFirst());
        try {
            Map<String, Object> map = file.isPresent() ? secrets.fill(Yaml.read(file.get())) : Map.of();
            List<String> notes = SettingsReader.unused(map).stream()
                    .map(key -> file.get() + ": " + key + " has no effect here")
                    .toList();
            return new Main(settingsReader.read(map), notes);
        } catch (IllegalArgumentException e) {
            String where = file.map(Path::toString).orElse("settings");
            throw new IllegalArgumentException(
                    e.getMessage().startsWith(where) ? e.getMessage() : where + ": " + e.getMessage(), e);
        }
    }

    private AgentConfig with(AgentSettings settings, List<String> notes, List<String> mainFaults) {
        List<String> faults = new ArrayList<>(mainFaults);
        faults.addAll(types.refresh());
        List<CheckPlan> plans = new ArrayList<>();
        Set<String> configured = new LinkedHashSet<>();
        for (Path file : checkFiles(faults)) {
            String name = nameOf(file);
            configured.add(name);
            try {
                plans.addAll(plans(name, file, settings));
            } catch (IllegalArgumentException e) {
                faults.add(e.getMessage().startsWith(file.toString()) ? e.getMessage() : file + ": " + e.getMessage());
            }
        }
        for (String name : defaultChecks) {
            if (!configured.contains(name)) {
                plans.add(new CheckPlan(
                        types.named(name),
                        0,
                        "built in",
                        CheckSettings.of(Map.of()),
                        settings.collector().interval()));
            }
        }
        return new AgentConfig(settings, plans, faults, notes);
    }

    private List<CheckPlan> plans(String name, Path file, AgentSettings settings) {
        Map<?, ?> map = Yaml.read(file);
        Object instances = map.get("instances");
        if (!(instances instanceof List<?> list)) {
            throw new IllegalArgumentException("instances is \"" + instances
                    + "\" (expected a list; [{}] for one without settings, [] for none) [bad-instances]");
        }
        Object init = map.get("init_config");
        Map<String, Object> initConfig = init instanceof Map<?, ?> given ? secrets.fill(given) : Map.of();
        CheckType type = types.named(name);
        List<CheckPlan> plans = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> given)) {
                throw new IllegalArgumentException("instances[" + i + "] is \"" + list.get(i)
                        + "\" (expected a map of keys and values, or {}) [bad-instances]");
            }
            try {
                plans.add(plan(type, i, file, initConfig, secrets.fill(given), settings));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("instances[" + i + "]: " + e.getMessage(), e);
            }
        }
        return plans;
    }

    private static CheckPlan plan(
            CheckType type,
            int index,
            Path file,
            Map<String, Object> initConfig,
            Map<String, Object> instance,
            AgentSettings settings) {
        double seconds = new CheckSettings(initConfig, instance)
                .number(
                        "min_collection_interval",
                        settings.collector().interval().toMillis() / 1_000.0,
                        1,
                        86_400);
        // The interval is not the check's business: a check goes on where only its interval changes.
        initConfig = without(initConfig);
        return new CheckPlan(
                type,
                index,
                file.toString(),
                new CheckSettings(initConfig, without(instance)),
                Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private static Map<String, Object> without(Map<String, Object> settings) {
        Map<String, Object> rest = new java.util.LinkedHashMap<>(settings);
        rest.remove("min_collection_interval");
        return rest;
    }

    private List<Path> checkFiles(List<String> faults) {
        Optional<Path> confd = folder.map(path -> path.resolve("conf.d")).filter(Files::isDirectory);
        if (confd.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(confd.get(), 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(file -> !nameOf(file).isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            faults.add(confd.get() + " cannot be read: " + e + " [bad-file]");
            return List.of();
        }
    }

    /** {@code conf.d/NAME.d/any.yaml} or {@code conf.d/NAME.yaml}; empty for a file elsewhere. */
    private String nameOf(Path file) {
        Path parent = file.getParent();
        String in = parent.getFileName().toString();
        if (parent.equals(folder.orElseThrow().resolve("conf.d"))) {
            return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        }
        return in.endsWith(".d") ? in.substring(0, in.length() - 2) : "";
    }
}
