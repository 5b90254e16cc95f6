package io.tidemark.ingest.check.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.check.Report.Status;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One engine. Settings: {@code url} (default {@code unix:///var/run/docker.sock}), {@code container_labels_as_tags} (a map
 * from label to tag; {@code "*": "%%label%%"} takes all), {@code containers_max} (default 200: one request each a run).
 */
public final class DockerCheck implements Check {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final DockerClient client;
    private final Map<String, String> labels = new HashMap<>();
    private final int containersMax;

    DockerCheck(CheckSettings settings, DockerClient client) {
        this.client = client;
        this.containersMax = settings.integer("containers_max", 200, 1, 10_000);
        settings.map("container_labels_as_tags").forEach((label, tag) -> labels.put(label.toString(), tag.toString()));
    }

    public static CheckType type() {
        return new CheckType() {
            @Override
            public String name() {
                return "docker";
            }

            @Override
            public Check create(CheckSettings settings) {
                return new DockerCheck(settings, client(settings));
            }
        };
    }

    @Override
    public void run(Report report) {
        List<Container> all;
        try {
            all = client.listContainersCmd().withShowAll(true).exec();
            report.serviceCheck("docker.service_up", Status.OK, "");
        } catch (RuntimeException e) {
            report.serviceCheck("docker.service_up", Status.CRITICAL, String.valueOf(e.getMessage()));
            throw new IllegalStateException(
                    "the Docker engine does not answer: " + e.getMessage()
                            + " (expected its socket to be readable; see url) [no-docker]",
                    e);
        }
        counts(all, report);
        report.gauge("docker.images.available", client.listImagesCmd().exec().size());
        List<Container> running = all.stream().filter(DockerCheck::isRunning).toList();
        for (Container container : running.subList(0, Math.min(containersMax, running.size()))) {
            try {
                ContainerFigures.report(client, container, report, tags(container));
            } catch (DockerException gone) {
                // It ended between the list and the question.
            }
        }
        if (running.size() > containersMax) {
            throw new IllegalStateException(running.size() + " containers are running (expected at most "
                    + containersMax + "); the rest is left out. Raise containers_max. [too-many-containers]");
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** Every image that has containers, also where none of them runs: a count that falls to 0 must be seen to. */
    private static void counts(List<Container> all, Report report) {
        Map<String, int[]> byImage = new TreeMap<>();
        for (Container container : all) {
            byImage.computeIfAbsent(container.getImage(), image -> new int[2])[isRunning(container) ? 0 : 1]++;
        }
        byImage.forEach((image, counts) -> {
            String[] tags = imageTags(image).toArray(String[]::new);
            report.gauge("docker.containers.running", counts[0], tags);
            report.gauge("docker.containers.stopped", counts[1], tags);
        });
        long running = all.stream().filter(DockerCheck::isRunning).count();
        report.gauge("docker.containers.running.total", running);
        report.gauge("docker.containers.stopped.total", all.size() - running);
    }

    private List<String> tags(Container container) {
        List<String> tags = new ArrayList<>(imageTags(container.getImage()));
        String[] names = container.getNames();
        if (names != null && names.length > 0) {
            tags.add("container_name:" + names[0].replaceFirst("^/", ""));
        }
        Map<String, String> own = container.getLabels() == null ? Map.of() : container.getLabels();
        own.forEach((label, value) -> {
            String tag = labels.getOrDefault(label, labels.get("*"));
            if (tag != null) {
                tags.add(tag.replace("%%label%%", label) + ":" + value);
            }
        });
        return tags;
    }

    /** {@code registry:5000/shop/web:1.2@sha256:…} is image_name registry:5000/shop/web, short_image web, image_tag 1.2. */
    static List<String> imageTags(String image) {
        String name = image.replaceFirst("@sha256:.*$", "");
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        String bare = tagged ? name.substring(0, colon) : name;
        List<String> tags = new ArrayList<>(List.of(
                "docker_image:" + name,
                "image_name:" + bare,
                "short_image:" + bare.substring(bare.lastIndexOf('/') + 1)));
        if (tagged) {
            tags.add("image_tag:" + name.substring(colon + 1));
        }
        return tags;
    }

    private static boolean isRunning(Container container) {
        return "running".equalsIgnoreCase(container.getState());
    }

    private static DockerClient client(CheckSettings settings) {
        String url = settings.text("url", "unix:///var/run/docker.sock");
        ZerodepDockerHttpClient http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(url))
                .connectionTimeout(ANSWER_MAX)
                .responseTimeout(ANSWER_MAX)
                .build();
        return DockerClientImpl.getInstance(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(url)
                        .build(),
                http);
    }
}
