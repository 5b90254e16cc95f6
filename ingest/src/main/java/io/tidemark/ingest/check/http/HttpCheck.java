package io.tidemark.ingest.check.http;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.check.Report.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One request a run. Names are those of Datadog's http_check: {@code network.http.response_time} (seconds),
 * {@code network.http.can_connect} and {@code .cant_connect} (1 or 0), {@code http.ssl.days_left}, {@code .seconds_left}, and
 * the service checks {@code http.can_connect} and {@code http.ssl_cert}.
 */
public final class HttpCheck implements Check {

    /** Read of a body to look for {@code content_match}; the rest is not read. */
    private static final int BODY_BYTES_MAX = 1024 * 1024;

    /** Behind the year 9999, until which certificates without an end are good. */
    private static final int DAYS_MAX = 10_000_000;

    private final CheckSettings settings;
    private final Clock clock;
    private final HttpClient client;
    private final HttpRequest request;
    private final Pattern accepted;
    private final String wanted;
    private final Duration timeout;
    private final String[] tags;

    private HttpCheck(CheckSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.timeout = Duration.ofMillis((long) (settings.number("timeout", 10, 0.1, 50) * 1_000));
        URI url = url(settings.text("url"));
        this.accepted = Pattern.compile(settings.text("http_response_status_code", "[123]\\d\\d"));
        this.wanted = settings.text("content_match", "");
        this.tags = new String[] {"url:" + settings.text("url"), "instance:" + settings.text("name", url.getHost())};
        this.client = client();
        this.request = request(url);
    }

    public static CheckType type(Clock clock) {
        return new CheckType() {
            @Override
            public String name() {
                return "http_check";
            }

            @Override
            public Check create(CheckSettings settings) {
                return new HttpCheck(settings, clock);
            }
        };
    }

    @Override
    public void run(Report report) throws InterruptedException {
        long start = System.nanoTime();
        String fault;
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            report.gauge("network.http.response_time", (System.nanoTime() - start) / 1e9, tags);
            fault = faultOf(response);
            response.sslSession().ifPresent(session -> {
                try {
                    certificate((X509Certificate) session.getPeerCertificates()[0], report);
                } catch (SSLPeerUnverifiedException e) {
                    report.serviceCheck("http.ssl_cert", Status.UNKNOWN, e.getMessage(), tags);
                }
            });
        } catch (SSLException e) {
            fault = e.getMessage();
            report.serviceCheck("http.ssl_cert", Status.CRITICAL, fault, tags);
        } catch (IOException e) {
            fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        report.gauge("network.http.can_connect", fault.isEmpty() ? 1 : 0, tags);
        report.gauge("network.http.cant_connect", fault.isEmpty() ? 0 : 1, tags);
        report.serviceCheck("http.can_connect", fault.isEmpty() ? Status.OK : Status.CRITICAL, fault, tags);
    }

    private String faultOf(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            if (!accepted.matcher(Integer.toString(response.statusCode())).matches()) {
                return "the status is " + response.statusCode() + " (expected " + accepted + ")";
            }
            if (wanted.isEmpty()) {
                return "";
            }
            String text = new String(body.readNBytes(BODY_BYTES_MAX), StandardCharsets.UTF_8);
            boolean found = Pattern.compile(wanted).matcher(text).find();
            return found != settings.flag("reverse_content_match", false)
                    ? ""
                    : "the body " + (found ? "holds" : "does not hold") + " \"" + wanted + "\"";
        }
    }

    private void certificate(X509Certificate certificate, Report report) {
        if (!settings.flag("check_certificate_expiration", true)) {
            return;
        }
        Instant until = certificate.getNotAfter().toInstant();
        double secondsLeft = Duration.between(clock.instant(), until).toMillis() / 1_000.0;
        double daysLeft = secondsLeft / 86_400;
        report.gauge("http.ssl.seconds_left", secondsLeft, tags);
        report.gauge("http.ssl.days_left", daysLeft, tags);
        Status status = Status.OK;
        if (daysLeft < settings.number("days_critical", 7, 0, DAYS_MAX)) {
            status = Status.CRITICAL;
        } else if (daysLeft < settings.number("days_warning", 14, 0, DAYS_MAX)) {
            status = Status.WARNING;
        }
        report.serviceCheck("http.ssl_cert", status, "the certificate is good until " + until, tags);
    }

    private HttpClient client() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(
                        settings.flag("allow_redirects", true)
                                ? HttpClient.Redirect.NORMAL
                                : HttpClient.Redirect.NEVER);
        if (!settings.flag("tls_verify", true)) {
            builder.sslContext(TrustAll.context());
        }
        return builder.build();
    }

    private HttpRequest request(URI url) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .method(
                        settings.text("method", "GET").toUpperCase(java.util.Locale.ROOT),
                        HttpRequest.BodyPublishers.ofString(settings.text("data", "")));
        settings.map("headers").forEach((key, value) -> builder.header(key.toString(), value.toString()));
        if (settings.value("username").isPresent()) {
            String login = settings.text("username") + ":" + settings.text("password", "");
            builder.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return builder.build();
    }

    private static URI url(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            url = URI.create("");
        }
        if (url.getHost() == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
            throw new IllegalArgumentException(
                    "url is \"" + text + "\" (expected http:// or https:// and a host) [bad-url]");
        }
        return url;
    }
}
