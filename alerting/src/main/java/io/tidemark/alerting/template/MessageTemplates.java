package io.tidemark.alerting.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsError;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.context.MapValueResolver;
import io.tidemark.avro.NotificationKind;
import io.tidemark.message.Template;
import io.tidemark.message.TemplateFault;
import io.tidemark.message.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Datadog's message language on Handlebars: variables, blocks by state, matches, local time, sums.
 *
 * <p>Only what passed {@link Template#check} is rendered, so of Handlebars' own functions (loops, includes, lookups) none is within
 * reach; the context is maps of texts and numbers, never an object whose methods could be called. Text is not escaped here: the
 * body is text, and each channel escapes when it writes its own format.
 */
public final class MessageTemplates implements MessageRenderer {

    private static final String FACTS = "tidemark.facts";
    private static final String CUT = "\n… (cut at 100 KiB)";
    private static final int SUBJECT_CHARACTERS_MAX = 200;
    private static final int COMPILED_MAX = 1_000;

    private final Handlebars handlebars = handlebars();
    private final Map<String, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
            return size() > COMPILED_MAX;
        }
    };

    /** A template ready to use, or what is wrong with it. */
    private record Compiled(com.github.jknack.handlebars.Template template, List<TemplateFault> faults) {}

    @Override
    public RenderedMessage render(MessageContext context) {
        MessageFacts facts = new MessageFacts(context);
        boolean escalated = context.kind() == NotificationKind.RENOTIFIED
                && !context.escalationMessage().isBlank();
        String source = escalated ? context.escalationMessage() : context.message();
        String body = rendered(source, facts);
        if (body.isBlank()) {
            body = context.reason();
        }
        String name = oneLine(rendered(context.monitorName(), facts));
        return new RenderedMessage(name, cut(facts.headline(name), SUBJECT_CHARACTERS_MAX), body);
    }

    /** All faults of a text: those of the language first, and where it has none, what Handlebars itself cannot read. */
    public static List<TemplateFault> check(String text) {
        List<TemplateFault> faults = Template.check(text);
        return faults.isEmpty() ? syntax(text) : faults;
    }

    /** What Handlebars itself finds wrong with a text whose tags are all known. */
    static List<TemplateFault> syntax(String text) {
        try {
            handlebars().compileInline(text);
            return List.of();
        } catch (HandlebarsException wrong) {
            HandlebarsError error = wrong.getError();
            String why = error == null ? String.valueOf(wrong.getMessage()) : error.reason;
            return List.of(new TemplateFault(
                    error == null ? 1 : Math.max(1, error.line),
                    error == null ? 1 : Math.max(1, error.column + 1),
                    "bad-syntax",
                    "the template cannot be read: " + oneLine(why) + "."));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private String rendered(String source, MessageFacts facts) {
        Compiled ready = compiled(source);
        if (ready.template() == null) {
            return fallback(source, ready.faults(), facts);
        }
        try {
            Context context = Context.newBuilder(facts.names())
                    .resolver(MapValueResolver.INSTANCE)
                    .build();
            context.data(FACTS, facts);
            return limited(ready.template().apply(context));
        } catch (IOException | HandlebarsException cannotRender) {
            TemplateFault fault =
                    new TemplateFault(1, 1, "cannot-render", oneLine(String.valueOf(cannotRender.getMessage())));
            return fallback(source, List.of(fault), facts);
        }
    }

    private synchronized Compiled compiled(String source) {
        return compiled.computeIfAbsent(source, text -> {
            List<TemplateFault> faults = check(text);
            if (!faults.isEmpty()) {
                return new Compiled(null, faults);
            }
            try {
                return new Compiled(handlebars.compileInline(Negation.spelledOut(text)), List.of());
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        });
    }

    /** A template with a fault still tells what happened, and everybody whom any of its blocks would have told. */
    private static String fallback(String source, List<TemplateFault> faults, MessageFacts facts) {
        return limited(facts.context().reason() + "\n\n(The message of this monitor has a fault, " + faults.get(0)
                + ". It follows as it was written.)\n\n" + source);
    }

    private static String limited(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= Template.BYTES_MAX) {
            return text;
        }
        int end = Template.BYTES_MAX - CUT.getBytes(StandardCharsets.UTF_8).length;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--; // never within a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String cut(String text, int charactersMax) {
        return text.codePointCount(0, text.length()) <= charactersMax
                ? text
                : text.substring(0, text.offsetByCodePoints(0, charactersMax - 1)) + "…";
    }

    private static Handlebars handlebars() {
        Handlebars handlebars = new Handlebars().with(EscapingStrategy.NOOP).prettyPrint(true);
        Vocabulary.STATES.forEach(name ->
                register(handlebars, name, (context, options) -> facts(options).is(name)));
        register(handlebars, "is_match", (variable, options) -> matches(variable, options, false));
        register(handlebars, "is_exact_match", (variable, options) -> matches(variable, options, true));
        register(handlebars, "is_priority", (wanted, options) -> facts(options).hasPriority(String.valueOf(wanted)));
        handlebars.registerHelper(
                "eval", (Object first, Options options) -> facts(options).evaluated(joined(first, options)));
        handlebars.registerHelper(
                "local_time",
                (Object time, Options options) ->
                        facts(options).localTime(String.valueOf(time), String.valueOf(options.params[0])));
        handlebars.registerHelper("override_priority", (Object priority, Options options) -> {
            facts(options).overridePriority(String.valueOf(priority));
            return "";
        });
        return handlebars;
    }

    /** A block and its negation, which Handlebars would hand to the same function without saying which it is. */
    private static void register(Handlebars handlebars, String name, BiPredicate<Object, Options> condition) {
        Helper<Object> block = (first, options) -> chosen(condition.test(first, options), options);
        Helper<Object> negation = (first, options) -> chosen(!condition.test(first, options), options);
        handlebars.registerHelper(name, block);
        handlebars.registerHelper(Negation.PREFIX + name, negation);
    }

    private static boolean matches(Object variable, Options options, boolean exact) {
        String value = facts(options).matched(variable);
        boolean found = false;
        for (Object wanted : options.params) {
            String text = String.valueOf(wanted);
            found |= exact ? value.equals(text) : !text.isEmpty() && value.contains(text);
        }
        return found;
    }

    private static CharSequence chosen(boolean condition, Options options) throws IOException {
        return condition ? options.fn() : options.inverse();
    }

    private static String joined(Object first, Options options) {
        StringBuilder text = new StringBuilder(String.valueOf(first));
        for (Object more : options.params) {
            text.append(' ').append(more);
        }
        return text.toString();
    }

    private static MessageFacts facts(Options options) {
        return options.data(FACTS);
    }
}
