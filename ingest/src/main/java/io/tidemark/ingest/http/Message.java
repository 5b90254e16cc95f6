package io.tidemark.ingest.http;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One protobuf message being read where it lies, field by field. Nothing is allocated by a length that the sender claims: a
 * claim over what is there ends the reading, and a text over its limit is skipped. Fields that are not known are skipped.
 */
final class Message {

    static final int VARINT = WireFormat.WIRETYPE_VARINT;
    static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
    static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int TEXT_MAX = 4_096;

    private final CodedInputStream in;

    Message(byte[] body) {
        this.in = CodedInputStream.newInstance(body);
    }

    /** Reads one field, or skips it. */
    interface Fields {

        /** @return false where the field is not known; nothing of its value has then been read */
        boolean read(int tag) throws IOException;
    }

    static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    /** Reads up to the end of the body, or of the message that is open. */
    void fields(Fields fields) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!fields.read(tag) && !in.skipField(tag)) {
                throw new InvalidProtocolBufferException("an end group that nothing began");
            }
        }
    }

    /** Reads the message that is the value of the field just begun. */
    void inner(Fields fields) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        fields(fields);
        in.popLimit(outer);
    }

    /** Runs for each element of a packed field whose value begins here. */
    void packed(Fields element, int tag) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            element.read(tag);
        }
        in.popLimit(outer);
    }

    /** A text of at most 4,096 bytes; what is longer, or no UTF-8, is refused and reads as empty. */
    String text(String where, Consumer<Refusal> refusals) throws IOException {
        int length = in.readRawVarint32();
        if (length > TEXT_MAX) {
            in.skipRawBytes(length);
            refusals.accept(new Refusal(
                    Reason.LONG_TEXT, where, "", "expected at most " + TEXT_MAX + " bytes, found " + length));
            return "";
        }
        byte[] bytes = in.readRawBytes(length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            refusals.accept(new Refusal(Reason.BAD_ENCODING, where, text, "expected well-formed UTF-8"));
            return "";
        }
        return text;
    }

    long varint() throws IOException {
        return in.readRawVarint64();
    }

    int zigzag() throws IOException {
        return in.readSInt32();
    }

    double fixedDouble() throws IOException {
        return in.readDouble();
    }

    /** What a body is refused with that ends in the middle of a message, or is something else. */
    static Refusal fault(String message) {
        return new Refusal(Reason.BAD_PROTOBUF, "body", "", "expected a whole message " + message);
    }
}
