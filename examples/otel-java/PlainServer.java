import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A shop that knows nothing of metrics: pages at /page, an error at /broken. Run it with: java PlainServer.java [PORT, 8000] */
public final class PlainServer {

    public static void main(String[] arguments) throws Exception {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8000;
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        for (String path : new String[] {"/page", "/broken"}) {
            server.createContext(path, exchange -> {
                byte[] body = "hello\n".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(path.equals("/page") ? 200 : 500, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }
        server.start();
        System.out.println("listening on 127.0.0.1:" + port);
    }
}
