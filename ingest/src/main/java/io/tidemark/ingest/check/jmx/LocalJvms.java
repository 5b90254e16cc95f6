package io.tidemark.ingest.check.jmx;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.remote.JMXServiceURL;

/** JVMs of this host and user, found by the command line they show ({@code jps -lm} lists them). */
final class LocalJvms {

    private LocalJvms() {}

    /** @throws IOException where not exactly one JVM matches, or it does not let itself be looked at */
    static JMXServiceURL address(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        List<VirtualMachineDescriptor> found = VirtualMachine.list().stream()
                .filter(jvm -> pattern.matcher(jvm.displayName()).find())
                .toList();
        if (found.size() != 1) {
            throw new IOException("process_name_regex is \"" + regex + "\" and matches " + found.size()
                    + " JVMs of this user (expected one; see jps -lm) [no-such-jvm]");
        }
        try {
            VirtualMachine jvm = VirtualMachine.attach(found.get(0));
            try {
                return new JMXServiceURL(jvm.startLocalManagementAgent());
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("the JVM " + found.get(0).id() + " cannot be attached to: " + e.getMessage(), e);
        }
    }
}
