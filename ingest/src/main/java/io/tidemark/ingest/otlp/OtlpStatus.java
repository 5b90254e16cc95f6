package io.tidemark.ingest.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.tidemark.ingest.http.BodyGate;
import io.tidemark.ingest.refusal.Refusal;

/** A refusal as google.rpc.Status, which both transports carry. What should be sent again says when, as RetryInfo. */
final class OtlpStatus {

    private OtlpStatus() {}

    static Status of(Refusal refusal) {
        int http = BodyGate.statusOf(refusal.reason());
        Status.Builder status =
                Status.newBuilder().setCode(codeOf(http).value()).setMessage(refusal.message());
        int retryAfter = BodyGate.retryAfterSeconds(http);
        if (retryAfter > 0) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(retryAfter))
                    .build()));
        }
        return status.build();
    }

    private static Code codeOf(int http) {
        return switch (http) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 404 -> Code.UNIMPLEMENTED;
            case 413 -> Code.RESOURCE_EXHAUSTED;
            case 408, 429, 503 -> Code.UNAVAILABLE;
            default -> Code.INVALID_ARGUMENT;
        };
    }
}
