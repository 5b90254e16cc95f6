package io.tidemark.broker;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The broker as a process of its own: {@code BrokerMain FOLDER PORT [KEY=VALUE…]}. Prints {@code ready ADDRESS} when
 * clients are answered, and stops cleanly on a signal or when its standard input ends, so that it never outlives the
 * process that started it.
 */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: BrokerMain FOLDER PORT [KEY=VALUE...]");
            System.exit(2);
        }
        BrokerSettings settings = BrokerSettings.in(Path.of(args[0])).withPort(Integer.parseInt(args[1]));
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            settings = settings.with(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        LocalBroker broker = LocalBroker.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        System.out.println("ready " + broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // Nothing is said on this channel; only its end counts.
        }
        System.exit(0);
    }
}
