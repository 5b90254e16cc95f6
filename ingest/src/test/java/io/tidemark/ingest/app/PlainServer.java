package io.tidemark.ingest.app;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An application that knows nothing of metrics: pages at {@code /page}, an error at {@code /broken}. */
public final class PlainServer {

    private PlainServer() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (String path : new String[] {"/page", "/broken"}) {
            server.createContext(path, exchange -> {
                byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(path.equals("/page") ? 200 : 500, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
        System.out.flush();
        // The server's own thread keeps the process alive until it is ended.
    }
}
