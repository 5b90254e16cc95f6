package io.tidemark.ingest.remotewrite;

import com.linecorp.armeria.server.ServerBuilder;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.http.Context;
import io.tidemark.ingest.publish.Ledger;
import java.util.concurrent.Semaphore;

/** The route of remote write, to be put on any server. */
public final class RemoteWriteRoutes {

    private final WriteService service;

    /** @param ledger of samples @param permits how many requests may be under way */
    public RemoteWriteRoutes(Context context, Ledger ledger, Semaphore permits) {
        this.service = new WriteService(new BodyGate(context, permits), new WriteDoor(context, ledger));
    }

    public ServerBuilder addTo(ServerBuilder server) {
        server.route().post("/api/v1/write").build(service);
        return server;
    }
}
