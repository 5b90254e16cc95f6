package io.tidemark.alerting.channel.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.alerting.channel.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The address that was checked is the address that is connected to. */
final class HttpPostTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Host") + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Delivery post(String host, HttpPost.Resolver resolver) {
        URI url = URI.create("http://" + host + ":" + server.getAddress().getPort() + "/hook?a=b%20c");
        return new HttpPost(Clock.systemUTC(), Duration.ofSeconds(10), AddressGuard.NO_METADATA, resolver)
                .post(url, Map.of(), "key", "{}".getBytes());
    }

    /** No resolver but the first answer knows this name: whoever asked again would not get there. */
    @Test
    void aNameThatMeansAnotherAddressAMomentLaterLeadsNowhereElse() {
        List<String> resolved = new ArrayList<>();
        Delivery delivery = post("rebound.invalid", host -> {
            resolved.add(host);
            return resolved.size() == 1 ? addresses("127.0.0.1") : addresses("169.254.169.254");
        });
        assertThat(delivery.outcome().name()).as(delivery.detail()).isEqualTo("DELIVERED");
        assertThat(resolved).as("asked once").containsExactly("rebound.invalid");
        assertThat(asked)
                .as("and the server is told the name")
                .containsExactly("rebound.invalid:" + server.getAddress().getPort() + " /hook?a=b%20c");
    }

    @Test
    void anAddressAmongOthersThatIsRefusedRefusesAll() {
        assertThat(post("mixed.invalid", host -> addresses("127.0.0.1", "169.254.169.254"))
                        .detail())
                .contains("[address-refused]");
        assertThat(asked).isEmpty();
    }

    @Test
    void aNameThatIsNotKnownIsTriedLaterAndNotHandedOn() {
        Delivery delivery = post("localhost", host -> {
            throw new UnknownHostException(host);
        });
        assertThat(delivery.outcome().name()).isEqualTo("TEMPORARY");
        assertThat(asked)
                .as("nobody was asked although this machine knows the name")
                .isEmpty();
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] all = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            all[i] = InetAddress.getByName(literals[i]);
        }
        return all;
    }
}
