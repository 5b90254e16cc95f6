package io.tidemark.alerting.outbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.alerting.channel.email.EmailIdentity;
import io.tidemark.alerting.channel.email.SmtpChannel;
import io.tidemark.alerting.channel.email.SmtpSettings;
import io.tidemark.alerting.channel.email.SmtpSettings.Encryption;
import io.tidemark.wire.Wire;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A sender in a JVM of its own, to be killed: arguments are the brokers, the prefix of topics, and the port of the mail server. */
public final class SenderProcess {

    private SenderProcess() {}

    public static void main(String[] args) throws InterruptedException {
        SmtpChannel email = new SmtpChannel(
                SmtpSettings.of("127.0.0.1", Integer.parseInt(args[2]), Encryption.OFF),
                EmailIdentity.of("tidemark@example.org"),
                Optional.empty());
        NotificationSender.start(
                OutboxSettings.DEFAULT,
                SenderClients.connect(
                        Map.of(
                                "bootstrap.servers",
                                args[0],
                                "session.timeout.ms",
                                "6000",
                                "heartbeat.interval.ms",
                                "1000"),
                        args[1],
                        Wire.singleObject()),
                Map.of(SmtpChannel.NAME, email),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        System.out.println("sending");
        new CountDownLatch(1).await();
    }
}
