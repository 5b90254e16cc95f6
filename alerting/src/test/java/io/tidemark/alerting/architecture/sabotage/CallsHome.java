package io.tidemark.alerting.architecture.sabotage;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;

/** Does what nothing in a topology may do, so that a test can see the checks fail. Never run. */
public final class CallsHome {

    private CallsHome() {}

    public static void tell(Instant decided) throws IOException {
        if (Instant.now().isAfter(decided)) {
            new Socket("127.0.0.1", 25).close();
        }
    }
}
