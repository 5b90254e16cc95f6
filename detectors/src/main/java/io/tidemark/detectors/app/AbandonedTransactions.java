package io.tidemark.detectors.app;

import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that an instance had begun before it died. Whoever reads committed records waits behind an open transaction, up to
 * its timeout; that has to be long, for a commit of a million new series takes many seconds. An instance that takes tasks over therefore
 * looks who is still in the group, and fences the others' producers: what they had begun is aborted at once.
 *
 * <p>Kafka Streams names producers {@code application-process-thread} and members {@code application-process-StreamThread-…}. Where a member
 * is not named like that (a {@code client.id} of one's own), nobody can tell who is gone, and nothing is fenced.
 */
final class AbandonedTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);
    private static final String PROCESS = "(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})";

    private final Properties connection;
    private final String applicationId;
    private final Pattern producer;
    private final Pattern member;

    AbandonedTransactions(Properties connection, String applicationId) {
        this.connection = connection;
        this.applicationId = applicationId;
        this.producer = Pattern.compile(Pattern.quote(applicationId) + "-" + PROCESS + "-\\d+");
        this.member = Pattern.compile(Pattern.quote(applicationId) + "-" + PROCESS + "-StreamThread-.*");
    }

    /** Ends them; the transactional ids that were fenced. A broker that does not allow it is told about in the log, once each time. */
    List<String> end() {
        try (Admin admin = Admin.create(connection)) {
            List<String> open = open(admin);
            if (open.isEmpty()) {
                return List.of();
            }
            Collection<MemberDescription> members = admin.describeConsumerGroups(List.of(applicationId))
                    .all()
                    .get()
                    .get(applicationId)
                    .members();
            if (members.isEmpty()
                    || !members.stream()
                            .allMatch(one -> member.matcher(one.clientId()).matches())) {
                return List.of();
            }
            Set<String> alive =
                    members.stream().map(one -> process(member, one.clientId())).collect(Collectors.toSet());
            List<String> abandoned = open.stream()
                    .filter(id -> !alive.contains(process(producer, id)))
                    .toList();
            if (!abandoned.isEmpty()) {
                admin.fenceProducers(abandoned).all().get();
                LOG.info("Ended transactions of instances that are gone. transactional_ids={}", abandoned);
            }
            return abandoned;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn(
                    "Transactions of instances that are gone stay open until they time out: {}",
                    e.getCause().getMessage());
        } catch (KafkaException e) {
            LOG.warn("Transactions of instances that are gone stay open until they time out: {}", e.getMessage());
        }
        return List.of();
    }

    private List<String> open(Admin admin) throws ExecutionException, InterruptedException {
        return admin
                .listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                .all()
                .get()
                .stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> producer.matcher(id).matches())
                .toList();
    }

    private static String process(Pattern name, String text) {
        Matcher matcher = name.matcher(text);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
