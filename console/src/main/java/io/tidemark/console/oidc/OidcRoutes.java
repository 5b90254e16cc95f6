package io.tidemark.console.oidc;

import com.linecorp.armeria.common.HttpStatus;
import io.tidemark.console.access.Access;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import io.tidemark.console.route.RouteTable;
import io.tidemark.console.route.Rule;
import java.util.Optional;

/** The two addresses between which a browser is at the provider. */
public final class OidcRoutes {

    private static final String COOKIE = "tidemark_oidc";
    private static final String PATH = "/api/console/oidc";
    private static final int TARGET_LENGTH_MAX = 2_000;
    private static final int ANSWER_LENGTH_MAX = 8_192;

    private final Optional<Oidc> oidc;
    private final Access access;

    /** @param oidc empty where no provider is named: the routes then say so */
    public OidcRoutes(Optional<Oidc> oidc, Access access) {
        this.oidc = oidc;
        this.access = access;
    }

    public void addTo(RouteTable table) {
        table.group("People")
                .get(
                        PATH + "/start",
                        Rule.open("signing in is how one becomes somebody"),
                        "Sends the browser to the OpenID provider.",
                        this::start,
                        "to: page of this console to come back to, default /")
                .get(
                        OidcSettings.RETURN_PATH,
                        Rule.open("signing in is how one becomes somebody"),
                        "Where the provider sends the browser back to; opens a session.",
                        this::end,
                        "state",
                        "code",
                        "iss",
                        "error: what the provider has against it",
                        Ask.ANY + ": whatever else the provider adds");
    }

    private Oidc oidc() {
        return oidc.orElseThrow(() -> Problem.notFound(
                "No OpenID provider is named here (expected the file of --oidc). Sign in with name and password."));
    }

    private Reply start(Ask ask) {
        String target = ask.text("to", TARGET_LENGTH_MAX).orElse("/");
        // A browser takes // and /\ for the beginning of another site.
        if (!target.matches("/([!-.0-\\[\\]-~][!-\\[\\]-~]*)?")) {
            throw Problem.parameter(
                    "to", target, "a page of this console, from / on, percent-encoded", "Correct it.", "bad-target");
        }
        Oidc.Departure departure = oidc().begin(target);
        return redirect(departure.to().toString())
                .with("set-cookie", cookie(departure.browser(), Begun.LASTS.toSeconds()));
    }

    private Reply end(Ask ask) {
        Oidc known = oidc();
        Optional<String> error = ask.text("error", ANSWER_LENGTH_MAX);
        if (error.isPresent()) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "oidc-refused",
                    "The provider refused: " + Problem.quote(error.get()) + ". Start again at /.");
        }
        try {
            Oidc.Arrival arrival = known.end(
                    ask.text("state", ANSWER_LENGTH_MAX).orElse(""),
                    ask.text("code", ANSWER_LENGTH_MAX).orElse(""),
                    ask.text("iss", ANSWER_LENGTH_MAX),
                    ask.request().cookies().getOrDefault(COOKIE, ""));
            Access.SignedIn signed = access.signIn(arrival.guest());
            return redirect(arrival.target())
                    .with("set-cookie", signed.cookie() + (known.settings().overTls() ? "; Secure" : ""));
        } catch (NoRoleException nobody) {
            access.forget(nobody.subject());
            throw Problem.of(HttpStatus.FORBIDDEN, "oidc-no-role", nobody.getMessage());
        }
    }

    /** Lax, because the browser comes back from another site. */
    private String cookie(String value, long seconds) {
        return COOKIE + "=" + value + "; Path=" + PATH + "; HttpOnly; SameSite=Lax; Max-Age=" + seconds
                + (oidc().settings().overTls() ? "; Secure" : "");
    }

    private static Reply redirect(String to) {
        return Reply.empty(HttpStatus.SEE_OTHER).with("location", to);
    }
}
