package io.tidemark.alerting.template;

/**
 * Turns a monitor's message template and the facts of one decision into text for people.
 *
 * <p>A pure function: the same context gives the same text, always, because a replay writes the same notifications
 * again. It never fails: a template that can't be rendered gives a plain message that says so and still tells what
 * happened.
 */
@FunctionalInterface
public interface MessageRenderer {

    /** Renders the message; recipients are read from the handles that are left in the rendered body. */
    RenderedMessage render(MessageContext context);
}
