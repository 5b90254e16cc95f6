package io.tidemark.ingest.check.jmx;

import io.tidemark.ingest.check.Check;
import io.tidemark.ingest.check.CheckSettings;
import io.tidemark.ingest.check.CheckType;
import io.tidemark.ingest.check.Report;
import io.tidemark.ingest.check.Report.Status;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Where an instance looks: {@code host} and {@code port} (or {@code jmx_url}), with {@code user} and {@code password};
 * {@code process_name_regex} for a JVM of this host and user; or {@code local: true} for the agent itself. Beside the JVM's
 * figures it reports what {@code conf} asks for (see {@link Beans}).
 */
public final class JmxCheck implements Check {

    private final CheckSettings settings;
    private final Beans beans;
    private final String[] tags;
    private JMXConnector connector;

    private JmxCheck(CheckSettings settings) {
        this.settings = settings;
        this.beans = new Beans(settings.maps("conf"));
        boolean somewhere = settings.flag("local", false)
                || settings.value("jmx_url").isPresent()
                || settings.value("process_name_regex").isPresent();
        String where =
                somewhere ? "" : settings.text("host", "127.0.0.1") + ":" + settings.integer("port", 0, 1, 65_535);
        this.tags = new String[] {"instance:" + settings.text("name", where.isEmpty() ? "local" : where)};
    }

    public static CheckType type() {
        return new CheckType() {
            @Override
            public String name() {
                return "jmx";
            }

            @Override
            public Check create(CheckSettings settings) {
                return new JmxCheck(settings);
            }
        };
    }

    @Override
    public void run(Report report) throws IOException, JMException {
        try {
            MBeanServerConnection connection = connection();
            JvmFigures.report(connection, report, tags);
            beans.report(connection, report, tags);
            report.serviceCheck("jmx.can_connect", Status.OK, "", tags);
        } catch (IOException | SecurityException e) {
            close();
            report.serviceCheck("jmx.can_connect", Status.CRITICAL, String.valueOf(e.getMessage()), tags);
            throw e;
        }
    }

    @Override
    public void close() {
        if (connector != null) {
            try {
                connector.close();
            } catch (IOException e) {
                // It is being given up because it does not answer.
            }
            connector = null;
        }
    }

    private MBeanServerConnection connection() throws IOException {
        if (settings.flag("local", false)) {
            return ManagementFactory.getPlatformMBeanServer();
        }
        if (connector == null) {
            connector = JMXConnectorFactory.connect(address(), login());
        }
        return connector.getMBeanServerConnection();
    }

    private JMXServiceURL address() throws IOException {
        if (settings.value("process_name_regex").isPresent()) {
            return LocalJvms.address(settings.text("process_name_regex"));
        }
        String place = settings.text("host", "127.0.0.1") + ":" + settings.integer("port", 0, 0, 65_535);
        return new JMXServiceURL(settings.text("jmx_url", "service:jmx:rmi:///jndi/rmi://" + place + "/jmxrmi"));
    }

    private Map<String, Object> login() {
        Map<String, Object> environment = new HashMap<>();
        // A JVM that hangs must cost no more than a run: the defaults wait for minutes.
        environment.put("jmx.remote.x.request.waiting.timeout", "10000");
        if (settings.value("user").isPresent()) {
            environment.put(
                    JMXConnector.CREDENTIALS, new String[] {settings.text("user"), settings.text("password", "")});
        }
        return environment;
    }
}
