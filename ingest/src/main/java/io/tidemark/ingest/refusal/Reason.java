package io.tidemark.ingest.refusal;

import java.util.Locale;

/** Every reason the intake can give, with what it means and what the sender can do. The id is the name in lower case. */
public enum Reason {
    // a line or a value
    MALFORMED_LINE(Effect.REFUSED, "the line has no ':' or no '|'", "send name:value|type"),
    MISSING_TYPE(Effect.REFUSED, "the type after the value is missing", "add |g, |c, |h, |d, |s or |ms"),
    MISSING_VALUE(Effect.REFUSED, "there is no value", "put a number between ':' and '|'"),
    MISSING_NAME(Effect.REFUSED, "the name is empty, or has no letter", "start the name with a letter"),
    BAD_VALUE(Effect.REFUSED, "the value is not a finite decimal number in ASCII", "send digits such as 12.5 or 1e3"),
    UNSUPPORTED_TYPE(Effect.REFUSED, "the type is not known", "use g, c, h, d, s or ms; in HTTP gauge, count or rate"),
    BAD_SAMPLE_RATE(
            Effect.REFUSED,
            "the sample rate is not a number over 0 and up to 1, or stands for more than 1,000,000 events",
            "send |@0.1 for one in ten"),
    DUPLICATE_FIELD(Effect.REFUSED, "a field that may stand once stands twice", "join the tags in one # field"),
    BAD_TIMESTAMP(Effect.REFUSED, "the timestamp is not a time in seconds since 1970", "send whole seconds, UTC"),
    BAD_INTERVAL(Effect.REFUSED, "the interval is not a number of seconds from 0 to 86,400", "send the flush interval"),
    BAD_STATUS(Effect.REFUSED, "the status of a service check is not 0, 1, 2 or 3", "send 0 OK to 3 UNKNOWN"),
    BAD_LENGTH(Effect.REFUSED, "the lengths of an event do not fit its text", "count bytes of UTF-8, not characters"),
    TRUNCATED(
            Effect.REFUSED, "the line was cut at the size limit of a datagram", "send packets of at most 8,192 bytes"),
    FRAME_TOO_LARGE(
            Effect.REFUSED,
            "a frame of a stream socket claims more bytes than a packet may have",
            "send packets of at most 8,192 bytes, each behind its length in four bytes, lowest first"),
    TOO_MANY_CONNECTIONS(
            Effect.REFUSED, "as many connections to a stream socket are open as may be", "keep one a process"),
    // admission
    LONG_NAME(Effect.REFUSED, "the name is longer than 200 characters", "shorten it; put variable parts into tags"),
    BAD_NAME(Effect.REFUSED, "the name holds control characters", "use letters, digits, '_' and '.'"),
    BAD_ENCODING(Effect.REFUSED, "the bytes are not UTF-8", "encode the text as UTF-8"),
    BAD_TAG(
            Effect.REFUSED,
            "a tag has no key, or holds control characters",
            "send key:value, the key with a letter first"),
    TOO_MANY_TAGS(Effect.REFUSED, "there are more tags than the limit", "leave out tags that nobody groups by"),
    LONG_TAG(Effect.REFUSED, "a tag's key or value is over its limit", "shorten it"),
    TOO_LATE(Effect.REFUSED, "the time is further in the past than accepted", "send sooner, or raise points_max_age"),
    TOO_EARLY(Effect.REFUSED, "the time is more than ten minutes ahead", "set the sender's clock"),
    TOO_MANY_METRICS(
            Effect.REFUSED,
            "the client is at its limit of series and sends ever new metric names",
            "put variable parts into tags, or raise the limit"),
    OVERFLOW(Effect.REFUSED, "the sum of the bucket would not be finite", "send smaller values"),
    TOO_MANY_VALUES(Effect.REFUSED, "one bucket of one series holds as many values as it may", "sample, or use |d"),
    CONFLICT(
            Effect.REFUSED,
            "another value for the instant of the last one; the first was kept",
            "see whether two senders report the same series"),
    OUT_OF_ORDER(
            Effect.REFUSED, "a running total is older than the last one of its series", "send each series in order"),
    TEMPORALITY_CONFLICT(
            Effect.REFUSED,
            "the series was reported in another form before",
            "see whether two senders report the same series"),
    BAD_HISTOGRAM(Effect.REFUSED, "the buckets of the histogram cannot be", "see the reference of the protocol"),
    INCONSISTENT_HISTOGRAM(
            Effect.REFUSED, "count, sum and buckets of the histogram do not agree", "see the sender's library"),
    BAD_SUMMARY(Effect.REFUSED, "the quantiles of the summary cannot be", "send rising quantiles from 0 to 1"),
    BAD_LABEL(Effect.REFUSED, "a label's name cannot be, or stands twice", "see the labels of the series"),
    // requests
    BAD_FRAMING(
            Effect.REFUSED,
            "the end of the request could be read in two ways",
            "send each header on one line that ends with CR LF, and either a length or chunks"),
    WRONG_COMPRESSION(Effect.REFUSED, "the body is not one snappy block", "send snappy's block format, not its frames"),
    WRONG_SERVICE(Effect.REFUSED, "only metrics are taken here", "set the exporters of traces and logs to none"),
    EMPTY_BODY(Effect.REFUSED, "the body is empty", "see the reference of the route"),
    BAD_SHAPE(Effect.REFUSED, "the JSON is not of the expected shape", "see the reference of the route"),
    BAD_JSON(Effect.REFUSED, "the body is not JSON", "see line and column"),
    BAD_PROTOBUF(Effect.REFUSED, "the body is not the protobuf message of the route", "see the reference of the route"),
    TOO_DEEP(Effect.REFUSED, "the JSON is nested too deeply", "send at most 32 levels"),
    LONG_NUMBER(Effect.REFUSED, "a number has too many digits", "send at most 64 characters a number"),
    LONG_TEXT(Effect.REFUSED, "a text is over its limit", "send at most 4,096 characters a text"),
    DUPLICATE_KEY(Effect.REFUSED, "an object has the same key twice", "send each key once"),
    TOO_MANY_POINTS(Effect.REFUSED, "the request holds more points than the limit", "send several requests"),
    BODY_TOO_LARGE(Effect.REFUSED, "the body is over the size limit as sent", "send several requests"),
    INFLATED_TOO_LARGE(Effect.REFUSED, "the body is over the size limit once inflated", "send several requests"),
    BAD_COMPRESSION(
            Effect.REFUSED, "the body does not inflate as its Content-Encoding says", "compress it whole, once"),
    UNSUPPORTED_ENCODING(Effect.REFUSED, "the Content-Encoding is not known", "use gzip, zstd, deflate or identity"),
    UNSUPPORTED_MEDIA_TYPE(Effect.REFUSED, "the Content-Type is not accepted", "see the reference of the route"),
    MISSING_KEY(Effect.REFUSED, "the request carries no API key", "send the header DD-API-KEY"),
    UNKNOWN_KEY(Effect.REFUSED, "the API key is not known", "use a key from the settings"),
    TOO_MANY_REQUESTS(Effect.REFUSED, "too many requests are under way", "try again after Retry-After seconds"),
    REQUEST_TIMEOUT(Effect.REFUSED, "the body did not arrive in time", "send it without pauses"),
    REQUEST_ABORTED(Effect.REFUSED, "the sender broke off before its request was whole", "see the sender's timeouts"),
    NOT_ACKNOWLEDGED(Effect.REFUSED, "Kafka has not acknowledged the points in time", "try again after Retry-After"),
    // after admission
    RUN_OVER(
            Effect.DROPPED,
            "a check found it when it had been given up, switched off or changed",
            "see the time limits of what it asks"),
    BUFFER_FULL(Effect.DROPPED, "the buffer towards Kafka is full", "see whether the brokers answer"),
    NO_PARTITIONS(Effect.DROPPED, "the points topic is not known yet", "see whether the brokers answer"),
    PUBLISH_FAILED(Effect.DROPPED, "Kafka did not take the batch", "see the log of the brokers"),
    // noticed, kept
    EMPTY(Effect.NOTED, "an empty datagram, or one of line feeds only", ""),
    EMPTY_VALUE(Effect.NOTED, "an empty value among packed values was left out", ""),
    UNDERFLOW(Effect.NOTED, "a value too small for a double was taken as 0", ""),
    RATE_IGNORED(Effect.NOTED, "a sample rate on a gauge or set has no meaning", ""),
    SIGNED_GAUGE(
            Effect.NOTED, "a gauge with a sign was taken as an absolute value", "deltas of gauges are not supported"),
    UNKNOWN_FIELD(Effect.NOTED, "a field that is not read was left out", ""),
    BAD_FIELD(Effect.NOTED, "an optional field of an event or check could not be read and was left out", ""),
    CUT_TEXT(Effect.NOTED, "a title or text was cut at its limit", ""),
    EMPTY_TAG(Effect.NOTED, "an empty tag was left out", ""),
    DUPLICATE_TAG(Effect.NOTED, "of two tags with one key the first was kept", ""),
    RESERVED_TAG(Effect.NOTED, "a tag with a reserved key was left out", "tenant, overflow and __… are reserved"),
    SERIES_LIMIT(
            Effect.NOTED,
            "a new series over the limit went to the metric's overflow series",
            "drop a tag, or raise it"),
    BASELINE(Effect.NOTED, "the first running total of a series, from which later ones are counted", ""),
    COUNTER_RESET(Effect.NOTED, "a running total began anew", ""),
    REPEATED(Effect.NOTED, "a point that was sent again, and is there already", ""),
    END_OF_SERIES(Effect.NOTED, "the sender's mark that a series has ended", ""),
    EMPTY_HISTOGRAM(Effect.NOTED, "a histogram without a new value", ""),
    PRECISION(Effect.NOTED, "a whole number over 2^53 lost its last digits", ""),
    UNSUPPORTED_ATTRIBUTE(Effect.NOTED, "an attribute that is a list, a map or bytes was left out", ""),
    OVERFLOW_SERIES(Effect.NOTED, "a point of the series in which a sender's SDK collects what is over its limit", ""),
    TRACK_LIMIT(
            Effect.NOTED,
            "the running total longest unused was forgotten for lack of room",
            "its next point is a baseline"),
    TRACK_EXPIRED(Effect.NOTED, "a running total was forgotten after an hour of silence", ""),
    TENANT_CLAIM(Effect.NOTED, "a tenant named by the sender was ignored", ""),
    KEEP_ALIVE(Effect.NOTED, "an agent's empty request", ""),
    CLIENT_TELEMETRY(Effect.NOTED, "a client's own telemetry was left out, as set", ""),
    IGNORED_PAYLOAD(Effect.NOTED, "an agent's payload that is accepted and not used", ""),
    KERNEL_DROP(Effect.DROPPED, "the kernel dropped datagrams before they were read", "raise the receive buffer");

    /** What becomes of the thing. */
    public enum Effect {
        /** Not taken; the sender is told where the protocol lets us. */
        REFUSED,
        /** Admitted, then lost for lack of room or a broker. */
        DROPPED,
        /** Taken all the same. */
        NOTED
    }

    private final Effect effect;
    private final String meaning;
    private final String fix;

    Reason(Effect effect, String meaning, String fix) {
        this.effect = effect;
        this.meaning = meaning;
        this.fix = fix;
    }

    /** The stable id that logs, answers and metrics carry. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Effect effect() {
        return effect;
    }

    public String meaning() {
        return meaning;
    }

    /** What the sender can do; empty where there is nothing to do. */
    public String fix() {
        return fix;
    }
}
