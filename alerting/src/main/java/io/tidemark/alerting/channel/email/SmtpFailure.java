package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.channel.Delivery;

/** The dialogue ended before the message was accepted; carries what that means. */
final class SmtpFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a smaller or plainer form of the same mail could heal. */
    enum Remedy {
        NONE,
        SHORTER,
        PLAINER
    }

    private final transient Delivery delivery;
    private final Remedy remedy;

    SmtpFailure(Delivery delivery) {
        this(delivery, Remedy.NONE);
    }

    SmtpFailure(Delivery delivery, Remedy remedy) {
        super(delivery.detail(), null, false, false);
        this.delivery = delivery;
        this.remedy = remedy;
    }

    Delivery delivery() {
        return delivery;
    }

    Remedy remedy() {
        return remedy;
    }
}
